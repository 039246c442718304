"""Let the promises follow a new grade or category, with the minutes used and waited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.remembered import one_look
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import Party
from huisheng.stages.sla.due import Ring, Term, due_of, minutes_of, rings_left
from huisheng.stages.sla.match import Promise, promises_for
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.sla.occasions import ARRIVAL, RULES, TELLING, is_kept_by, occasion_of, starts_on, waits_in

from .clockwork import (
    Ending,
    about,
    end_clocks,
    new_alarms,
    new_clock,
    rings_for,
    round_clocks,
    write_next_due,
)

Key = tuple[str, str]  # kind and subject
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
@one_look()
def follow_grade(ticket: Ticket, *, by: Party, at: datetime | None = None) -> list[Clock]:
    """Promise what triage says now; returns the clocks that began.

    A clock that is replaced hands its start and its pauses to the new one, which may be overdue at once and then rings
    at the next bell. A kind no longer promised stops, a kind met in this round does not start again, nor one that was
    done before anybody promised it. A promise from the same policy stays as it was given, and so does what a colleague
    promised. A closed ticket is left alone.
    """
    if ticket.is_closed:
        return []
    at = at or timezone.now()
    everything = round_clocks(ticket)
    clocks = [one for one in everything if one.commitment]
    running = {_key(one): one for one in clocks if one.is_running}
    promised = _promised(ticket, list(running.values()), start=min((one.started_at for one in clocks), default=at))
    going = [one for key, one in running.items() if not _is_same(one, promised.get(key))]
    coming = {key: one for key, one in promised.items() if _is_new(one, running.get(key), clocks)}
    coming = _not_done_yet(ticket, coming, running, clocks)
    if not going and not coming:
        return []
    pasts = _pasts(ticket, coming, clocks, at=at)
    end_clocks(ticket, going, Ending.STOPPED, by=by, at=at)
    begun = [_succeed(ticket, coming[key], pasts[key], key[1], at=at) for key in coming]
    _save(begun, list(coming.values()), list(pasts.values()), at=at)
    for clock in begun:
        record_event(ticket, "clock_started", by=by, at=at, **about(clock))
    write_next_due(ticket, [*everything, *begun])
    return begun


def _key(clock: Clock) -> Key:
    return clock.kind, clock.subject


def _promised(ticket: Ticket, running: Sequence[Clock], *, start: datetime) -> dict[Key, Promise]:
    """What arrival promises now, and for each clock that another occasion started what its kind is promised now."""
    promised = {(kind, ""): one for kind, one in promises_for(ticket, start=start).items()}
    for clock in running:
        assert clock.commitment is not None  # noqa: S101 - given promises were left out
        if starts_on(clock.commitment).isdisjoint(ARRIVAL) or clock.subject:
            found = promises_for(ticket, start=clock.started_at, on=None).get(clock.kind)
            if found:
                promised[_key(clock)] = found
    return promised


def _is_same(clock: Clock | None, promise: Promise | None) -> bool:
    """A later version of the same policy does not touch a promise that was given."""
    if clock is None or promise is None or clock.commitment is None:
        return False
    old, new = clock.commitment, promise.commitment
    return (old.policy.code, old.kind, old.grade_code) == (new.policy.code, new.kind, new.grade_code)


def _is_new(promise: Promise, running: Clock | None, clocks: Iterable[Clock]) -> bool:
    if running is not None:
        return not _is_same(running, promise)
    return not any(one.met_at and one.kind == promise.commitment.kind for one in clocks)


def _not_done_yet(
    ticket: Ticket, coming: dict[Key, Promise], running: Mapping[Key, Clock], clocks: Sequence[Clock]
) -> dict[Key, Promise]:
    """Without what was done in this round already: nobody is late with an answer that was given."""
    fresh = [key for key in coming if key not in running and not RULES[key[0]].again]
    if not fresh or not clocks:
        return coming
    since = min(one.started_at for one in clocks)
    told = Event.objects.filter(ticket=ticket, kind__in=TELLING, at__gte=since)
    happened = {one.value for one in map(occasion_of, told) if one}
    done = {key for key in fresh if is_kept_by(key[0], coming[key].commitment, happened)}
    return {key: one for key, one in coming.items() if key not in done}


def _pasts(ticket: Ticket, coming: Mapping[Key, Promise], clocks: Sequence[Clock], *, at: datetime) -> dict[Key, Past]:
    pauses = list(Pause.objects.filter(clock__in=clocks).order_by("since", "id"))
    alarms = list(Alarm.objects.filter(clock__in=clocks).exclude(rung_at=None))
    start = min((one.started_at for one in clocks), default=at)
    round_ = max((one.round for one in clocks), default=1)
    replaced = {_key(one): one for one in clocks if one.is_running}
    pasts = {}
    for key, promise in coming.items():
        old = replaced.get(key)
        waited = [one for one in pauses if one.clock_id == old.pk] if old else _of_ours(pauses, clocks)
        line = _line_of(old, clocks) if old else set()
        pasts[key] = Past(
            start=old.started_at if old else start,
            round=round_,
            pauses=_waits(ticket, promise, waited, at=at),
            rung=[(one.step, one.rule) for one in alarms if one.clock_id in line],
            breached_at=old.breached_at if old else None,
        )
    return pasts


def _line_of(old: Clock, clocks: Sequence[Clock]) -> set[int]:
    """The clock and those whose place it took, one after the other: they share the start, which was handed down."""
    return {one.pk for one in clocks if _key(one) == _key(old) and one.started_at == old.started_at}


def _of_ours(pauses: Sequence[Pause], clocks: Sequence[Clock]) -> list[Pause]:
    """The waits of the kinds that wait for the customer as every promise of arrival does."""
    ours = {one.pk for one in clocks if RULES[one.kind].waits}
    return [one for one in pauses if one.clock_id in ours]


def _waits(ticket: Ticket, promise: Promise, pauses: Sequence[Pause], *, at: datetime) -> list[Pause]:
    """Every stretch once, though several clocks waited through it; the open one only while the ticket waits."""
    closed = {(one.since, one.until): one for one in pauses if one.until}
    open_ones = [one for one in pauses if one.until is None]
    if waits_in(Clock(kind=promise.commitment.kind, commitment=promise.commitment), ticket.status):
        return [*closed.values(), (open_ones or [Pause(reason=ticket.status, since=at)])[0]]
    cut = [Pause(reason=one.reason, since=one.since, until=max(at, one.since)) for one in open_ones[:1]]
    return [*closed.values(), *cut]


def _succeed(ticket: Ticket, promise: Promise, past: Past, subject: str, *, at: datetime) -> Clock:
    due = due_of(promise.term, past.start, paused=past.paused(promise.term))
    clock = new_clock(ticket, promise, start=past.start, due=due, round_=past.round, subject=subject)
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
    rings = rings_for(promise.commitment, promise.term, clock.started_at, paused=past.paused(promise.term))
    return rings_left(rings, clock.held_at or at, rung=past.rung)
