"""What happened to a ticket reaches its promises: the one door of the clocks for all rooms."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.remembered import one_look
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.party import Party
from huisheng.kit.worktime import next_open
from huisheng.stages.sla.calendars import term_of, work_calendar
from huisheng.stages.sla.due import due_of
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.occasions import RULES, Occasion, is_kept_by, starts_on

from .clockwork import Ending, end_clocks, running_clocks, write_next_due
from .pause import settle
from .start import begin


@dataclass(frozen=True, slots=True)
class Heard:
    """What an occasion did: promises kept by it (perhaps late), and clocks that began."""

    met: list[Clock]
    started: list[Clock]


@transaction.atomic(savepoint=False)
@one_look()
def heed(
    ticket: Ticket,
    *occasions: str,
    by: Party,
    at: datetime | None = None,
    subject: str = "",
    done_at: datetime | None = None,
    running: Sequence[Clock] | None = None,
) -> Heard:
    """Something happened (codes of `Occasion`, or nothing but a new status): keep, end and start what hears of it, let
    the rest wait or run as the ticket's status says (`occasions.py` has the table).

    `subject` names which of several ("request:12"): only its clocks and those of the whole ticket hear it. `done_at`:
    when the work was done that is confirmed now. `running`: the running clocks, where the caller has them. A clock
    kept after its due time is kept late. The caller holds the ticket's lock and has set its status.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket) if running is None else [one for one in running if one.is_running]
    hearing = [one for one in clocks if not subject or one.subject in ("", subject)]
    met = [one for one in hearing if is_kept_by(one.kind, one.commitment, occasions)]
    as_done = [one for one in met if done_at and RULES[one.kind].as_done]
    end_clocks(ticket, as_done, Ending.MET, by=by, at=done_at or at)
    end_clocks(ticket, [one for one in met if one not in as_done], Ending.MET, by=by, at=at)
    spared = [one for one in hearing if one.is_running and RULES[one.kind].spared.intersection(occasions)]
    if Occasion.TICKET_CLOSED in occasions:
        spared = [one for one in clocks if one.is_running]
    end_clocks(ticket, spared, Ending.STOPPED, by=by, at=at)
    begun = _once_more(ticket, met, by=by, at=at)
    begun += _start(ticket, [*clocks, *begun], occasions, subject=subject, by=by, at=at)
    settle(ticket, [*clocks, *begun], by=by, at=at)
    write_next_due(ticket, [*clocks, *begun])
    return Heard(met, begun)


@transaction.atomic(savepoint=False)
@one_look()
def meet(ticket: Ticket, *kinds: str, by: Party, subject: str = "", at: datetime | None = None) -> list[Clock]:
    """The promises of these kinds (and this subject) are kept at `at`; returns their clocks. What does not run is
    passed over. The progress update and the daily check start anew while the ticket is open.
    """
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    met = [one for one in clocks if one.kind in kinds and one.subject == subject]
    end_clocks(ticket, met, Ending.MET, by=by, at=at)
    begun = _once_more(ticket, met, by=by, at=at)
    settle(ticket, begun, by=by, at=at)
    write_next_due(ticket, [*clocks, *begun])
    return met


@transaction.atomic(savepoint=False)
def stop_clocks(
    ticket: Ticket, *kinds: str, by: Party, subject: str | None = None, at: datetime | None = None
) -> list[Clock]:
    """End running clocks (of these kinds, of this subject) without their promise being kept: no alarm rings any more."""
    at = at or timezone.now()
    clocks = running_clocks(ticket)
    going = [one for one in clocks if (not kinds or one.kind in kinds) and subject in (None, one.subject)]
    end_clocks(ticket, going, Ending.STOPPED, by=by, at=at)
    write_next_due(ticket, clocks)
    return going


def _once_more(ticket: Ticket, met: Sequence[Clock], *, by: Party, at: datetime) -> list[Clock]:
    """Progress is owed again, and tomorrow's check, for as long as the ticket is open."""
    begun: list[Clock] = []
    for ended in met:
        if ticket.is_closed or not RULES[ended.kind].again:
            continue
        start = _next_morning(ended, at) if ended.kind == ClockKind.DAILY_TRACKING else at
        if promise := _same_again(ticket, ended, start=start):
            begun += begin(ticket, [promise], round_=ended.round, subject=ended.subject, by=by, at=at, start=start)
    return begun


def _same_again(ticket: Ticket, ended: Clock, *, start: datetime) -> Promise | None:
    """The same promise once more; one whose policy was switched off or edited is looked up anew."""
    if ended.commitment is None:
        return None
    policy = ended.commitment.policy
    if not policy.enabled or policy.retired_at:
        return promises_for(ticket, start=start, on=starts_on(ended.commitment)).get(ended.kind)
    term = term_of(ended.commitment, ended.calendar)
    return Promise(ended.commitment, term, due_of(term, start))


def _next_morning(ended: Clock, at: datetime) -> datetime:
    """The opening of the next working day after `at`."""
    calendar = work_calendar(ended.calendar)
    tomorrow = at.astimezone(calendar.tz).date() + timedelta(days=1)
    return next_open(datetime.combine(tomorrow, time(0), calendar.tz), calendar)


def _start(
    ticket: Ticket, clocks: Sequence[Clock], occasions: Collection[str], *, subject: str, by: Party, at: datetime
) -> list[Clock]:
    promises = promises_for(ticket, start=at, on=occasions)
    running = {(one.kind, one.subject) for one in clocks if one.is_running}
    wanted = [one for kind, one in promises.items() if (kind, _subject(kind, subject)) not in running]
    if not wanted:
        return []
    round_ = _round(ticket, clocks)
    begun: list[Clock] = []
    for promise in wanted:
        kind = promise.commitment.kind
        if _is_due(ticket, kind, clocks, round_):
            begun += begin(ticket, [promise], round_=round_, subject=_subject(kind, subject), by=by, at=at)
    return begun


def _is_due(ticket: Ticket, kind: str, clocks: Sequence[Clock], round_: int) -> bool:
    """Whether this kind may start now: on a closed ticket only what has a life of its own, what belongs to the arrival
    once in a round, a reply only where somebody waits for one.
    """
    rule = RULES[kind]
    if ticket.is_closed and not rule.several:
        return False
    if kind == ClockKind.NEXT_REPLY:
        return _waits_for_reply(ticket, clocks)
    if rule.starts == Occasion.TICKET_ARRIVED and not rule.several:
        return not Clock.objects.filter(ticket=ticket, round=round_, kind=kind).exists()
    return True


def _waits_for_reply(ticket: Ticket, clocks: Sequence[Clock]) -> bool:
    """The customer's opening words are the first response's, and whatever they add to them."""
    if any(one.kind == ClockKind.FIRST_RESPONSE and one.is_running for one in clocks):
        return False
    return bool(ticket.messages.filter(kind=Message.Kind.REPLY).exists())


def _round(ticket: Ticket, clocks: Sequence[Clock]) -> int:
    if clocks:
        return max(one.round for one in clocks)
    latest = Clock.objects.filter(ticket=ticket).order_by("-round").values_list("round", flat=True).first()
    return latest or 1


def _subject(kind: str, subject: str) -> str:
    return subject if RULES[kind].several else ""
