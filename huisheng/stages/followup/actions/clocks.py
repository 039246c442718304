"""The time of a callback: the clocks of its ticket where the house promises one, else its own, which the bell looks at."""

from datetime import datetime

from huisheng.core.tickets.models import Ticket
from huisheng.stages.sla.match import promises_for
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.sla.occasions import Occasion

WARN_SHARE = 5  # a fifth of its time before it is due, somebody hears of it


def promised_due(ticket: Ticket, *, at: datetime) -> datetime | None:
    """By when the house's policies promise a callback on this ticket; None where they promise none."""
    promise = promises_for(ticket, start=at, on={Occasion.CALLBACK_PLANNED.value}).get(ClockKind.CALLBACK)
    return promise.due if promise else None


def warn_at(began: datetime, due: datetime) -> datetime:
    """When the bell first looks at something that began and is due then."""
    return due - (due - began) / WARN_SHARE
