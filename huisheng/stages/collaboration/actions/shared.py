"""Wheels the verbs share. A request is changed under its ticket's lock."""

from collections.abc import Sequence
from datetime import datetime

from huisheng.core.accounts.models import Contact
from huisheng.core.base.models import File
from huisheng.core.tickets.actions import lock_ticket, set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.collaboration.errors import ReasonMissing, RequestOver
from huisheng.stages.collaboration.models import CollabFile, CollabRequest, CollabStep
from huisheng.stages.sla.actions import stop_clocks
from huisheng.stages.sla.models import ClockKind

Files = Sequence[tuple[str, File]]
CLOCKS = (ClockKind.COLLAB_REPLY, ClockKind.DAILY_TRACKING)


def open_requests(ticket: Ticket) -> list[CollabRequest]:
    """What departments still owe this ticket, the oldest first. One query."""
    return list(CollabRequest.objects.filter(ticket=ticket, ended_at=None).select_related("team").order_by("seq"))


def lock_request(request: CollabRequest) -> CollabRequest:
    """The request as it stands now, its ticket locked."""
    ticket = lock_ticket(request.ticket)
    fresh = CollabRequest.objects.select_related("team", "contact", "staff").get(pk=request.pk)
    fresh.ticket = ticket
    return fresh


def lock_open(request: CollabRequest) -> CollabRequest:
    """The same, if it waits for an answer. Raises RequestOver."""
    request = lock_request(request)
    if not request.is_open:
        raise RequestOver
    return request


def add_step(
    request: CollabRequest,
    kind: CollabStep.Kind,
    *,
    by: Party,
    at: datetime,
    text: str = "",
    until: datetime | None = None,
    files: Files = (),
) -> CollabStep:
    """One more line of the request's story."""
    contact = Contact.objects.filter(pk=by.id or 0).first() if by.kind == "contact" else None
    step = CollabStep.objects.create(
        request=request,
        kind=kind,
        contact=contact,
        text=text.strip(),
        until=until,
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    CollabFile.objects.bulk_create(CollabFile(step=step, file=file, name=name) for name, file in files)
    return step


def end(request: CollabRequest, state: CollabRequest.State, *, at: datetime) -> None:
    """Nobody waits for it any more; of several departments another one leads now, where this one gave up."""
    request.state, request.ended_at, request.extension_until = state, at, None
    request.save(update_fields=["state", "ended_at", "extension_until"])
    if request.lead and state != CollabRequest.State.ANSWERED:
        pass_lead_on(request)


def pass_lead_on(request: CollabRequest) -> None:
    """The oldest open request of the ticket leads instead; where none is left nothing changes."""
    after = CollabRequest.objects.filter(ticket=request.ticket_id, ended_at=None).order_by("seq").first()
    if after is not None:
        take_lead(after)


def take_lead(request: CollabRequest) -> None:
    """This department leads; there is one lead to a ticket."""
    CollabRequest.objects.filter(ticket=request.ticket_id, lead=True).update(lead=False)
    request.lead = True
    request.save(update_fields=["lead"])


def follow_requests(ticket: Ticket, *, by: Party, at: datetime) -> None:
    """An open ticket that waits for nobody else waits for its departments, as long as one owes an answer; then it is
    on the owner's desk again. Clocks are the caller's business.
    """
    if ticket.status not in {Status.NEW, Status.OPEN, Status.WAITING_DEPARTMENT}:
        return
    waits = CollabRequest.objects.filter(ticket=ticket, ended_at=None).exists()
    if waits or ticket.status != Status.NEW:
        set_status(ticket, Status.WAITING_DEPARTMENT if waits else Status.OPEN, by=by, at=at)


def stop_waiting(request: CollabRequest, *, by: Party, at: datetime) -> None:
    """No answer will come: its clocks end without being met."""
    stop_clocks(request.ticket, *CLOCKS, subject=request.subject, by=by, at=at)


def said(reason: str) -> str:
    """The reason, without blanks around it. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
