"""The person who rings up: take a callback, dial, talk, hang up; what happens when nobody answers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.customers.models import Customer
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import note_try
from huisheng.stages.closure.models import Try
from huisheng.stages.followup.errors import AtNight, CustomerIsOnThePhone, StillOnThePhone
from huisheng.stages.followup.habits import zone_of
from huisheng.stages.followup.handlers import is_marked, is_of_protocol
from huisheng.stages.followup.models import Callback, CallTry
from huisheng.stages.followup.windows import may_ring
from huisheng.stages.sla.actions import heed, stop_clocks
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.sla.occasions import Occasion

from .clocks import warn_at
from .planning import next_slot
from .shared import State, keep, lock_at, note, refuse_another

Outcome = CallTry.Outcome
PROTOCOL = {
    Outcome.REACHED: Try.Result.REACHED,
    Outcome.WRONG_NUMBER: Try.Result.SKIPPED,
    Outcome.REFUSED: Try.Result.REFUSED,
}
MISSED = (Outcome.NO_ANSWER, Outcome.BUSY, Outcome.WRONG_NUMBER, Outcome.REFUSED)
USELESS = (Outcome.WRONG_NUMBER, Outcome.REFUSED)  # ringing again would not help, or be unkind


@transaction.atomic
def take_callback(callback: Callback, *, staff: Staff, at: datetime | None = None) -> Callback:
    """It is this colleague's from now on. Raises CallbackOver, NotNow, NotByHandler."""
    callback = lock_at(callback, State.PLANNED)
    _hand_to(callback, staff, at or timezone.now())
    return callback


@transaction.atomic
def begin_call(callback: Callback, *, staff: Staff, at: datetime | None = None) -> Callback:
    """Dial. Nobody's callback, or a colleague's, becomes the caller's own by it.

    Raises CallbackOver, NotNow, AtNight, NotByHandler, CustomerIsOnThePhone (who talks with the customer is named),
    StillOnThePhone (the caller's other talk).
    """
    callback, at = lock_at(callback, State.PLANNED), at or timezone.now()
    _refuse_at_night(callback, at)
    Customer.objects.select_for_update().get(pk=callback.customer_id)  # two callbacks of one customer, two callers
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)  # two tabs of one caller
    _refuse_second_talk(callback, staff)
    _hand_to(callback, staff, at)
    keep(callback, state=State.TALKING, dialled_at=at, called_at=None, hung_up_at=None)
    note(callback, "callback_dialled", by=staff.party, at=at)
    return callback


@transaction.atomic
def pick_up(callback: Callback, *, by: Party, at: datetime | None = None) -> CallTry:
    """The customer answered: the talk and its fifteen seconds of opening begin. Twice is once.

    Raises CallbackOver, NotNow, NotYourCall.
    """
    callback, at = lock_at(callback, State.TALKING), at or timezone.now()
    refuse_another(callback, by)
    if callback.called_at is not None:
        return current_try(callback)
    keep(callback, called_at=at, tries=callback.tries + 1)
    return CallTry.objects.create(callback=callback, outcome=Outcome.REACHED, at=at, by_kind=by.kind, by_id=by.id)


@transaction.atomic
def said_opening(callback: Callback, *, by: Party, at: datetime | None = None) -> CallTry:
    """Who we are and why we call is said: its seconds are kept (goal 15, requirements S2). Twice is once.

    Raises CallbackOver, NotNow, NotYourCall.
    """
    at = at or timezone.now()
    tried = pick_up(callback, by=by, at=at)
    if tried.opening_s is None:
        tried.opening_s = _seconds(tried.at, at)
        tried.save(update_fields=["opening_s"])
    return tried


@transaction.atomic
def put_down(callback: Callback, *, by: Party, at: datetime | None = None) -> Callback:
    """Dialled by mistake, nothing rang: it is no try. Raises CallbackOver, NotNow, NotYourCall."""
    callback = lock_at(callback, State.TALKING)
    refuse_another(callback, by)
    if callback.called_at is None:
        back_on_the_list(callback, by=by, at=at or timezone.now())
    return callback


def back_on_the_list(callback: Callback, *, by: Party, at: datetime) -> None:
    """What was dialled and never answered waits again. The callback is locked."""
    keep(callback, state=State.PLANNED, dialled_at=None)
    note(callback, "callback_put_down", by=by, at=at)


@transaction.atomic
def note_missed(
    callback: Callback, *, outcome: str, by: Party, words: str = "", at: datetime | None = None
) -> Callback:
    """Nobody answered, it was busy, the number is wrong, or the customer does not want to talk. Rung up again at another
    hour until the tries of its scenario are used up, or ringing again is useless: then it is unreached. A call of the
    protocol of silence is one try; the protocol hears of it.

    Only what was dialled can be missed. Raises CallbackOver, NotNow, NotYourCall, ValueError for an outcome that is none
    of these.
    """
    if outcome not in MISSED:
        raise ValueError(outcome)
    callback, at = lock_at(callback, State.TALKING), at or timezone.now()
    refuse_another(callback, by)
    _keep_try(callback, outcome, words, by=by, at=at)
    note(callback, "callback_missed", by=by, at=at, outcome=outcome, tries=callback.tries)
    if outcome in USELESS or is_of_protocol(callback) or _missed_so_far(callback) >= callback.scenario.tries:
        _give_up(callback, outcome, by=by, at=at)
    else:
        keep(callback, state=State.PLANNED, slot_at=next_slot(callback, at=at), dialled_at=None, called_at=None)
    return callback


