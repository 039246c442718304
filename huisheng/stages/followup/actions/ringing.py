"""What is late, or about to be, says so by itself where no clock of a ticket does."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.models import Callback
from huisheng.stages.sla.models import Clock, ClockKind

from .shared import State, keep, note

AT_ONCE = 50
WHILE_TALKING = timedelta(minutes=10)  # nobody rings at who is on the phone; looked at again so much later


def ring_callbacks(*, at: datetime | None = None) -> int:
    """Look at each callback whose instant has come; for the bell. One small question where nothing is due. Returns how
    many were told. What somebody holds at this moment waits for the next time.
    """
    at = at or timezone.now()
    due = Callback.objects.filter(ring_at__isnull=False, ring_at__lte=at).order_by("ring_at")
    return sum(_ring(pk, at) for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _ring(pk: int, at: datetime) -> bool:
    rows = Callback.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk, ring_at__lte=at)
    callback = rows.select_related("scenario", "customer", "ticket").first()
    if callback is None:
        return False
    if callback.state == State.TALKING:
        keep(callback, ring_at=at + WHILE_TALKING)  # it may come back to the list, and is late then
        return False
    kind, due = _owed(callback)
    if due is None or _has_clock(callback, kind):
        keep(callback, ring_at=None)
        return False
    if at < due:
        keep(callback, ring_at=due)
        note(callback, "callback_due_soon", by=SYSTEM, at=at, kind=kind, until=due.isoformat())
    else:
        keep(callback, ring_at=None, rung_late_at=at)
        note(callback, "callback_late", by=SYSTEM, at=at, kind=kind, until=due.isoformat())
    return True


def _owed(callback: Callback) -> tuple[str, datetime | None]:
    """What is owed now, and by when: the call, its record, or nothing any more."""
    if callback.state == State.PLANNED:
        return ClockKind.CALLBACK.value, callback.due_at
    if callback.state == State.TO_RECORD:
        return ClockKind.CALLBACK_RECORD.value, callback.record_due_at
    return "", None


def _has_clock(callback: Callback, kind: str) -> bool:
    """Whether a promise of the house rings for it, on its ticket."""
    running = Clock.objects.filter(ticket=callback.ticket_id, kind=kind, subject=callback.subject)
    return callback.ticket_id is not None and running.filter(met_at=None, stopped_at=None).exists()
