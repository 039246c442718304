"""Urge a department, and put a supervisor's weight behind it. Both are counted (requirements S0: three calls, two messages)."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import record_event
from huisheng.kit.party import Party
from huisheng.stages.collaboration.errors import UrgedJustNow
from huisheng.stages.collaboration.models import CollabRequest, CollabStep

from .shared import add_step, lock_open

REST = timedelta(minutes=10)  # between two urgings of one request, so that urging stays something


@transaction.atomic
def urge(request: CollabRequest, *, by: Party, text: str = "", at: datetime | None = None) -> CollabRequest:
    """Ask for the answer once more. Raises RequestOver, UrgedJustNow within ten minutes of the last time."""
    request, at = lock_open(request), at or timezone.now()
    last = request.steps.filter(kind=CollabStep.Kind.URGED).order_by("-id").first()
    if last is not None and at < last.at + REST:
        raise UrgedJustNow(minutes=ceil((last.at + REST - at).total_seconds() / 60))
    request.urged += 1
    request.save(update_fields=["urged"])
    step = add_step(request, CollabStep.Kind.URGED, text=text, by=by, at=at)
    record_event(
        request.ticket, "request_urged", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id,
        until=request.due_at.isoformat(), count=request.urged,
    )  # fmt: skip
    return request


@transaction.atomic
def supervise(request: CollabRequest, *, by: Party, text: str = "", at: datetime | None = None) -> CollabRequest:
    """Somebody who leads looks after it now (督办): the department's head hears it too. Raises RequestOver."""
    request, at = lock_open(request), at or timezone.now()
    request.supervised += 1
    request.save(update_fields=["supervised"])
    step = add_step(request, CollabStep.Kind.SUPERVISED, text=text, by=by, at=at)
    record_event(
        request.ticket, "request_supervised", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id,
        until=request.due_at.isoformat(),
    )  # fmt: skip
    return request
