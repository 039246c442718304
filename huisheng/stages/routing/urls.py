"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("weights/", views.weights, name="weights"),
    path("routing-rules/", views.routing_rules, name="routing_rules"),
    path("routing-rules/new/", views.new_routing_rule, name="new_routing_rule"),
    path("routing-rules/trial/", views.routing_trial, name="routing_trial"),
    path("routing-rules/preview/", views.routing_rule_preview, name="routing_rule_preview"),
    path("routing-rules/<int:rule_id>/", views.routing_rule, name="routing_rule"),
    path("routing-rules/<int:rule_id>/place/", views.routing_rule_place, name="routing_rule_place"),
    path("routing-rules/<int:rule_id>/state/", views.routing_rule_state, name="routing_rule_state"),
    path("routing-rules/<int:rule_id>/removal/", views.routing_rule_removal, name="routing_rule_removal"),
]
