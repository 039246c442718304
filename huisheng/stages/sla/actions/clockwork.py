"""Wheels the verbs share. The caller holds the ticket's lock; a ticket's clocks are few and are read at once."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest

from huisheng.core.base.rows import rewrite
from huisheng.core.tickets.actions import record_event, save_columns
from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.calendars import term_of_clock
from huisheng.stages.sla.due import Level, Ring, Term, minutes_of, moved, rings_of
from huisheng.stages.sla.match import Promise
from huisheng.stages.sla.models import Alarm, Clock, Commitment, Pause
from huisheng.stages.sla.promised import promise_book, with_promises

GIVEN = {  # how a promise rings that a colleague gave: before it is late, and loudly when it is
    "warn": [{"percent": 80, "tell": ["assignee"], "ways": ["app"]}],
    "breach_tells": ("assignee", "supervisor"),
    "breach_ways": ("app", "email"),
}


class Ending(Enum):
    """How a clock ends: the promise was kept (perhaps late), or nobody needs it any more."""

    MET = "clock_met"
    STOPPED = "clock_stopped"


def running_clocks(ticket: Ticket) -> list[Clock]:
    """The clocks that have not ended, waiting ones among them, with what they promise."""
    return with_promises(Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None))


def round_clocks(ticket: Ticket) -> list[Clock]:
    """All clocks of the ticket's present round, ended ones among them."""
    clocks = with_promises(Clock.objects.filter(ticket=ticket))
    latest = max((one.round for one in clocks), default=0)
    return [one for one in clocks if one.round == latest]


def new_clock(
    ticket: Ticket, promise: Promise, *, start: datetime, due: datetime, round_: int, subject: str = ""
) -> Clock:
    """A clock for a promise, not yet saved."""
    calendar = promise.commitment.policy.calendar
    return Clock(
        ticket=ticket,
        round=round_,
        kind=promise.commitment.kind,
        subject=subject,
        commitment=promise.commitment,
        calendar=calendar,
        calendar_version=calendar.version,
        started_at=start,
        due_at=due,
    )


def rings_for(commitment: Commitment | None, term: Term, start: datetime, *, paused: float = 0) -> list[Ring]:
    """Every alarm of a promise that began at `start`; without a commitment a colleague gave it."""
    if commitment is None:
        return rings_of(term, start, **GIVEN, paused=paused)  # type: ignore[arg-type]
    return rings_of(
        term,
        start,
        warn=commitment.warn,
        breach_tells=commitment.breach_tells,
        levels=_levels(commitment),
        paused=paused,
    )


def new_alarms(clock: Clock, rings: Iterable[Ring]) -> list[Alarm]:
    """The alarms of a saved clock, not yet saved; those of a waiting clock are silent until it runs again."""
    return [
        Alarm(
            clock=clock,
            step=ring.step,
            level=ring.level,
            rule=ring.rule,
            tell=list(ring.tell),
            ways=list(ring.ways),
            ring_at=ring.at,
            silenced_at=clock.held_at,
        )
        for ring in rings
    ]


def wake(clock: Clock, at: datetime) -> float:
    """Let a waiting clock run again, in memory: its due time moves by the minutes it waited, which are returned."""
    if clock.held_at is None:
        return 0
    term = term_of_clock(clock)
    waited = minutes_of(term, [(clock.held_at, max(at, clock.held_at))])
    clock.due_at, clock.held_at = moved(term, clock.due_at, waited), None
    return waited


def mark_late(clock: Clock, at: datetime) -> None:
    """A promise broken before the bell could say so is broken all the same."""
    if clock.breached_at is None and at > clock.due_at:
        clock.breached_at = clock.due_at


def end_clocks(ticket: Ticket, clocks: Sequence[Clock], ending: Ending, *, by: Party, at: datetime) -> None:
    """End running clocks: pauses close, alarms fall silent, lateness is kept, the ledger has a line for each."""
    if not clocks:
        return
    if any(one.held_at for one in clocks):
        close_pauses(clocks, at)
    for clock in clocks:
        wake(clock, at)
        mark_late(clock, at)
        clock.met_at, clock.stopped_at = (at, None) if ending is Ending.MET else (None, at)
    rewrite(clocks, "due_at", "held_at", "breached_at", "met_at", "stopped_at")
    Alarm.objects.filter(clock__in=clocks, rung_at=None, silenced_at=None).update(silenced_at=at)
    for clock in clocks:
        late: dict[str, Any] = {"late": clock.breached_at is not None} if ending is Ending.MET else {}
        record_event(ticket, ending.value, by=by, at=at, **about(clock), **late)


def close_pauses(clocks: Sequence[Clock], at: datetime) -> None:
    """Their waits end; one that is said to have ended before it began has no length."""
    Pause.objects.filter(clock__in=clocks, until=None).update(until=Greatest(F("since"), Value(at)))


def write_next_due(ticket: Ticket, clocks: Iterable[Clock]) -> None:
    """Keep the ticket's own column true: the earliest due time of the clocks that run and do not wait, else NEVER."""
    due = min((one.due_at for one in clocks if one.is_running and one.held_at is None), default=NEVER)
    if ticket.next_due_at != due:
        ticket.next_due_at = due
        save_columns(ticket, "next_due_at")


def about(clock: Clock) -> dict[str, Any]:
    """What a line of the ledger says about a clock: its id and kind, which of several, and when it is due."""
    which = {"subject": clock.subject} if clock.subject else {}
    return {"clock": clock.pk, "kind": clock.kind, **which, "due": clock.due_at.astimezone(UTC).isoformat()}


def about_alarm(alarm: Alarm) -> dict[str, Any]:
    """What a line of the ledger says about an alarm that rang: its clock, whom to tell, by which ways, which level."""
    said = {"alarm": alarm.pk, "tell": alarm.tell, "ways": alarm.ways, "level": alarm.level}
    return {**about(alarm.clock), **said}


def _levels(commitment: Commitment) -> list[Level]:
    found = promise_book().levels.get(commitment.chain_id, ()) if commitment.chain_id else ()
    return [Level(one.level, one.minutes, tuple(one.tell), tuple(one.ways)) for one in found]
