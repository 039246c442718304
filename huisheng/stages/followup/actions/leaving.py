"""Callbacks of who is not there go to somebody who is, or back to the team's list; so do talks that nobody ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.followup.assignment import Callers
from huisheng.stages.followup.errors import NotYourCall
from huisheng.stages.followup.handlers import asks_result, handlers_of, is_marked
from huisheng.stages.followup.models import Callback

from .calling import back_on_the_list, end_talk
from .shared import State, keep, lock_at, lock_callback, note

AT_ONCE = 100
LONGEST_TALK = timedelta(hours=2)  # a talk that stands on the screen so long was never ended there


def free_callbacks(*, at: datetime | None = None) -> int:
    """Planned callbacks of who left the house, or is away at their hour: they change hands; for the regular sweep.

    A talk that was booked with one person stays theirs unless they left for good. Talks that nobody ended are
    ended. Returns how many moved.
    """
    at = at or timezone.now()
    ended = _end_forgotten(at)
    return _hand_on(_stuck(at)[:AT_ONCE], at) + ended


def _stuck(at: datetime) -> QuerySet[Callback]:
    """Begun from the few who left, are away, or will be: of everybody else no callback is looked at."""
    absent = Exists(Absence.objects.filter(staff=OuterRef("pk"), until__gt=at))
    people = dict(Staff.objects.filter(Q(is_active=False) | absent).values_list("pk", "is_active"))
    left = [pk for pk, is_active in people.items() if not is_active]
    away = Absence.objects.filter(
        staff=OuterRef("assignee"), since__lte=OuterRef("slot_at"), until__gt=OuterRef("slot_at")
    )
    gone = Q(assignee__in=left) | (Q(Exists(away)) & Q(dedicated=False))
    return Callback.objects.filter(gone, state=State.PLANNED, assignee__in=people).order_by("slot_at", "pk")


@transaction.atomic
def spare_handler(ticket: Ticket, *, at: datetime) -> int:
    """The ticket changed hands, or took another one in: calls that ask about its result leave the list of who handles it
    now, unless the house has nobody else. Returns how many moved.
    """
    theirs = Callback.objects.filter(ticket=ticket, state=State.PLANNED, assignee=ticket.assignee_id or 0)
    return _hand_on(theirs.filter(by_handler=False).order_by("pk"), at, spared=True)


def _hand_on(calls: QuerySet[Callback], at: datetime, *, spared: bool = False) -> int:
    """To somebody who is there; `spared`: from who handles the matter to who does not, of those that ask about it."""
    callers = None
    moved = 0
    for callback in calls.select_related("scenario", "customer", "ticket", "team", "not_by"):
        if spared and not asks_result(callback):
            continue
        callers = callers or Callers(at)
        moved += _move(callback, callers, at, spared=spared)
    return moved


@transaction.atomic
def take_over(callback: Callback, *, staff: Staff, at: datetime | None = None) -> Callback:
    """Whoever made it cannot go on (the shift is over, gone home): a talk is ended where it stands, and the record is this
    colleague's to write. For who hands out work, and for everybody once its caller left the house.

    Raises CallbackOver, NotNow (nobody is at it), NotYourCall, NotByHandler.
    """
    callback, at = lock_at(callback, State.TALKING, State.TO_RECORD), at or timezone.now()
    caller = callback.assignee
    if caller is not None and caller.pk == staff.pk:
        return callback
    if caller is not None and caller.is_active and not staff.allows(Right.ASSIGN):
        raise NotYourCall(name=caller.name)
    marked = is_marked(callback, staff)
    _end_where_it_stands(callback, by=staff.party, at=at)
    keep(callback, assignee=staff, by_handler=marked)
    note(callback, "callback_taken", by=staff.party, at=at, was=caller.pk if caller else None)
    return callback


def _end_forgotten(at: datetime) -> int:
    stuck = Callback.objects.filter(state=State.TALKING, dialled_at__lt=at - LONGEST_TALK).order_by("pk")
    return sum(
        _end_one(one, at) for one in stuck.select_related("scenario", "customer", "ticket", "assignee")[:AT_ONCE]
    )


@transaction.atomic
def _end_one(callback: Callback, at: datetime) -> bool:
    lock_callback(callback)
    if callback.state != State.TALKING:
        return False
    _end_where_it_stands(callback, by=SYSTEM, at=at)
    return True


def _end_where_it_stands(callback: Callback, *, by: Party, at: datetime) -> None:
    """Answered: its record is owed. Only dialled: it waits on the list again."""
    if callback.state == State.TALKING and callback.called_at is not None:
        end_talk(callback, by=by, at=at, forgotten=True)
    elif callback.state == State.TALKING:
        back_on_the_list(callback, by=by, at=at)


@transaction.atomic
def _move(callback: Callback, callers: Callers, at: datetime, *, spared: bool) -> bool:
    before = callback.assignee_id
    lock_callback(callback)
    if callback.state != State.PLANNED or callback.assignee_id != before:
        return False
    scenario, slot = callback.scenario, max(callback.slot_at, at)
    not_by = callback.assignee if spared else callback.not_by
    nor = handlers_of(callback) if spared or asks_result(callback) else ()
    about = callback.ticket
    given = callers.choose(scenario, callback.customer, callback.team, not_by=not_by, nor=nor, about=about, slot=slot)
    if given.by_handler and spared:
        keep(callback, by_handler=True)
        return False
    staff: Staff | None = given.staff if given.staff is None or given.staff.pk != before else None
    keep(callback, assignee=staff, by_handler=given.by_handler)
    note(callback, "callback_passed_on", by=SYSTEM, at=at, staff=staff.pk if staff else None, team=callback.team_id)
    return True
