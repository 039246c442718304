"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import fields, scenarios

urlpatterns = [
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/new/", scenarios.new_scenario, name="new_scenario"),
    path("scenarios/fields/new/", fields.new_field, name="new_record_field"),
    path("scenarios/fields/<slug:field>/", fields.field, name="record_field"),
    path("scenarios/of/<slug:scenario>/", scenarios.scenario, name="scenario"),
    path("scenarios/of/<slug:scenario>/state/", scenarios.scenario_state, name="scenario_state"),
]
