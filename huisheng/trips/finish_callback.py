"""A callback is done: its record is complete, and what the customer needs further has an owner and a time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import raise_higher
from huisheng.stages.closure.queries import unconfirmed_offer
from huisheng.stages.followup.actions import complete_record
from huisheng.stages.followup.handlers import handlers_of, was_before
from huisheng.stages.followup.models import Callback, CallRecord
from huisheng.stages.handling.actions import Given, promise_customer

from .convert import matter_of, reopen_matter, to_ticket
from .late import answer


@transaction.atomic
def finish_callback(callback: Callback, *, by: Party, at: datetime | None = None) -> CallRecord:
    """Complete the record. Not solved: the matter goes on (a closed one is opened again, one level higher, a callback about
    none opens one). Whatever was said to follow is a promise with its clock (on the call: time limit and person, requirements S2),
    also on a matter that is solved and stays closed; a callback about none opens feedback for it.

    Raises like `complete_record`; PromiseUnclear where the time is over already, NothingSaidYet.
    """
    at = at or timezone.now()
    record = complete_record(callback, by=by, at=at)
    _answer_late(callback, record, by=by, at=at)
    follows = record.follow_up_by is not None and (record.solved is False or not record.nothing_follows)
    if record.solved is False or _came_back(callback, record):
        ticket = _goes_on(callback, by=by, at=at) if callback.ticket else to_ticket(callback, by=by, at=at)
    elif follows:
        ticket = matter_of(callback) or to_ticket(callback, by=by, at=at)
    else:
        return record
    if follows:
        given = Given(words=record.follow_up, due=record.follow_up_by)
        promise_customer(ticket, given=given, by=by, after_closing=True, at=at)
    return record


def _goes_on(callback: Callback, *, by: Party, at: datetime) -> Ticket:
    """The matter is open for its owner; where it had ended, one level higher, as after every no."""
    matter = matter_of(callback)
    had_ended = matter is not None and lock_ticket(matter).is_closed
    ticket = reopen_matter(callback, by=by, at=at)
    if had_ended:
        raise_higher(ticket, None, at=at)
    return ticket


def _answer_late(callback: Callback, record: CallRecord, *, by: Party, at: datetime) -> None:
    """A yes or no on the phone counts also after it was closed as unconfirmed (docs/decisions/0014), but not a yes that who
    handled it wrote down.
    """
    ticket = matter_of(callback)
    if ticket is None or record.solved is None or unconfirmed_offer(ticket) is None or was_before(callback):
        return
    if record.solved and by.id in handlers_of(callback) and not callback.by_handler:
        return
    said: dict[str, Any] = {"solved": record.solved, "stars": record.stars, "word": record.words}
    answer(ticket, **said, by=by, by_handler=callback.by_handler, at=at)


def _came_back(callback: Callback, record: CallRecord) -> bool:
    """Solved, but so badly (1-2 stars) that the offer went back to its owner."""
    ticket: Ticket | None = lock_ticket(callback.ticket) if callback.ticket else None
    return ticket is not None and not ticket.is_closed and record.stars is not None and record.stars <= 2
