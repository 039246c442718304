"""The protocol of silence in its course: what is due is done; who rings up is nobody but the callback desk."""

from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    CustomerWroteBack,
    ProtocolIncomplete,
    StillWaiting,
    ask_by_letter,
    ask_by_phone,
    close_silent,
    end_asking,
    note_on_page,
    note_sent,
    note_try,
    plan_next,
    postpone,
)
from huisheng.stages.closure.actions.asking import ASKED
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.followup.actions import cancel_callback, plan_callback
from huisheng.stages.followup.models import Callback

AT_ONCE = 20
STOPPED = timedelta(hours=4)  # what cannot be closed (a department still owes an answer) is tried again so much later
CALL_AGAIN = timedelta(hours=12)  # a call whose hour passed is looked after so often
REASON = "silence:"  # what callbacks of the protocol are for
SCENARIO = "result_check"

log = structlog.get_logger("huisheng.asking")


def ask_due(*, at: datetime | None = None) -> int:
    """Do what the protocol wants at this instant; for the bell. One small question where nothing is due.

    Returns how many were done. What somebody holds at this moment waits for the next time.
    """
    at = at or timezone.now()
    due = Asking.objects.filter(next_at__lte=at).select_related("ticket").order_by("next_at")
    return sum(_take_or_leave(asking, at) for asking in list(due[:AT_ONCE]))


def _take_or_leave(asking: Asking, at: datetime) -> bool:
    """One that cannot be done stops none of the others: it is looked at again later."""
    try:
        return _take_if_free(asking, at)
    except (OperationalError, InterfaceError):  # the database itself: nothing can be done for anybody
        raise
    except Exception:
        log.exception("an asking cannot go on", asking=asking.pk)
        postpone(asking, at + STOPPED)
        return False


@transaction.atomic
def _take_if_free(asking: Asking, at: datetime) -> bool:
    free = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=asking.ticket_id)
    still = bool(free) and Asking.objects.filter(pk=asking.pk, next_at__lte=at).select_related("ticket").first()
    if not still:
        return False
    if still.ticket.status != Status.AWAITING_CONFIRMATION:
        end_asking(still.ticket, Asking.State.ENDED, at=at)
    elif still.state == Asking.State.EXHAUSTED:
        _end(still, at)
    else:
        _try(still, at)
    return True


def _end(asking: Asking, at: datetime) -> None:
    """Silence is an answer now, unless something else stands against it: a letter that never left is asked for anew, one
    that left late gives its hours back.
    """
    try:
        close_silent(asking.ticket, by=SYSTEM, at=at)
    except (ProtocolIncomplete, StillWaiting, CustomerWroteBack):
        plan_next(asking, at=at)
        if asking.next_at is not None and asking.next_at <= at:
            postpone(asking, at + STOPPED)
    except Refused:
        postpone(asking, at + STOPPED)


def _try(asking: Asking, at: datetime) -> None:
    attempt = Try.objects.filter(asking=asking, result=Try.Result.DUE).select_related("asking__ticket").first()
    if attempt is None:
        plan_next(asking, at=at)
    elif attempt.way == Try.Way.MESSAGE:
        note_on_page(attempt, at=at)
    elif attempt.way == Try.Way.PHONE:
        _see_to_the_call(attempt, at) if attempt.origin == ASKED else ask_by_phone(attempt, at=at)
    elif attempt.origin == ASKED:
        note_sent(attempt, letter=None, at=at)  # an hour has passed, and no letter left
    else:
        ask_by_letter(attempt, at=at)


@transaction.atomic
def plan_call(attempt: Try, *, at: datetime | None = None) -> Callback | None:
    """Put the customer on the list of the callback desk; the handler rings up only where nobody else is there, and marked
    so. None where nobody can ring up, or the customer answered meanwhile: then the phone leads nowhere.
    """
    ticket = lock_ticket(attempt.asking.ticket)
    still = Try.objects.filter(pk=attempt.pk, result=Try.Result.DUE).exists()
    if not still:
        return None
    call = plan_callback(SCENARIO, ticket.customer, reason=reason_of(attempt), ticket=ticket, by=SYSTEM, at=at)
    if call is None:
        note_try(ticket, origin=reason_of(attempt), result=Try.Result.SKIPPED, by=SYSTEM, at=at)
    return call


@transaction.atomic
def forget_calls(ticket: Ticket, *, why: str, but: Asking | None = None, at: datetime | None = None) -> int:
    """Nobody rings up to ask what is answered, or (`but`: except about this one) what was offered before. Calls that are
    being made go on; twice is once. Returns how many were forgotten.
    """
    ticket = lock_ticket(ticket)
    calls = Callback.objects.filter(ticket=ticket, reason__startswith=REASON, state=Callback.State.PLANNED)
    if but is not None:
        calls = calls.exclude(reason__startswith=f"{REASON}{but.pk}:")
    return len([cancel_callback(call, why=why, by=SYSTEM, at=at) for call in calls])


def reason_of(attempt: Try) -> str:
    """What a callback of the protocol is for: "silence:12:34" is try 34, of asking 12. Its place in the row is no key: a
    try that was planned and forgotten leaves it to the next one.
    """
    return f"{REASON}{attempt.asking_id}:{attempt.pk}"


def _see_to_the_call(attempt: Try, at: datetime) -> None:
    """A day has passed: it is still on somebody's list; or it fell off without a word, and is planned anew."""
    call = Callback.objects.filter(ticket=attempt.asking.ticket_id, reason=reason_of(attempt)).order_by("-pk").first()
    if call is None:
        call = plan_call(attempt, at=at)
    if call is not None and call.is_open:
        postpone(attempt.asking, at + CALL_AGAIN)
    elif call is not None:
        off = Try.Result.CALLED_OFF
        note_try(attempt.asking.ticket, origin=call.reason, result=off, note=call.ended_why, by=SYSTEM, at=at)
