"""Clocks wait while it is somebody else's turn, and run again."""

from collections.abc import Sequence
from datetime import datetime

from huisheng.core.base.rows import rewrite
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.calendars import term_of_clock
from huisheng.stages.sla.due import moved
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.sla.occasions import waits_in

from .clockwork import close_pauses, wake


def settle(ticket: Ticket, clocks: Sequence[Clock], *, by: Party, at: datetime) -> None:
    """Let wait what waits in the ticket's status, and run what waited and need not any more.

    Minutes count in each promise's own time, so a night or a holiday moves nothing in office hours (requirements A0).
    """
    running = sorted((one for one in clocks if one.is_running), key=lambda one: (one.due_at, one.pk))
    waiting = [one for one in running if one.held_at and not waits_in(one, ticket.status)]
    going = [one for one in running if one.held_at is None and waits_in(one, ticket.status)]
    if waiting:
        _run_on(waiting, at=at)
        record_event(ticket, "clock_resumed", by=by, at=at, clocks=[one.pk for one in waiting])
    if going:
        _rest(going, reason=ticket.status, at=at)
        record_event(ticket, "clock_paused", by=by, at=at, reason=ticket.status, clocks=[one.pk for one in going])


def _run_on(clocks: Sequence[Clock], *, at: datetime) -> None:
    """Due times and alarms that have not rung move by the minutes waited."""
    waited = {one.pk: wake(one, at) for one in clocks}
    close_pauses(clocks, at)
    rewrite(clocks, "due_at", "held_at")
    terms = {one.pk: term_of_clock(one) for one in clocks}
    alarms = list(Alarm.objects.filter(clock__in=clocks, rung_at=None))
    for alarm in alarms:
        alarm.ring_at = moved(terms[alarm.clock_id], alarm.ring_at, waited[alarm.clock_id])
        alarm.silenced_at = None
    rewrite(alarms, "ring_at", "silenced_at")


def _rest(clocks: Sequence[Clock], *, reason: str, at: datetime) -> None:
    """Their alarms leave the queue of the bell, so that it never looks at them."""
    for clock in clocks:
        clock.held_at = at
    Clock.objects.filter(pk__in=[one.pk for one in clocks]).update(held_at=at)
    Pause.objects.bulk_create([Pause(clock=one, reason=reason, since=at) for one in clocks])
    Alarm.objects.filter(clock__in=clocks, rung_at=None, silenced_at=None).update(silenced_at=at)
