"""Escalation chains as the settings screens show them."""

from dataclasses import dataclass

from huisheng.core.accounts.models import Role

from .lines import level_text
from .models import Commitment, EscalationChain


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain, its levels in words, and the policies in force that climb it (code, label)."""

    chain: EscalationChain
    levels: list[str]
    used_by: list[tuple[str, str]]


def chain_rows() -> list[ChainRow]:
    """All chains in their order. Four queries."""
    roles = {f"role:{role.code}": role.label for role in Role.objects.all()}
    used: dict[int, dict[str, str]] = {}
    living = Commitment.objects.filter(policy__retired_at=None).exclude(chain=None).select_related("policy")
    for row in living.order_by("policy__rank", "policy_id"):
        used.setdefault(row.chain_id or 0, {})[row.policy.code] = row.policy.label
    return [
        ChainRow(one, [level_text(level, roles) for level in one.levels.all()], list(used.get(one.pk, {}).items()))
        for one in EscalationChain.objects.prefetch_related("levels")
    ]
