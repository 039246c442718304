"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("rules/", views.auto_rules, name="auto_rules"),
    path("rules/new/", views.new_auto_rule, name="new_auto_rule"),
    path("rules/foresight/", views.auto_rule_preview, name="auto_rule_preview"),
    path("rules/try/", views.auto_rule_try, name="auto_rule_try"),
    path("rules/log/", views.auto_runs, name="auto_runs"),
    path("rules/<int:rule_id>/", views.auto_rule, name="auto_rule"),
    path("rules/<int:rule_id>/place/", views.auto_rule_place, name="auto_rule_place"),
    path("rules/<int:rule_id>/state/", views.auto_rule_state, name="auto_rule_state"),
    path("rules/<int:rule_id>/copy/", views.auto_rule_copy, name="auto_rule_copy"),
    path("rules/<int:rule_id>/removal/", views.auto_rule_removal, name="auto_rule_removal"),
]
