"""A customer's yes or no, also after the ticket was closed as unconfirmed: then a no opens it again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import OfferedAnew, answer_confirmation, answer_late, note_no
from huisheng.stages.closure.models import Confirmation, Reopening
from huisheng.stages.closure.queries import unconfirmed_offer
from huisheng.trips.reopen import reopen


@transaction.atomic
def answer(
    ticket: Ticket,
    *,
    solved: bool,
    stars: int | None,
    by: Party,
    word: str = "",
    round_: int | None = None,
    at: datetime | None = None,
) -> Confirmation:
    """The customer's answer, whenever it comes. Raises like `answer_confirmation` and `answer_late`.

    A late no goes the way of every no: the same owner, new clocks, one level higher.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    offered = unconfirmed_offer(ticket)
    if offered is None:
        return answer_confirmation(ticket, solved=solved, stars=stars, by=by, word=word, round_=round_, at=at)
    if round_ not in (None, offered.round):
        raise OfferedAnew
    given = answer_late(ticket, solved=solved, stars=stars, by=by, word=word, at=at)
    if not given.is_yes:
        reopen(ticket, why=Reopening.Why.ANSWER, by=by, at=at)
        note_no(ticket, given, by=by, at=at)
    return given