def note_no_answer(callback: Callback, *, by: Party, at: datetime | None = None) -> Callback:
    """Nobody answered: the one key of the runner. Raises like `note_missed`."""
    return note_missed(callback, outcome=Outcome.NO_ANSWER, by=by, at=at)


@transaction.atomic
def hang_up(callback: Callback, *, by: Party, at: datetime | None = None) -> Callback:
    """The talk is over; its record is due within ten minutes (requirements S2). A talk that nobody marked as answered
    began when it was dialled. Raises CallbackOver, NotNow, NotYourCall.
    """
    callback, at = lock_at(callback, State.TALKING), at or timezone.now()
    refuse_another(callback, by)
    if callback.called_at is None:
        pick_up(callback, by=by, at=callback.dialled_at or at)
    return end_talk(callback, by=by, at=at)


def end_talk(callback: Callback, *, by: Party, at: datetime, forgotten: bool = False) -> Callback:
    """What was answered is over. The callback is locked. How long a forgotten talk really was, nobody knows."""
    tried = current_try(callback)
    tried.talk_s = None if forgotten else _seconds(tried.at, at)
    tried.save(update_fields=["talk_s"])
    due = at + timedelta(minutes=int(house("callback.record_minutes")))
    keep(callback, state=State.TO_RECORD, hung_up_at=at, record_due_at=due, ring_at=warn_at(at, due), rung_late_at=None)
    note(callback, "callback_made", by=by, at=at, talk_s=tried.talk_s, opening_s=tried.opening_s)
    if callback.ticket is not None:
        heed(callback.ticket, Occasion.CALLBACK_DONE, subject=callback.subject, by=by, at=at)
    return callback


def current_try(callback: Callback) -> CallTry:
    """The try of the talk that goes on, or went on last."""
    return callback.attempts.latest("id")


def _hand_to(callback: Callback, staff: Staff, at: datetime) -> None:
    marked, before = is_marked(callback, staff), callback.assignee_id
    keep(callback, assignee=staff, by_handler=marked)
    if before != staff.pk:
        note(callback, "callback_taken", by=staff.party, at=at, was=before)


def _refuse_at_night(callback: Callback, at: datetime) -> None:
    if not may_ring(at, zone := zone_of(callback.customer)):
        raise AtNight(time=f"{at.astimezone(zone):%H:%M}")


def _refuse_second_talk(callback: Callback, staff: Staff) -> None:
    going = Callback.objects.filter(state=State.TALKING).select_related("assignee", "customer")
    if other := going.filter(customer=callback.customer_id).first():
        raise CustomerIsOnThePhone(name=other.assignee.name if other.assignee else "")
    if mine := going.filter(assignee=staff).first():
        raise StillOnThePhone(customer=mine.customer.name)


def _keep_try(callback: Callback, outcome: str, words: str, *, by: Party, at: datetime) -> None:
    """A talk that was answered and broken off at once is the same try; else a new one."""
    if callback.called_at is not None:
        tried = current_try(callback)
        tried.outcome, tried.note, tried.talk_s = outcome, words.strip()[:300], _seconds(tried.at, at)
        tried.save(update_fields=["outcome", "note", "talk_s"])
        return
    callback.tries += 1
    CallTry.objects.create(
        callback=callback, outcome=outcome, note=words.strip()[:300], at=at, by_kind=by.kind, by_id=by.id
    )
    keep(callback, "tries")


def _missed_so_far(callback: Callback) -> int:
    return callback.attempts.filter(outcome__in=MISSED).count()


def _give_up(callback: Callback, outcome: str, *, by: Party, at: datetime) -> None:
    keep(callback, state=State.UNREACHED, ended_at=at, dialled_at=None, called_at=None)
    note(callback, "callback_unreached", by=by, at=at, outcome=outcome, tries=callback.tries)
    if callback.ticket is not None:
        stop_clocks(callback.ticket, ClockKind.CALLBACK, subject=callback.subject, by=by, at=at)
        result = PROTOCOL.get(Outcome(outcome), Try.Result.NO_ANSWER)
        tell_protocol(callback, result, str(Outcome(outcome).label), by=by, at=at)


def tell_protocol(callback: Callback, result: str, words: str, *, by: Party, at: datetime) -> None:
    """What became of a try of the protocol of silence by phone; nothing for any other call."""
    if callback.ticket is not None and is_of_protocol(callback):
        note_try(callback.ticket, origin=callback.reason, result=result, note=words, by=by, at=at)


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
