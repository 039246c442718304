"""Try the promises out (试算): what would a ticket like this be promised, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier

from .match import Promise, candidates, living_commitments, winners
from .models import ClockKind
from .sentences import hours_text, promise_text


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One promise that would apply; only one of each kind counts."""

    kind: str
    label: str
    due_at: datetime
    promise: str
    policy: str
    code: str
    hours: str
    source: str
    counts: bool
    overrides: bool


def try_promises(
    *,
    at: datetime,
    grade: Grade | None = None,
    category: Category | None = None,
    channel: Channel | None = None,
    tier: Tier | None = None,
) -> list[TrialRow]:
    """Every promise that a ticket of `at` would get: those that count first, then those an earlier one beats."""
    found = candidates(living_commitments(grade), _facts(grade, category, channel, tier), start=at)
    chosen = {promise.commitment.pk for promise in winners(found).values()}
    rows = [_row(promise, counts=promise.commitment.pk in chosen) for promise in found]
    return sorted(rows, key=lambda row: (not row.counts, row.due_at, row.kind))


def _facts(
    grade: Grade | None, category: Category | None, channel: Channel | None, tier: Tier | None
) -> dict[str, Any]:
    return {
        "category": category.code if category else None,
        "nature": category.nature if category else None,
        "channel": channel.code if channel else None,
        "tier": tier.code if tier else None,
        "grade": grade.code if grade else None,
        "scheme": grade.scheme.code if grade else None,
        "severity": grade.severity if grade else 0,
        "repeat_count": 1,
        "affected_count": 1,
    }


def _row(promise: Promise, *, counts: bool) -> TrialRow:
    commitment = promise.commitment
    policy = commitment.policy
    return TrialRow(
        kind=commitment.kind,
        label=str(ClockKind(commitment.kind).label),
        due_at=promise.due,
        promise=promise_text(commitment),
        policy=policy.label,
        code=policy.code,
        hours=hours_text(policy),
        source=policy.source,
        counts=counts,
        overrides=commitment.overrides,
    )
