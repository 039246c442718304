"""The customers' addresses."""

from django.urls import path

from huisheng.web.portal import ideas, requests, surveys, views

app_name = "portal"
urlpatterns = [
    path("", views.give_feedback, name="form"),
    path("f/", views.look_up, name="lookup"),
    path("f/<str:number>/<str:secret>/", views.progress, name="progress"),
    path("f/<str:number>/<str:secret>/messages/", views.write, name="write"),
    path("f/<str:number>/<str:secret>/confirmation/", views.answer, name="answer"),
    path("f/<str:number>/<str:secret>/urging/", views.urge_us, name="urge"),
    path("f/<str:number>/<str:secret>/seen/<int:message_id>/", views.seen, name="seen"),
    path("f/<str:number>/<str:secret>/files/<int:attachment_id>/", views.attachment, name="attachment"),
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/new/", ideas.propose, name="idea_new"),
    path("ideas/similar/", ideas.alike, name="ideas_alike"),
    path("ideas/<int:suggestion_id>/vote/", ideas.vote, name="idea_vote"),
    path("s/<int:invitation_id>/<str:secret>/", surveys.show, name="survey"),
    path("s/<int:invitation_id>/<str:secret>/answer/", surveys.reply, name="survey_answer"),
    path("s/<int:invitation_id>/<str:secret>/stop/", surveys.stop, name="survey_stop"),
    path("c/<int:request_id>/<str:secret>/", requests.show, name="request"),
    path("c/<int:request_id>/<str:secret>/seen/", requests.seen, name="request_seen"),
    path("c/<int:request_id>/<str:secret>/acceptance/", requests.accept, name="request_accept"),
    path("c/<int:request_id>/<str:secret>/refusal/", requests.decline, name="request_decline"),
    path("c/<int:request_id>/<str:secret>/answer/", requests.answer, name="request_answer"),
    path("c/<int:request_id>/<str:secret>/extension/", requests.extension, name="request_extension"),
    path("c/<int:request_id>/<str:secret>/files/<int:file_id>/", requests.photo, name="request_photo"),
]
