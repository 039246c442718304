"""The customer says yes or no to the offered solution."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket, record_event, set_status
from huisheng.core.tickets.family import open_parts
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Asking, Closure, Confirmation
from huisheng.stages.closure.queries import is_too_late, unconfirmed_offer, waiting_yes, wrote_since
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
    by_handler: bool = False,
    at: datetime | None = None,
) -> Confirmation:
    """The customer's answer to the offered solution: solved? satisfied (1-5)?

    Solved and satisfied archives. Not solved, or solved with 1-2 stars, sends it back to the same owner with its clocks
    running again, and somebody one level higher looks after it, too (requirements S3, S4). A yes before its parts are done
    is kept, nobody asks any more, and it is archived with the last of them (`archive_kept_yes`). `round_` is the offer
    that was looked at, where a page knows it; `by_handler`: written down by who handled it, as nobody else was there.

    Raises NothingToConfirm, OfferedAnew (another offer came in between), AnswerIncomplete, AnswerTooLate.
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
    answer = _keep(solution, solved=solved, stars=stars, word=word, by=by, by_handler=by_handler, at=at)
    end_asking(ticket, Asking.State.ANSWERED, at=at)
    if not answer.is_yes:
        _send_back(ticket, answer, by=by, at=at)
    elif open_parts(ticket):
        record_event(ticket, "yes_kept", by=by, at=at, confirmation=answer.pk, stars=answer.stars)
    else:
        _archive(ticket, answer, by=by, at=at)
    return answer


@transaction.atomic
def archive_kept_yes(ticket: Ticket, *, at: datetime | None = None) -> Closure | None:
    """The last part is done, and the customer said yes before: it ends with that yes. None where no yes waits, a part is
    open, or the customer wrote since and waits for our answer.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    answer = waiting_yes(ticket)
    if answer is None or open_parts(ticket) or wrote_since(ticket, answer.at):
        return None
    return _archive(ticket, answer, by=answer.by, at=at)


@transaction.atomic
def answer_late(
    ticket: Ticket, *, solved: bool, stars: int | None, by: Party, word: str = "", by_handler: bool = False,
    at: datetime | None = None,
) -> Confirmation:  # fmt: skip
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
    answer = _keep(solution, solved=solved, stars=stars, word=word, by=by, by_handler=by_handler, at=at)
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


def _keep(
    solution: Solution, *, solved: bool, stars: int | None, word: str, by: Party, by_handler: bool, at: datetime
) -> Confirmation:
    """One answer to each offer; a yes that waits for open parts may still be taken back, and the ledger keeps both."""
    said: dict[str, Any] = {"solved": solved, "stars": stars, "word": word.strip(), "by_handler": by_handler, "at": at}
    said |= {"ticket": solution.ticket, "by_kind": by.kind, "by_id": by.id}
    answer, _new = Confirmation.objects.update_or_create(solution=solution, defaults=said)
    return answer


def _archive(ticket: Ticket, answer: Confirmation, *, by: Party, at: datetime) -> Closure:
    with override(settings.LANGUAGE_CODE):  # the department reads it, not whoever clicked
        withdraw_requests(ticket, reason=gettext("The customer says that it is solved."), by=by, at=at)
    set_status(ticket, Status.CLOSED, by=by, at=at)
    said = (Occasion.CUSTOMER_ACCEPTED, Occasion.TICKET_CLOSED)
    heed(ticket, *said, at=at, done_at=answer.solution.offered_at, by=by)
    closure = Closure.objects.create(
        ticket=ticket, kind=Closure.Kind.CONFIRMED, confirmation=answer, at=at, by_kind=by.kind, by_id=by.id
    )
    end_raised(ticket, at=at)
    record_event(ticket, "ticket_confirmed", by=by, at=at, confirmation=answer.pk, stars=answer.stars)
    return closure


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
