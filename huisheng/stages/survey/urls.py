"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from huisheng.stages.survey import views

S = "surveys/<int:survey_id>/"
urlpatterns = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/new/", views.new_survey, name="new_survey"),
    path(S, views.survey, name="survey"),
    path(f"{S}preview/", views.preview, name="survey_preview"),
    path(f"{S}questions/new/", views.new_question, name="new_question"),
    path(f"{S}questions/<int:question_id>/", views.question, name="question"),
    path(f"{S}questions/<int:question_id>/retirement/", views.question_retirement, name="question_retirement"),
]
