"""The clock that matters most, for a page of tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Ticket

from .models import Clock, ClockKind
from .promised import promise_book
from .sentences import why_promised


@dataclass(frozen=True, slots=True)
class UrgentClock:
    """What a list says of a clock; it waits when it is `held`."""

    kind: str
    label: str
    due_at: datetime
    held: bool
    why: str


def clock_for_rows(tickets: Iterable[Ticket | int]) -> dict[int, UrgentClock]:
    """Ticket id → its most urgent running clock, a waiting one only where no other runs. Two queries for the page,
    whose tickets may be given as rows or as ids.
    """
    ids = [one if isinstance(one, int) else one.pk for one in tickets]
    if not ids:
        return {}
    known, found = promise_book().commitments, {}
    for ticket, kind, commitment, due_at, held_at in _URGENT(ids):
        why, label = why_promised(known[commitment]), str(ClockKind(kind).label)
        found[ticket] = UrgentClock(kind, label, due_at, held_at is not None, why)
    return found


def _urgent(tickets: list[int]) -> QuerySet[Clock, tuple[Any, ...]]:
    running = Clock.objects.filter(ticket__any=tickets, met_at=None, stopped_at=None)
    waiting = Case(When(held_at=None, then=Value(0)), default=Value(1))
    first = running.order_by("ticket_id", waiting, "due_at", "id").distinct("ticket_id")
    return first.values_list("ticket_id", "kind", "commitment_id", "due_at", "held_at")


_URGENT: Asked[tuple[Any, ...]] = Asked(_urgent, list)
