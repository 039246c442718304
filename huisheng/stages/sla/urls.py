"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from . import views

urlpatterns = [
    path("policies/", views.policies, name="policies"),
    path("policies/new/", views.new_policy, name="new_policy"),
    path("policies/trial/", views.policy_trial, name="policy_trial"),
    path("policies/of/<slug:code>/", views.policy, name="policy"),
    path("policies/of/<slug:code>/history/", views.policy_history, name="policy_history"),
    path("policies/of/<slug:code>/state/", views.policy_state, name="policy_state"),
    path("policies/of/<slug:code>/retirement/", views.policy_retirement, name="policy_retirement"),
]
