"""Promises and calendars, remembered: a page shows many clocks, and they point to the same few of these."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.remembered import Remembered

from .models import Clock, Commitment, EscalationChain, EscalationLevel, ServicePolicy


@dataclass(frozen=True, slots=True)
class PromiseBook:
    """Rows as loaded, shared by all threads: not to be changed. Commitments come with policy, its calendar, chain."""

    commitments: Mapping[int, Commitment]
    living: tuple[Commitment, ...]  # of enabled policies in force, by rank
    calendars: Mapping[int, Calendar]
    levels: Mapping[int, tuple[EscalationLevel, ...]]  # of the chains that are switched on


def with_promises(clocks: QuerySet[Clock]) -> list[Clock]:
    """The clocks with their commitments and calendars. One query, and a small one for what they point to."""
    return promised(list(clocks))


def promised(rows: list[Clock]) -> list[Clock]:
    """The same for clocks that are read already: one small query."""
    book = promise_book()
    for clock in rows:
        clock.commitment = book.commitments[clock.commitment_id] if clock.commitment_id else None
        clock.calendar = book.calendars[clock.calendar_id]
    return rows


def _load() -> PromiseBook:
    rows = Commitment.objects.select_related("policy__calendar").order_by("policy__rank", "policy_id", "id")
    levels: dict[int, list[EscalationLevel]] = defaultdict(list)
    for level in EscalationLevel.objects.filter(chain__enabled=True).order_by("level"):
        levels[level.chain_id].append(level)
    return PromiseBook(
        commitments={row.pk: row for row in rows},
        living=tuple(row for row in rows if row.policy.enabled and row.policy.retired_at is None),
        calendars={row.pk: row for row in Calendar.objects.all()},
        levels={chain: tuple(found) for chain, found in levels.items()},
    )


promise_book: Remembered[PromiseBook] = Remembered(
    _load, Commitment, ServicePolicy, Calendar, EscalationChain, EscalationLevel
)
