"""The clock that matters most, for a page of tickets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, QuerySet, Value, When

from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Ticket

from .models import Clock, ClockKind
from .promised import promised
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
    clocks = promised(_URGENT(ids))
    return {one.ticket_id: _shown(one) for one in clocks}


def _shown(clock: Clock) -> UrgentClock:
    label = str(ClockKind(clock.kind).label)
    return UrgentClock(clock.kind, label, clock.due_at, clock.held_at is not None, why_promised(clock))


def _urgent(tickets: list[int]) -> QuerySet[Clock]:
    running = Clock.objects.filter(ticket__any=tickets, met_at=None, stopped_at=None)
    waiting = Case(When(held_at=None, then=Value(0)), default=Value(1))
    return running.order_by("ticket_id", waiting, "due_at", "id").distinct("ticket_id")


_URGENT: Asked[Clock] = Asked(_urgent, list)
