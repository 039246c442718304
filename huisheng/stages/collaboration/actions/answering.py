"""What the department does with a request: accept, decline, answer, say something more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import record_event
from huisheng.kit.party import Party
from huisheng.stages.collaboration.errors import AlreadyAccepted, AnswerMissing, RequestOver, WordsMissing
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .shared import Files, add_step, end, follow_requests, lock_open, lock_request, said, stop_waiting


@transaction.atomic
def note_opened(request: CollabRequest, *, by: Party, at: datetime | None = None) -> bool:
    """The department has it before its eyes. Noted once, and only while an answer is owed; returns whether it was news."""
    request = lock_request(request)
    if not request.is_open or request.steps.filter(kind=CollabStep.Kind.OPENED).exists():
        return False
    add_step(request, CollabStep.Kind.OPENED, by=by, at=at or timezone.now())
    return True


@transaction.atomic
def accept_request(request: CollabRequest, *, by: Party, at: datetime | None = None) -> CollabRequest:
    """Somebody of the department takes it. Raises RequestOver, AlreadyAccepted."""
    request, at = lock_open(request), at or timezone.now()
    if request.state == CollabRequest.State.ACCEPTED:
        raise AlreadyAccepted
    _accept(request, at)
    step = add_step(request, CollabStep.Kind.ACCEPTED, by=by, at=at)
    record_event(
        request.ticket, "department_accepted", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id
    )
    return request


@transaction.atomic
def decline_request(request: CollabRequest, *, reason: str, by: Party, at: datetime | None = None) -> CollabRequest:
    """It is not theirs, or they cannot: the owner must know at once and why. Raises ReasonMissing, RequestOver."""
    reason = said(reason)
    request, at = lock_open(request), at or timezone.now()
    end(request, CollabRequest.State.DECLINED, at=at)
    step = add_step(request, CollabStep.Kind.DECLINED, text=reason, by=by, at=at)
    follow_requests(request.ticket, by=by, at=at)
    stop_waiting(request, by=by, at=at)
    heed(request.ticket, by=by, at=at)
    record_event(
        request.ticket, "department_declined", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id
    )
    return request


@transaction.atomic
def answer_request(
    request: CollabRequest, *, text: str, by: Party, files: Files = (), at: datetime | None = None
) -> CollabRequest:
    """The answer, by the department or written down for it by whoever rang up. It keeps the clock; who answers has
    accepted. With the last answer the ticket is on the owner's desk again. Raises AnswerMissing, RequestOver.
    """
    if not text.strip():
        raise AnswerMissing
    request, at = lock_open(request), at or timezone.now()
    _accept(request, at)
    request.answer, request.answered_at = text.strip(), at
    request.save(update_fields=["answer", "answered_at"])
    end(request, CollabRequest.State.ANSWERED, at=at)
    step = add_step(request, CollabStep.Kind.ANSWERED, text=text, files=files, by=by, at=at)
    follow_requests(request.ticket, by=by, at=at)
    heed(request.ticket, Occasion.DEPARTMENT_ANSWERED, subject=request.subject, by=by, at=at)
    record_event(
        request.ticket, "department_answered", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id
    )
    return request


@transaction.atomic
def say(request: CollabRequest, *, text: str, by: Party, files: Files = (), at: datetime | None = None) -> CollabStep:
    """A further word, from either side, also after the answer. Raises WordsMissing, RequestOver (withdrawn)."""
    if not text.strip() and not files:
        raise WordsMissing
    request, at = lock_request(request), at or timezone.now()
    if request.state == CollabRequest.State.WITHDRAWN:
        raise RequestOver
    step = add_step(request, CollabStep.Kind.SAID, text=text, files=files, by=by, at=at)
    record_event(request.ticket, "request_said", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id)
    return step


def _accept(request: CollabRequest, at: datetime) -> None:
    if request.accepted_at is None:
        request.state, request.accepted_at = CollabRequest.State.ACCEPTED, at
        request.save(update_fields=["state", "accepted_at"])
