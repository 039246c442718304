"""A callback at another hour, with somebody else, or not at all."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Try
from huisheng.stages.followup.errors import MayNotRing, NoSuchHour, ReasonMissing
from huisheng.stages.followup.habits import zone_of
from huisheng.stages.followup.handlers import is_marked, refuse_handler
from huisheng.stages.followup.models import Callback, CallTry
from huisheng.stages.followup.windows import may_ring
from huisheng.stages.sla.actions import start_given, stop_clocks
from huisheng.stages.sla.calendars import house_calendar
from huisheng.stages.sla.models import ClockKind

from .calling import current_try, tell_protocol
from .clocks import warn_at
from .shared import State, keep, lock_at, note, refuse_another

FARTHEST = timedelta(days=30)
GRACE = timedelta(minutes=15)  # who promised to ring at ten has rung by a quarter past


@transaction.atomic
def book_talk(
    callback: Callback, *, slot_at: datetime | None, by: Party, words: str = "", at: datetime | None = None
) -> Callback:
    """A talk of its own at an hour the customer chose: too much feeling, or too complex, for now (requirements S2). The
    promise is that hour from now on, with a quarter of an hour's grace; what was promised first stays known. Without a
    call `words` say who asked for it.

    Raises CallbackOver, NotNow, NotYourCall, NotByHandler, ReasonMissing, NoSuchHour.
    """
    callback, at = lock_at(callback, State.PLANNED, State.TALKING, State.TO_RECORD), at or timezone.now()
    if callback.state != State.PLANNED or callback.assignee_id:
        refuse_another(callback, by)
    if callback.state == State.PLANNED:
        refuse_handler(callback, by)
        if not words.strip():
            raise ReasonMissing
    if slot_at is None or not at < slot_at <= at + FARTHEST or not may_ring(slot_at, zone_of(callback.customer)):
        raise NoSuchHour
    if callback.called_at is not None:
        _end_talk(callback, words, at)
    keep(
        callback,
        state=State.PLANNED,
        dedicated=True,
        booked_why=words.strip()[:300],
        slot_at=slot_at,
        due_at=slot_at + GRACE,
        first_due_at=callback.first_due_at or callback.due_at,
        dialled_at=None,
        called_at=None,
        hung_up_at=None,
        record_due_at=None,
        ring_at=warn_at(at, slot_at + GRACE),
        rung_late_at=None,
    )
    note(callback, "callback_booked", by=by, at=at, until=slot_at.isoformat())
    _promise_hour(callback, by=by, at=at)
    return callback


@transaction.atomic
def pass_on(callback: Callback, *, to: Staff, by: Party, at: datetime | None = None) -> Callback:
    """A colleague makes it instead. Raises CallbackOver, NotNow (it is being made), NotByHandler, MayNotRing."""
    callback, at = lock_at(callback, State.PLANNED), at or timezone.now()
    if not (to.is_active and to.allows(Right.ANSWER)):
        raise MayNotRing(name=to.name)
    marked = is_marked(callback, to)
    if callback.assignee_id != to.pk:
        keep(callback, assignee=to, by_handler=marked)
        note(callback, "callback_passed_on", by=by, at=at, staff=to.pk)
    return callback


@transaction.atomic
def cancel_callback(callback: Callback, *, why: str, by: Party, at: datetime | None = None) -> Callback:
    """It is not needed any more: the customer answered by another way, wrote again, or wants no calls. `why` is read by
    people. One that is over, or being made, stays as it is; so does its clock. A try of the protocol of silence is still
    owed when a colleague calls it off: the protocol keeps the reason and plans it anew.

    Raises ReasonMissing, CallbackOver, NotNow, NotByHandler.
    """
    if not why.strip():
        raise ReasonMissing
    callback, at = lock_at(callback, State.PLANNED), at or timezone.now()
    refuse_handler(callback, by)
    keep(callback, state=State.CANCELLED, ended_at=at, ended_why=why.strip()[:200])
    note(callback, "callback_cancelled", by=by, at=at)
    if callback.ticket is not None:
        stop_clocks(callback.ticket, ClockKind.CALLBACK, subject=callback.subject, by=by, at=at)
    if by.kind == "staff":
        tell_protocol(callback, Try.Result.CALLED_OFF, callback.ended_why, by=by, at=at)
    return callback


def _end_talk(callback: Callback, words: str, at: datetime) -> None:
    tried = current_try(callback)
    tried.outcome, tried.note = CallTry.Outcome.BOOKED, words.strip()[:300]
    tried.talk_s = int(((callback.hung_up_at or at) - tried.at).total_seconds())
    tried.save(update_fields=["outcome", "note", "talk_s"])


def _promise_hour(callback: Callback, *, by: Party, at: datetime) -> None:
    if callback.ticket is None:
        return
    kinds = (ClockKind.CALLBACK, ClockKind.CALLBACK_RECORD)
    stop_clocks(callback.ticket, *kinds, subject=callback.subject, by=by, at=at)
    start_given(
        callback.ticket,
        kind=ClockKind.CALLBACK,
        subject=callback.subject,
        calendar=house_calendar(),
        due=callback.due_at,
        by=by,
        at=at,
    )
