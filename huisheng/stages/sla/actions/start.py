"""Start the promises of a new or reopened ticket, and those a colleague gives."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.remembered import one_look
from huisheng.core.base.rows import store
from huisheng.core.tickets.actions import record_events
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.calendars import term_of_clock
from huisheng.stages.sla.due import due_of
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Clock, ClockKind

from .clockwork import about, new_alarms, new_clock, rings_for, running_clocks, write_next_due


@transaction.atomic(savepoint=False)
@one_look()
def start_clocks(ticket: Ticket, *, by: Party, at: datetime | None = None) -> list[Clock]:
    """Start one clock for each kind that is promised on arrival; returns the new ones.

    Where some run already (called twice) only missing kinds start. Reopening begins a new round: the clocks of the
    round before stay as they ended.
    """
    at = at or timezone.now()
    known = [] if ticket._state.adding else list(Clock.objects.filter(ticket=ticket))  # in its first breath it has none
    running = [one for one in known if one.is_running]
    goes_on = any(not one.subject for one in running)
    round_ = max((one.round for one in known), default=0) + (0 if goes_on else 1)
    kinds = {one.kind for one in known if one.round == round_}
    promises = [one for kind, one in promises_for(ticket, start=at).items() if kind not in kinds]
    started = begin(ticket, promises, round_=round_, by=by, at=at)
    write_next_due(ticket, [*running, *started])
    return started


def begin(
    ticket: Ticket,
    promises: Sequence[Promise],
    *,
    round_: int,
    by: Party,
    at: datetime,
    subject: str = "",
    start: datetime | None = None,
) -> list[Clock]:
    """Write fresh clocks with their alarms and their lines in the ledger. `start`: one that counts from later on."""
    clocks = [
        new_clock(ticket, one, start=start or at, due=one.due, round_=round_, subject=subject) for one in promises
    ]
    write_clocks(ticket, clocks, by=by, at=at)
    return clocks


@transaction.atomic(savepoint=False)
def start_given(
    ticket: Ticket,
    *,
    subject: str,
    calendar: Calendar,
    by: Party,
    amount: int | None = None,
    unit: str = "",
    due: datetime | None = None,
    kind: str = ClockKind.PROMISE,
    at: datetime | None = None,
) -> Clock:
    """The clock of a time that a colleague set: so many units on `calendar`, or an instant (`due`). What was promised to
    the customer, or (`kind`) what a department was asked for.

    It waits for nobody: the customer was told a time. The caller holds the ticket's lock.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    latest = Clock.objects.filter(ticket=ticket).order_by("-round").values_list("round", flat=True).first()
    clock = Clock(
        ticket=ticket,
        round=latest or 1,
        kind=kind,
        subject=subject,
        amount=amount,
        unit=unit,
        calendar=calendar,
        calendar_version=calendar.version,
        started_at=at,
        due_at=due or at,
    )
    if due is None:
        clock.due_at = due_of(term_of_clock(clock), at)
    write_clocks(ticket, [clock], by=by, at=at)
    write_next_due(ticket, [*clocks, clock])
    return clock


def write_clocks(ticket: Ticket, clocks: Sequence[Clock], *, by: Party, at: datetime) -> None:
    """New clocks, all their alarms, their lines in the ledger."""
    store(*clocks)
    alarms = [
        alarm
        for clock in clocks
        for alarm in new_alarms(clock, rings_for(clock.commitment, term_of_clock(clock), clock.started_at))
    ]
    store(*alarms)
    record_events(ticket, "clock_started", by=by, at=at, payloads=[about(clock) for clock in clocks])
