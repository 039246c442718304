"""The customer says yes or no to the offered solution."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket, record_event, set_status
from huisheng.core.tickets.family import refuse_open_parts
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Asking, Closure, Confirmation
from huisheng.stages.closure.queries import is_too_late, unconfirmed_offer
from huisheng.stages.collaboration.actions import withdraw_requests
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .asking import end_asking
from .errors import AnswerIncomplete, AnswerTooLate, NothingToConfirm, OfferedAnew
from .raising import end_raised, raise_higher


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
    running again, and somebody one level higher looks after it, too (requirements S3, S4). `round_` is the offer that was looked at, where a page knows it. Raises
    NothingToConfirm, OfferedAnew (another offer came in between), AnswerIncomplete, AnswerTooLate, PartsOpen (a yes
    before its parts are done; nothing is kept then).
    """
    ticket = lock_ticket(ticket)
    if ticket.status != Status.AWAITING_CONFIRMATION:
        raise NothingToConfirm
    _refuse_incomplete(solved, stars, by)
    at = at or timezone.now()
    solution = Solution.objects.filter(ticket=ticket).latest("round")
    if round_ not in (None, solution.round):
        raise OfferedAnew
    refuse_too_late(solution, by=by, at=at)
    answer = _keep(solution, solved=solved, stars=stars, word=word, by=by, at=at)
    end_asking(ticket, Asking.State.ANSWERED, at=at)
    if answer.is_yes:
        refuse_open_parts(ticket)
        _archive(ticket, answer, solution, by=by, at=at)
    else:
        _send_back(ticket, answer, by=by, at=at)
    return answer


@transaction.atomic
def answer_late(
    ticket: Ticket, *, solved: bool, stars: int | None, by: Party, word: str = "", at: datetime | None = None
) -> Confirmation:
    """The customer answers after it was closed as unconfirmed (docs/decisions/0014). A yes makes it a confirmed end from
    now on; a no is kept, and opening again is the trip's business (`trips/late.py`).

    Raises NothingToConfirm (it was not closed that way), AnswerTooLate, AnswerIncomplete.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    solution = unconfirmed_offer(ticket)
    if solution is None:
        raise NothingToConfirm
    _refuse_incomplete(solved, stars, by)
    refuse_too_late(solution, by=by, at=at)
    answer = _keep(solution, solved=solved, stars=stars, word=word, by=by, at=at)
    Asking.objects.filter(solution=solution).update(state=Asking.State.ANSWERED)
    if answer.is_yes:
        Closure.objects.create(
            ticket=ticket, kind=Closure.Kind.CONFIRMED, confirmation=answer, at=at, by_kind=by.kind, by_id=by.id
        )
        record_event(ticket, "ticket_confirmed", by=by, at=at, confirmation=answer.pk, stars=answer.stars, late=True)
    return answer


def refuse_too_late(solution: Solution, *, by: Party, at: datetime) -> None:
    """A customer's word about an offer of long ago opens and closes nothing; what is written down anew does.

    Raises AnswerTooLate, for customers only: colleagues know when they heard it.
    """
    if by.kind == "customer" and is_too_late(solution, at=at):
        raise AnswerTooLate


def _refuse_incomplete(solved: bool, stars: int | None, by: Party) -> None:
    """A form asks for stars beside a yes; on the phone some give none, and a yes is a yes."""
    if (solved and stars is None and by.kind != "staff") or (stars is not None and not 1 <= stars <= 5):
        raise AnswerIncomplete(_("Please also tell us how satisfied you are, from 1 to 5."))


def _keep(solution: Solution, *, solved: bool, stars: int | None, word: str, by: Party, at: datetime) -> Confirmation:
    return Confirmation.objects.create(
        ticket=solution.ticket,
        solution=solution,
        solved=solved,
        stars=stars,
        word=word.strip(),
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )


def _archive(ticket: Ticket, answer: Confirmation, solution: Solution, *, by: Party, at: datetime) -> None:
    with override(settings.LANGUAGE_CODE):  # the department reads it, not whoever clicked
        withdraw_requests(ticket, reason=gettext("The customer says that it is solved."), by=by, at=at)
    set_status(ticket, Status.CLOSED, by=by, at=at)
    said = (Occasion.CUSTOMER_ACCEPTED, Occasion.TICKET_CLOSED)
    heed(ticket, *said, at=at, done_at=solution.offered_at, by=by)
    Closure.objects.create(
        ticket=ticket, kind=Closure.Kind.CONFIRMED, confirmation=answer, at=at, by_kind=by.kind, by_id=by.id
    )
    end_raised(ticket, at=at)
    record_event(ticket, "ticket_confirmed", by=by, at=at, confirmation=answer.pk, stars=answer.stars)


def _send_back(ticket: Ticket, answer: Confirmation, *, by: Party, at: datetime) -> None:
    set_status(ticket, Status.OPEN, by=by, at=at)
    heed(ticket, Occasion.CUSTOMER_REFUSED, at=at, by=by)
    note_no(ticket, answer, by=by, at=at)


def note_no(ticket: Ticket, answer: Confirmation, *, by: Party, at: datetime) -> None:
    """The ledger's line of a no, and one level higher. The ticket is locked."""
    record_event(
        ticket, "ticket_rejected", by=by, at=at, confirmation=answer.pk, solved=answer.solved, stars=answer.stars
    )
    raise_higher(ticket, answer, at=at)
