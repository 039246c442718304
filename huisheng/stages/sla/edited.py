"""Policies as they would be after an edit, in memory: to try an edit before it is saved."""

from collections.abc import Iterable, Sequence
from typing import Any

from .actions.policies import commitment_columns
from .checks import CommitmentDraft
from .models import Commitment, ServicePolicy
from .promised import promise_book

UNSAVED = -1


def in_force() -> list[Commitment]:
    """What is promised now. One small query."""
    return list(promise_book().living)


def with_edit(code: str, answers: dict[str, Any], drafts: Sequence[CommitmentDraft]) -> list[Commitment]:
    """What would be promised with this policy written like that (`answers`: the arguments of `save_policy`).

    In the order of ranks, as a saved one would stand.
    """
    others = [one for one in in_force() if one.policy.code != code]
    if not answers["enabled"]:
        return others
    kept = {name: value for name, value in answers.items() if name != "based_on"}
    policy = ServicePolicy(pk=UNSAVED, code=code, **kept)
    mine = [
        Commitment(pk=UNSAVED - number, policy=policy, **commitment_columns(draft))
        for number, draft in enumerate(drafts)
    ]
    return sorted([*others, *mine], key=lambda one: one.policy.rank)


def with_switched(policies: Iterable[int], *, enabled: bool) -> list[Commitment]:
    """What would be promised with these policies (ids) switched on or off."""
    ids = set(policies)
    others = [one for one in in_force() if one.policy_id not in ids]
    if not enabled:
        return others
    mine = [one for one in promise_book().commitments.values() if one.policy_id in ids]
    return sorted([*others, *mine], key=lambda one: one.policy.rank)
