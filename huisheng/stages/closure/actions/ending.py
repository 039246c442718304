"""End a ticket with a cause, or open it again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.actions import lock_ticket, record_event, set_status
from huisheng.core.tickets.family import refuse_open_parts
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Asking, Closure, Reopening
from huisheng.stages.closure.queries import ends_with_yes, was_matter
from huisheng.stages.collaboration.actions import open_requests, withdraw_requests
from huisheng.stages.handling.actions import Files, send_reply
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .asking import end_asking
from .errors import (
    AlreadyClosed,
    MustBeConfirmed,
    NotAnswered,
    NotClosed,
    OfferStands,
    ReasonMissing,
    RequestsStillOpen,
    SecondLook,
)
from .finding import refuse_unknown
from .raising import end_raised


@transaction.atomic
def close_answered(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Closure:
    """Praise or a suggestion that was answered. What ever was a complaint or a problem is ended so by somebody who may
    close, and nothing that a solution was offered for. Raises MustBeConfirmed for any other nature, OfferStands,
    SecondLook, NotAnswered, RequestsStillOpen, PartsOpen, FindingMissing, AlreadyClosed.
    """
    ticket = lock_ticket(ticket)
    if ends_with_yes(ticket.category):
        raise MustBeConfirmed
    if Solution.objects.filter(ticket=ticket).exists():
        raise OfferStands
    if was_matter(ticket) and not _may_close(by):
        raise SecondLook
    if not ticket.messages.filter(kind=Message.Kind.REPLY).exists():
        raise NotAnswered
    refuse_open_requests(ticket)
    refuse_open_parts(ticket)
    refuse_unknown(ticket, by=by)
    return close(ticket, Closure.Kind.ANSWERED, Occasion.TICKET_ANSWERED, reason="", by=by, at=at)


@transaction.atomic
def reply_and_close(ticket: Ticket, *, text: str, by: Party, files: Files = (), at: datetime | None = None) -> Closure:
    """Answer praise or a suggestion and end it, both or neither. Raises like `send_reply` and `close_answered`."""
    send_reply(ticket, text=text, by=by, files=files, at=at)
    return close_answered(ticket, by=by, at=at)


@transaction.atomic
def close_spam(ticket: Ticket, *, reason: str, by: Party, at: datetime | None = None) -> Closure:
    """Not feedback at all; departments that were asked hear it. Raises ReasonMissing, AlreadyClosed."""
    ticket, reason = lock_ticket(ticket), _said(reason)
    withdraw_requests(ticket, reason=reason, by=by, at=at)
    return close(ticket, Closure.Kind.SPAM, reason=reason, by=by, at=at)


@transaction.atomic
def close_withdrawn(ticket: Ticket, *, reason: str, by: Party, at: datetime | None = None) -> Closure:
    """The customer took it back: nothing need be found out. Raises ReasonMissing, RequestsStillOpen, PartsOpen,
    AlreadyClosed.
    """
    ticket, reason = lock_ticket(ticket), _said(reason)
    refuse_open_requests(ticket)
    refuse_open_parts(ticket)
    return close(ticket, Closure.Kind.WITHDRAWN, reason=reason, by=by, at=at)


@transaction.atomic
def close_merged(ticket: Ticket, *, into: Ticket, reason: str, by: Party, at: datetime | None = None) -> Closure:
    """Goes on in another ticket; called by the merge trip. Raises ReasonMissing."""
    return close(lock_ticket(ticket), Closure.Kind.MERGED, reason=_said(reason), by=by, at=at, other=into.number)


@transaction.atomic
def reopen_closed(ticket: Ticket, *, why: str, by: Party, at: datetime | None = None) -> Reopening:
    """A closed ticket is open again, for the same owner. New clocks are the trip's business. Raises NotClosed."""
    ticket = lock_ticket(ticket)
    if not ticket.is_closed:
        raise NotClosed
    at = at or timezone.now()
    reopening = Reopening.objects.create(
        ticket=ticket,
        closure=Closure.objects.filter(ticket=ticket).latest("id"),
        why=why,
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    set_status(ticket, Status.OPEN, by=by, at=at)
    record_event(ticket, "ticket_reopened", by=by, at=at, why=why)
    return reopening


def refuse_open_requests(ticket: Ticket) -> None:
    """Raises RequestsStillOpen, with the departments that owe an answer."""
    if teams := {request.team.label: None for request in open_requests(ticket)}:
        raise RequestsStillOpen(teams=gettext(", ").join(teams))


def close(
    ticket: Ticket,
    kind: Closure.Kind,
    *occasions: Occasion,
    reason: str,
    by: Party,
    at: datetime | None = None,
    other: str = "",
) -> Closure:
    """What every ending but a yes shares; the ticket is locked. Raises AlreadyClosed."""
    if ticket.is_closed:
        raise AlreadyClosed
    at = at or timezone.now()
    end_asking(ticket, Asking.State.ENDED, at=at)
    end_raised(ticket, at=at)
    set_status(ticket, Status.CLOSED, by=by, at=at)
    heed(ticket, *occasions, Occasion.TICKET_CLOSED, at=at, by=by)
    closure = Closure.objects.create(ticket=ticket, kind=kind, reason=reason, at=at, by_kind=by.kind, by_id=by.id)
    more: dict[str, Any] = {"other": other} if other else {}
    record_event(ticket, "ticket_closed", by=by, at=at, closure=kind.value, **more)
    return closure


def _may_close(by: Party) -> bool:
    staff = Staff.objects.select_related("role").filter(pk=by.id or 0).first() if by.kind == "staff" else None
    return by.kind != "staff" or (staff is not None and staff.allows(Right.CLOSE))


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
