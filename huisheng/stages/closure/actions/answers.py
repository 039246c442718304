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
from huisheng.stages.collaboration.actions import withdraw_requests
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .asking import end_asking
from .errors import AnswerIncomplete, NothingToConfirm, OfferedAnew
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
    end_asking(ticket, Asking.State.ANSWERED, at=at)
    if answer.is_yes:
        refuse_open_parts(ticket)
        _archive(ticket, answer, solution, by=by, at=at)
    else:
        _send_back(ticket, answer, by=by, at=at)
    return answer


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
    record_event(
        ticket, "ticket_rejected", by=by, at=at, confirmation=answer.pk, solved=answer.solved, stars=answer.stars
    )
    raise_higher(ticket, answer, at=at)
