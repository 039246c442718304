"""Callbacks of who is not there go to somebody who is, or back to the team's list."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from huisheng.core.accounts.models import Absence, Staff
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.assignment import Callers
from huisheng.stages.followup.models import Callback

from .shared import State, keep, lock_callback, note

AT_ONCE = 100


def free_callbacks(*, at: datetime | None = None) -> int:
    """Planned callbacks of who left the house, or is away at their hour: they change hands; for the regular sweep.

    A talk that was booked with one person stays theirs unless they left for good. Returns how many moved.
    """
    at = at or timezone.now()
    away = Absence.objects.filter(
        staff=OuterRef("assignee"), since__lte=OuterRef("slot_at"), until__gt=OuterRef("slot_at")
    )
    gone = Q(assignee__is_active=False) | (Q(Exists(away)) & Q(dedicated=False))
    stuck = Callback.objects.filter(gone, state=State.PLANNED, assignee__isnull=False).order_by("slot_at", "pk")
    callers = None
    moved = 0
    for callback in stuck.select_related("scenario", "customer", "ticket", "team", "not_by")[:AT_ONCE]:
        callers = callers or Callers(at)
        moved += _move(callback, callers, at)
    return moved


@transaction.atomic
def _move(callback: Callback, callers: Callers, at: datetime) -> bool:
    before = callback.assignee_id
    lock_callback(callback)
    if callback.state != State.PLANNED or callback.assignee_id != before:
        return False
    scenario, slot = callback.scenario, max(callback.slot_at, at)
    given = callers.choose(scenario, callback.customer, callback.team, not_by=callback.not_by, slot=slot)
    staff: Staff | None = given.staff if given.staff is None or given.staff.pk != before else None
    keep(callback, assignee=staff, by_handler=given.by_handler)
    note(callback, "callback_passed_on", by=SYSTEM, at=at, staff=staff.pk if staff else None, team=callback.team_id)
    return True
