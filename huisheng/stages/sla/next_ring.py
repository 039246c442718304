"""When the bell has to ring next: one look at the first row of a small index, however many tickets are open."""

from datetime import datetime

from django.db.models import QuerySet

from huisheng.core.base.asked import Asked

from .models import Alarm

WAITING = {"rung_at": None, "silenced_at": None}  # = the condition of the index alarm_next


def next_ring_at() -> datetime | None:
    """The instant of the next alarm, in the past while one is overdue; None when none waits."""
    first = _NEXT.first()
    return first[0] if first else None


def _next() -> QuerySet[Alarm, tuple[datetime]]:
    return Alarm.objects.filter(**WAITING).order_by("ring_at", "id").values_list("ring_at")[:1]


_NEXT: Asked[tuple[datetime]] = Asked(_next)
