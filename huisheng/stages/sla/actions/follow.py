"""Let the promises follow a new grade or category, with the minutes used and waited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.due import Ring, Term, due_of, minutes_of, rings_left
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Alarm, Clock, Pause

from .clockwork import (
    HOLDS,
    Ending,
    about,
    end_clocks,
    new_alarms,
    new_clock,
    rings_for,
    round_clocks,
    write_next_due,
)

Rung = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Past:
    """What a new clock takes over: from the clock it replaces, or from the whole round for a kind that was missing."""

    start: datetime
    round: int
    pauses: list[Pause]
    rung: list[Rung]
    breached_at: datetime | None

    @property
    def waits_since(self) -> datetime | None:
        return next((one.since for one in self.pauses if one.until is None), None)

    def paused(self, term: Term) -> float:
        return minutes_of(term, [(one.since, one.until) for one in self.pauses if one.until])


@transaction.atomic(savepoint=False)
def follow_grade(ticket: Ticket, *, by: Party, at: datetime | None = None) -> list[Clock]:
    """Promise what triage says now; returns the clocks that began.

    A clock that is replaced hands its start and its pauses to the new one, which may be overdue at once and then rings
    at the next bell. A kind no longer promised stops, a kind met in this round does not start again, a promise that
    comes from the same policy stays as it was given. A closed ticket is left alone.
    """
    if ticket.is_closed:
        return []
    at = at or timezone.now()
    clocks = round_clocks(ticket)
    promised = promises_for(ticket, start=min((one.started_at for one in clocks), default=at))
    running = {one.kind: one for one in clocks if one.is_running}
    going = [one for one in running.values() if not _is_same(one, promised.get(one.kind))]
    coming = [one for kind, one in promised.items() if _is_new(one, running.get(kind), clocks)]
    if not going and not coming:
        return []
    pasts = _pasts(ticket, coming, clocks, at=at)
    end_clocks(ticket, going, Ending.STOPPED, by=by, at=at)
    begun = [_succeed(ticket, promise, past, at=at) for promise, past in zip(coming, pasts, strict=True)]
    _save(begun, coming, pasts, at=at)
    for clock in begun:
        record_event(ticket, "clock_started", by=by, at=at, **about(clock))
    write_next_due(ticket, [*running.values(), *begun])
    return begun


def _is_same(clock: Clock | None, promise: Promise | None) -> bool:
    """A later version of the same policy does not touch a promise that was given."""
    if clock is None or promise is None:
        return False
    old, new = clock.commitment, promise.commitment
    return (old.policy.code, old.kind, old.grade_code) == (new.policy.code, new.kind, new.grade_code)


def _is_new(promise: Promise, running: Clock | None, clocks: Iterable[Clock]) -> bool:
    if running is not None:
        return not _is_same(running, promise)
    return not any(one.met_at and one.kind == promise.commitment.kind for one in clocks)


def _pasts(ticket: Ticket, coming: Sequence[Promise], clocks: Sequence[Clock], *, at: datetime) -> list[Past]:
    pauses = list(Pause.objects.filter(clock__in=clocks).order_by("since", "id"))
    alarms = list(Alarm.objects.filter(clock__in=clocks).exclude(rung_at=None))
    start = min((one.started_at for one in clocks), default=at)
    round_ = max((one.round for one in clocks), default=1)
    replaced = {one.kind: one for one in clocks if one.is_running}
    pasts = []
    for promise in coming:
        old = replaced.get(promise.commitment.kind)
        waited = [one for one in pauses if old is None or one.clock_id == old.pk]
        pasts.append(
            Past(
                start=old.started_at if old else start,
                round=round_,
                pauses=_waits(ticket, waited, at=at),
                rung=[(one.step, one.rule) for one in alarms if old and one.clock_id == old.pk],
                breached_at=old.breached_at if old else None,
            )
        )
    return pasts


def _waits(ticket: Ticket, pauses: Sequence[Pause], *, at: datetime) -> list[Pause]:
    """Every stretch once, though several clocks waited through it; the open one only while the ticket waits."""
    closed = {(one.since, one.until): one for one in pauses if one.until}
    reason = HOLDS.get(ticket.status)
    if reason is None:
        return list(closed.values())
    still_open = [one for one in pauses if one.until is None] or [Pause(reason=reason, since=at)]
    return [*closed.values(), still_open[0]]


def _succeed(ticket: Ticket, promise: Promise, past: Past, *, at: datetime) -> Clock:
    due = due_of(promise.term, past.start, paused=past.paused(promise.term))
    clock = new_clock(ticket, promise, start=past.start, due=due, round_=past.round)
    clock.held_at = past.waits_since
    if due <= (clock.held_at or at):
        clock.breached_at = past.breached_at  # broken before, broken still
    return clock


def _save(begun: Sequence[Clock], coming: Sequence[Promise], pasts: Sequence[Past], *, at: datetime) -> None:
    Clock.objects.bulk_create(begun)
    alarms: list[Alarm] = []
    pauses: list[Pause] = []
    for clock, promise, past in zip(begun, coming, pasts, strict=True):
        alarms += new_alarms(clock, _rings(clock, promise, past, at=at))
        pauses += [Pause(clock=clock, reason=one.reason, since=one.since, until=one.until) for one in past.pauses]
    Alarm.objects.bulk_create(alarms)
    Pause.objects.bulk_create(pauses)


def _rings(clock: Clock, promise: Promise, past: Past, *, at: datetime) -> list[Ring]:
    rings = rings_for(promise, clock.started_at, paused=past.paused(promise.term))
    return rings_left(rings, clock.held_at or at, rung=past.rung)
