"""The clock that matters most, for a page of tickets."""

from collections.abc import Iterable
from datetime import datetime

from huisheng.core.tickets.models import Ticket

from .models import Clock
from .promised import with_promises
from .queries import ClockRow, clock_row


def clock_for_rows(tickets: Iterable[Ticket | int], *, now: datetime | None = None) -> dict[int, ClockRow]:
    """Ticket id → its most urgent running clock, a waiting one only where no other runs. Two queries for the page,
    whose tickets may be given as rows or as ids.
    """
    running = Clock.objects.filter(ticket__in=list(tickets), met_at=None, stopped_at=None)
    urgent: dict[int, Clock] = {}
    for clock in with_promises(running.order_by("due_at", "id")):
        known = urgent.get(clock.ticket_id)
        if known is None or (known.held_at and not clock.held_at):
            urgent[clock.ticket_id] = clock
    return {ticket_id: clock_row(clock, now=now) for ticket_id, clock in urgent.items()}
