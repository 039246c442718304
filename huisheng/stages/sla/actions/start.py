"""Start the promises of a new or reopened ticket."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.rows import store
from huisheng.core.tickets.actions import record_events
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Alarm, Clock

from .clockwork import about, new_alarms, new_clock, rings_for, write_next_due


@transaction.atomic(savepoint=False)
def start_clocks(ticket: Ticket, *, by: Party, at: datetime | None = None) -> list[Clock]:
    """Start one clock for each kind that is promised; returns the new ones.

    Where some run already (called twice) only missing kinds start. Reopening begins a new round: the clocks of the
    round before stay as they ended.
    """
    at = at or timezone.now()
    known = [] if ticket._state.adding else list(Clock.objects.filter(ticket=ticket))  # in its first breath it has none
    running = [one for one in known if one.is_running]
    round_ = max((one.round for one in known), default=0) + (0 if running else 1)
    kinds = {one.kind for one in known if one.round == round_}
    promises = [one for kind, one in promises_for(ticket, start=at).items() if kind not in kinds]
    started = begin(ticket, promises, round_=round_, by=by, at=at)
    write_next_due(ticket, [*running, *started])
    return started


def begin(ticket: Ticket, promises: Sequence[Promise], *, round_: int, by: Party, at: datetime) -> list[Clock]:
    """Write fresh clocks with their alarms and their lines in the ledger."""
    clocks = [new_clock(ticket, one, start=at, due=one.due, round_=round_) for one in promises]
    store(*clocks)
    alarms: list[Alarm] = []
    for clock, promise in zip(clocks, promises, strict=True):
        alarms += new_alarms(clock, rings_for(promise, at))
    store(*alarms)
    record_events(ticket, "clock_started", by=by, at=at, payloads=[about(clock) for clock in clocks])
    return clocks
