"""The customers' addresses."""

from django.urls import path

from huisheng.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.give_feedback, name="form"),
    path("f/", views.look_up, name="lookup"),
    path("f/<str:number>/<str:secret>/", views.progress, name="progress"),
    path("f/<str:number>/<str:secret>/messages/", views.write, name="write"),
    path("f/<str:number>/<str:secret>/confirmation/", views.answer, name="answer"),
    path("f/<str:number>/<str:secret>/files/<int:attachment_id>/", views.attachment, name="attachment"),
]
