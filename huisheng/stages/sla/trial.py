"""Try the promises out (试算): what would a ticket like this be promised, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Role
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier

from .actions.clockwork import rings_for
from .due import BREACH, ESCALATE, Ring
from .lines import occasions_text, told_text, when_text
from .match import Promise, candidates, living_commitments, winners
from .meanings import MEANINGS
from .models import ClockKind, Commitment
from .occasions import ARRIVAL, starts_on
from .sentences import hours_text, promise_text


@dataclass(frozen=True, slots=True)
class TrialRing:
    """One alarm that would ring: when, as what (warning, overdue, level of the chain), whom it tells."""

    at: datetime
    what: str
    told: str


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One promise that would apply; only one of each kind counts. `begins` says when, "" = with the feedback."""

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
    begins: str
    meaning: str
    rings: tuple[TrialRing, ...]


def try_promises(
    *,
    at: datetime,
    grade: Grade | None = None,
    category: Category | None = None,
    channel: Channel | None = None,
    tier: Tier | None = None,
    tag: Tag | None = None,
) -> list[TrialRow]:
    """Every promise that a ticket of `at` would get: what begins with it first, then what begins later as if it
    happened at `at`; of each those that count, then those an earlier one beats.
    """
    facts = _facts(grade, category, channel, tier) | {"tags": [tag.code] if tag else []}
    found = candidates(living_commitments(grade), facts, start=at)
    chosen = {promise.commitment.pk for promise in winners(found).values()}
    names = {f"role:{role.code}": role.label for role in Role.objects.all()}
    rows = [_row(promise, names, start=at, counts=promise.commitment.pk in chosen) for promise in found]
    return sorted(rows, key=lambda row: (bool(row.begins), not row.counts, row.due_at, row.kind))


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


def _row(promise: Promise, names: dict[str, str], *, start: datetime, counts: bool) -> TrialRow:
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
        begins=_begins(commitment),
        meaning=str(MEANINGS[commitment.kind].says),
        rings=tuple(_ring(ring, names) for ring in rings_for(commitment, promise.term, start)),
    )


def _begins(commitment: Commitment) -> str:
    """What has to happen first; "" for a promise that begins with the feedback itself."""
    starts = starts_on(commitment)
    return "" if starts & ARRIVAL else occasions_text(sorted(starts))


def _ring(ring: Ring, names: dict[str, str]) -> TrialRing:
    if ring.step == ESCALATE:
        what = _("level %(n)s of the chain") % {"n": ring.level}
    else:
        what = _("overdue") if ring.step == BREACH else when_text(ring.rule)
    return TrialRing(ring.at, what, told_text(ring.tell, ring.ways, names))
