"""The house's clocks wait for the customer, and run again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.rows import rewrite
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.calendars import term_of_clock
from huisheng.stages.sla.due import moved
from huisheng.stages.sla.models import Alarm, Clock, Pause

from .clockwork import running_clocks, wake, write_next_due


@transaction.atomic(savepoint=False)
def hold_clocks(ticket: Ticket, *, reason: str, at: datetime | None = None, by: Party) -> list[Clock]:
    """All running clocks wait from `at` on and fall silent; those that wait already go on waiting.

    `reason` is waiting_customer or awaiting_confirmation. Returns the clocks that began to wait.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    going = [one for one in clocks if one.held_at is None]
    if going:
        rest(going, reason=reason, at=at)
        record_event(ticket, "clock_paused", by=by, at=at, reason=reason, clocks=[one.pk for one in going])
    write_next_due(ticket, clocks)
    return going


@transaction.atomic(savepoint=False)
def release_clocks(ticket: Ticket, *, at: datetime | None = None, by: Party) -> list[Clock]:
    """The waiting clocks run again: due times and alarms that have not rung move by the minutes waited.

    Minutes count in each promise's own time, so a night or a holiday moves nothing in office hours (requirements A0).
    Returns the clocks that run again.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    waiting = [one for one in clocks if one.held_at]
    if waiting:
        waited = {one.pk: wake(one, at) for one in waiting}
        Pause.objects.filter(clock__in=waiting, until=None).update(until=at)
        rewrite(waiting, "due_at", "held_at")
        _set_alarms(waiting, waited)
        record_event(ticket, "clock_resumed", by=by, at=at, clocks=[one.pk for one in waiting])
    write_next_due(ticket, clocks)
    return waiting


def rest(clocks: list[Clock], *, reason: str, at: datetime) -> None:
    """These clocks wait: their alarms leave the queue of the bell, so that it never looks at them."""
    for clock in clocks:
        clock.held_at = at
    Clock.objects.filter(pk__in=[one.pk for one in clocks]).update(held_at=at)
    Pause.objects.bulk_create([Pause(clock=one, reason=reason, since=at) for one in clocks])
    Alarm.objects.filter(clock__in=clocks, rung_at=None, silenced_at=None).update(silenced_at=at)


def _set_alarms(clocks: list[Clock], waited: dict[int, float]) -> None:
    terms = {one.pk: term_of_clock(one) for one in clocks}
    alarms = list(Alarm.objects.filter(clock__in=clocks, rung_at=None))
    for alarm in alarms:
        alarm.ring_at = moved(terms[alarm.clock_id], alarm.ring_at, waited[alarm.clock_id])
        alarm.silenced_at = None
    rewrite(alarms, "ring_at", "silenced_at")
