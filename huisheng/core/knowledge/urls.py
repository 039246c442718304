"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("reply-templates/", views.reply_templates, name="reply_templates"),
    path("reply-templates/new/", views.new_reply_template, name="new_reply_template"),
    path("reply-templates/<int:template_id>/", views.reply_template, name="reply_template"),
]
