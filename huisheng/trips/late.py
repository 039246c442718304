"""A customer's yes or no, also after the ticket was closed as unconfirmed: then a no opens it again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import OfferedAnew, answer_confirmation, answer_late, note_no
from huisheng.stages.closure.models import Confirmation, Reopening
from huisheng.stages.closure.queries import newest_round, said_before, unconfirmed_offer
from huisheng.stages.followup.handlers import who_handled
from huisheng.stages.routing.desks import crew
from huisheng.trips.reopen import reopen


class NotByYou(Refused):
    """The customer's yes is written down by somebody who did not handle it (requirements S4)."""

    code = "not_by_handler"
    status = 409
    message = _(
        "You handled this matter: please let a colleague write down the customer's yes, or ask for it by the link."
    )


class NothingHeard(Refused):
    code = "nothing_heard"
    message = _("Please write down what the customer said, in the customer's words.")


@transaction.atomic
def answer(
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
    """The customer's answer, whenever it comes; the same one twice is one. Raises like `answer_confirmation` and `answer_late`.

    A late no goes the way of every no: the same owner, new clocks, one level higher.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    said: dict[str, Any] = {"solved": solved, "stars": stars, "word": word}
    if by.kind == "customer" and (before := said_before(ticket, **said, round_=round_)):
        return _refuse_old(ticket, before)
    said["by_handler"] = by_handler
    offered = unconfirmed_offer(ticket)
    if offered is None:
        return answer_confirmation(ticket, **said, by=by, round_=round_, at=at)
    if round_ not in (None, offered.round):
        raise OfferedAnew
    given = answer_late(ticket, **said, by=by, at=at)
    if not given.is_yes:
        reopen(ticket, why=Reopening.Why.ANSWER, by=by, at=at)
        note_no(ticket, given, by=by, at=at)
    return given


def _refuse_old(ticket: Ticket, before: Confirmation) -> Confirmation:
    """The same answer once more, unless a newer offer waits by now: then it answers nothing. Raises OfferedAnew."""
    if ticket.status == Status.AWAITING_CONFIRMATION and newest_round(ticket) != before.solution.round:
        raise OfferedAnew
    return before


@transaction.atomic
def write_down(
    ticket: Ticket, *, solved: bool, stars: int | None, word: str, by: Staff, at: datetime | None = None
) -> Confirmation:
    """A colleague writes down what the customer said elsewhere: in a call that came in, a mail, a chat. The words are the
    evidence; a rating only where one was given. A yes is not written down by who handled it while somebody else is in
    the house; alone there, it is marked so. Raises NothingHeard, NotByYou, and like `answer`.
    """
    ticket = lock_ticket(ticket)
    if not word.strip():
        raise NothingHeard
    handlers = who_handled(ticket)
    own = by.pk in handlers
    if own and solved and any(one.is_active and pk not in handlers for pk, one in crew().people.items()):
        raise NotByYou
    return answer(ticket, solved=solved, stars=stars, word=word, by=by.party, by_handler=own, at=at)
