"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from huisheng.core.knowledge.views import templates, wording

urlpatterns = [
    path("reply-templates/", templates.reply_templates, name="reply_templates"),
    path("reply-templates/new/", templates.new_reply_template, name="new_reply_template"),
    path("reply-templates/<int:template_id>/", templates.reply_template, name="reply_template"),
    path("wording/", wording.phrases, name="phrases"),
    path("wording/new/", wording.new_phrase, name="new_phrase"),
    path("wording/trial/", wording.trial, name="phrase_trial"),
    path("wording/<int:phrase_id>/", wording.phrase, name="phrase"),
]
