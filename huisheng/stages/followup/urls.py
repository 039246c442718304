"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import scenarios

urlpatterns = [
    path("scenarios/", scenarios.scenarios, name="scenarios"),
    path("scenarios/new/", scenarios.new_scenario, name="new_scenario"),
    path("scenarios/of/<slug:scenario>/", scenarios.scenario, name="scenario"),
    path("scenarios/of/<slug:scenario>/state/", scenarios.scenario_state, name="scenario_state"),
]
