"""The bell: alarms whose time has come ring once."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from huisheng.core.base.breath import one_breath
from huisheng.core.tickets.actions import record_event
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.stages.sla.next_ring import WAITING

from .clockwork import about_alarm


def ring_due(*, now: datetime | None = None, limit: int = 200) -> int:
    """Ring what is due, at most `limit` alarms, and return how many. Any number of bells may ring at the same time.

    Each alarm is an event, clock_warned, clock_breached or clock_escalated, with whom to `tell`. Alarms whose ticket
    somebody is changing at this moment wait for the next bell, so the bell waits for nobody and nobody rings twice.
    """
    now = now or timezone.now()
    next_up = Alarm.objects.filter(**WAITING, ring_at__lte=now).order_by("ring_at", "id")
    ids = list(next_up.values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    with one_breath():
        alarms = _claim(ids)
        Alarm.objects.filter(pk__in=[one.pk for one in alarms]).update(rung_at=now)
        broken = [one.clock_id for one in alarms if one.step == Alarm.Step.BREACH]
        Clock.objects.filter(pk__in=broken, breached_at=None).update(breached_at=F("due_at"))
        for alarm in alarms:
            _tell(alarm, now)
    return len(alarms)


def _claim(ids: list[int]) -> list[Alarm]:
    """Alarm and ticket are locked together: whoever holds the ticket may be about to silence the alarm."""
    alarms = Alarm.objects.filter(pk__in=ids, **WAITING).select_related("clock__ticket").order_by("ring_at", "id")
    return list(alarms.select_for_update(skip_locked=True, no_key=True, of=("self", "clock__ticket")))


def _tell(alarm: Alarm, now: datetime) -> None:
    kind = "clock_warned"
    if alarm.step == Alarm.Step.BREACH:
        kind = "clock_breached"
    elif alarm.step == Alarm.Step.ESCALATE:
        kind = "clock_escalated"
    record_event(alarm.clock.ticket, kind, by=SYSTEM, at=now, **about_alarm(alarm))
