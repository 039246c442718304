"""Take a request back: it is not needed any more."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.collaboration.models import CollabRequest, CollabStep
from huisheng.stages.sla.actions import heed

from .shared import add_step, end, follow_requests, lock_open, open_requests, said, stop_waiting


@transaction.atomic
def withdraw_request(request: CollabRequest, *, reason: str, by: Party, at: datetime | None = None) -> CollabRequest:
    """Nobody needs the answer any more; the department hears why, and its link is void. Raises ReasonMissing, RequestOver."""
    reason = said(reason)
    request, at = lock_open(request), at or timezone.now()
    end(request, CollabRequest.State.WITHDRAWN, at=at)
    step = add_step(request, CollabStep.Kind.WITHDRAWN, text=reason, by=by, at=at)
    follow_requests(request.ticket, by=by, at=at)
    stop_waiting(request, by=by, at=at)
    heed(request.ticket, by=by, at=at)
    record_event(
        request.ticket, "request_withdrawn", by=by, at=at, request=request.pk, step=step.pk, team=request.team_id
    )
    return request


@transaction.atomic
def withdraw_requests(ticket: Ticket, *, reason: str, by: Party, at: datetime | None = None) -> list[CollabRequest]:
    """All that are open, because the ticket ends: the customer's yes is never kept waiting for a department."""
    return [withdraw_request(request, reason=reason, by=by, at=at) for request in open_requests(ticket)]
