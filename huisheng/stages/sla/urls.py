"""Addresses of this room's settings screens (below /settings/, namespace `settings`)."""

from django.urls import path

from .views import chains, families, policies, rehearsal, trial

urlpatterns = [
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.new_policy, name="new_policy"),
    path("policies/new/rehearsal/", rehearsal.new_policy_rehearsal, name="new_policy_rehearsal"),
    path("policies/trial/", trial.policy_trial, name="policy_trial"),
    path("policies/families/<slug:family>/", families.policy_family, name="policy_family"),
    path("policies/families/<slug:family>/rehearsal/", rehearsal.family_rehearsal, name="family_rehearsal"),
    path("policies/of/<slug:code>/", policies.policy, name="policy"),
    path("policies/of/<slug:code>/history/", policies.policy_history, name="policy_history"),
    path("policies/of/<slug:code>/rehearsal/", rehearsal.policy_rehearsal, name="policy_rehearsal"),
    path("policies/of/<slug:code>/state/", policies.policy_state, name="policy_state"),
    path("policies/of/<slug:code>/retirement/", policies.policy_retirement, name="policy_retirement"),
    path("chains/", chains.chains, name="chains"),
    path("chains/new/", chains.new_chain, name="new_chain"),
    path("chains/of/<slug:chain>/", chains.chain, name="chain"),
    path("chains/of/<slug:chain>/state/", chains.chain_state, name="chain_state"),
    path("chains/of/<slug:chain>/copy/", chains.chain_copy, name="chain_copy"),
    path("chains/of/<slug:chain>/removal/", chains.chain_removal, name="chain_removal"),
]
