"""The settings screens; they live in the settings' namespace."""

from django.urls import path

from huisheng.watch.notify import views

urlpatterns = [
    path("notices/", views.notice_templates, name="notice_templates"),
    path("notices/<int:template_id>/", views.notice_template, name="notice_template"),
    path("notices/<int:template_id>/preview/", views.notice_preview, name="notice_preview"),
    path("robots/", views.robots, name="robots"),
    path("robots/new/", views.new_robot, name="new_robot"),
    path("robots/<int:robot_id>/", views.robot, name="robot"),
    path("robots/<int:robot_id>/test/", views.robot_test, name="robot_test"),
    path("robots/<int:robot_id>/removal/", views.robot_gone, name="robot_gone"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:letter_id>/", views.outbound, name="outbound"),
    path("outbox/<int:letter_id>/again/", views.outbound_again, name="outbound_again"),
]
