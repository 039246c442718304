"""End a ticket with a cause, send it back, or open it again."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from huisheng.core.catalogue.models import Nature
from huisheng.core.tickets.actions import lock_ticket, record_event, set_status
from huisheng.core.tickets.family import refuse_open_parts
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Closure, Confirmation, Reopening
from huisheng.stages.collaboration.actions import open_requests, withdraw_requests
from huisheng.stages.handling.actions import Files, send_reply
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion


class NothingToConfirm(Refused):
    code = "nothing_to_confirm"
    status = 409
    message = _("There is no solution waiting for an answer right now.")


class OfferedAnew(Refused):
    code = "offered_anew"
    status = 409
    message = _("We have made another offer in the meantime. Please read it before you answer.")


class AnswerIncomplete(Refused):
    code = "answer_incomplete"


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why; whoever reads this later will want to know.")


class MustBeConfirmed(Refused):
    code = "must_be_confirmed"
    status = 409
    message = _("Only praise and suggestions end with an answer. Everything else ends with the customer's yes.")


class NotAnswered(Refused):
    code = "not_answered"
    status = 409
    message = _("Please answer the customer first.")


class AlreadyClosed(Refused):
    code = "already_closed"
    status = 409
    message = _("This feedback is closed already.")


class RequestsStillOpen(Refused):
    """A department still owes an answer; the customer's own yes is never refused for that."""

    code = "requests_still_open"
    status = 409
    message = _("%(teams)s still owes an answer. Wait for it, or withdraw the request with the reason, then close.")


class NotClosed(Refused):
    code = "not_closed"
    status = 409
    message = _("This feedback is open already.")


@transaction.atomic
def answer_confirmation(
    ticket: Ticket,
    *,
    solved: bool,
    stars: int | None,
    by: Party,
    word: str = "",
    round_: int | None = None,
    at: datetime | None = None,
) -> Confirmation:
    """The customer's answer to the offered solution: solved? satisfied (1-5)?

    Solved and satisfied archives. Not solved, or solved with 1-2 stars, sends it back to the same owner with its clocks
    running again (requirements S3, S4). `round_` is the offer that was looked at, where a page knows it. Raises
    NothingToConfirm, OfferedAnew (another offer came in between), AnswerIncomplete, PartsOpen (a yes before its parts
    are done; nothing is kept then).
    """
    ticket = lock_ticket(ticket)
    if ticket.status != Status.AWAITING_CONFIRMATION:
        raise NothingToConfirm
    if (solved and stars is None) or (stars is not None and not 1 <= stars <= 5):
        raise AnswerIncomplete(_("Please also tell us how satisfied you are, from 1 to 5."))
    at = at or timezone.now()
    solution = Solution.objects.filter(ticket=ticket).latest("round")
    if round_ not in (None, solution.round):
        raise OfferedAnew
    answer = Confirmation.objects.create(
        ticket=ticket,
        solution=solution,
        solved=solved,
        stars=stars,
        word=word.strip(),
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    if answer.is_yes:
        refuse_open_parts(ticket)
        _archive(ticket, answer, solution, by=by, at=at)
    else:
        _send_back(ticket, answer, by=by, at=at)
    return answer


@transaction.atomic
def close_answered(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Closure:
    """Praise or a suggestion that was answered. Raises MustBeConfirmed for any other nature, NotAnswered,
    RequestsStillOpen, PartsOpen, AlreadyClosed.
    """
    ticket = lock_ticket(ticket)
    if ticket.category is None or ticket.category.nature not in {Nature.PRAISE, Nature.SUGGESTION}:
        raise MustBeConfirmed
    if not ticket.messages.filter(kind=Message.Kind.REPLY).exists():
        raise NotAnswered
    _refuse_open_requests(ticket)
    refuse_open_parts(ticket)
    return _close(ticket, Closure.Kind.ANSWERED, Occasion.TICKET_ANSWERED, reason="", by=by, at=at)


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
    return _close(ticket, Closure.Kind.SPAM, reason=reason, by=by, at=at)


@transaction.atomic
def close_withdrawn(ticket: Ticket, *, reason: str, by: Party, at: datetime | None = None) -> Closure:
    """The customer took it back. Raises ReasonMissing, RequestsStillOpen, PartsOpen, AlreadyClosed."""
    ticket, reason = lock_ticket(ticket), _said(reason)
    _refuse_open_requests(ticket)
    refuse_open_parts(ticket)
    return _close(ticket, Closure.Kind.WITHDRAWN, reason=reason, by=by, at=at)


@transaction.atomic
def close_merged(ticket: Ticket, *, into: Ticket, reason: str, by: Party, at: datetime | None = None) -> Closure:
    """Goes on in another ticket; called by the merge trip. Raises ReasonMissing."""
    return _close(lock_ticket(ticket), Closure.Kind.MERGED, reason=_said(reason), by=by, at=at, other=into.number)


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


def _archive(ticket: Ticket, answer: Confirmation, solution: Solution, *, by: Party, at: datetime) -> None:
    with override(settings.LANGUAGE_CODE):  # the department reads it, not whoever clicked
        withdraw_requests(ticket, reason=gettext("The customer says that it is solved."), by=by, at=at)
    set_status(ticket, Status.CLOSED, by=by, at=at)
    said = (Occasion.CUSTOMER_ACCEPTED, Occasion.TICKET_CLOSED)
    heed(ticket, *said, at=at, done_at=solution.offered_at, by=by)
    Closure.objects.create(
        ticket=ticket, kind=Closure.Kind.CONFIRMED, confirmation=answer, at=at, by_kind=by.kind, by_id=by.id
    )
    record_event(ticket, "ticket_confirmed", by=by, at=at, confirmation=answer.pk, stars=answer.stars)


def _refuse_open_requests(ticket: Ticket) -> None:
    if teams := {request.team.label: None for request in open_requests(ticket)}:
        raise RequestsStillOpen(teams=gettext(", ").join(teams))


def _send_back(ticket: Ticket, answer: Confirmation, *, by: Party, at: datetime) -> None:
    set_status(ticket, Status.OPEN, by=by, at=at)
    heed(ticket, Occasion.CUSTOMER_REFUSED, at=at, by=by)
    record_event(
        ticket, "ticket_rejected", by=by, at=at, confirmation=answer.pk, solved=answer.solved, stars=answer.stars
    )


def _close(
    ticket: Ticket,
    kind: Closure.Kind,
    *occasions: Occasion,
    reason: str,
    by: Party,
    at: datetime | None = None,
    other: str = "",
) -> Closure:
    if ticket.is_closed:
        raise AlreadyClosed
    at = at or timezone.now()
    set_status(ticket, Status.CLOSED, by=by, at=at)
    heed(ticket, *occasions, Occasion.TICKET_CLOSED, at=at, by=by)
    closure = Closure.objects.create(ticket=ticket, kind=kind, reason=reason, at=at, by_kind=by.kind, by_id=by.id)
    more: dict[str, Any] = {"other": other} if other else {}
    record_event(ticket, "ticket_closed", by=by, at=at, closure=kind.value, **more)
    return closure


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()
