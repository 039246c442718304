"""Whose time it was: from what changed on a piece of feedback, and when, to the time charged to each. Pure.

At every instant of its open life exactly one carries it, by this order (requirements S0: minutes charged to customer,
department or queue):

1. closed: nobody, and the time does not count;
2. it waits for the customer (asked, or offered a solution): the customer;
3. a department was asked and has not answered: the department, `unanswered` until it accepts. Of several the one that
   leads; where none leads, or the lead has answered, the one that was asked first;
4. nobody has it: the queue;
5. else the colleague on whose desk it lies.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

MINUTE = timedelta(minutes=1)
CUSTOMERS = frozenset({"waiting_customer", "awaiting_confirmation"})
CLOSED = "closed"


class Who(StrEnum):
    """Who carries it."""

    CUSTOMER = "customer"
    UNANSWERED = "unanswered"  # a department that was asked and has not said yes or no
    DEPARTMENT = "department"  # one that accepted
    DESK = "desk"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who carries it, and which one: the id of a team or of a colleague."""

    who: Who
    ident: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a department was asked. An end without acceptance is an answer, a no, or a withdrawal."""

    ident: int
    team: int
    asked_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    lead: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different from `at` on: the status, or the owner (None: nobody)."""

    at: datetime
    what: Literal["status", "owner"]
    value: str | int | None


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch that one holder carries."""

    since: datetime
    until: datetime
    holder: Holder

    @property
    def time(self) -> timedelta:
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Charge:
    """All that one holder carried: by the clock on the wall, and in the house's working time (minutes)."""

    holder: Holder
    time: timedelta
    worked: float


@dataclass
class _State:
    status: str = "new"
    owner: int | None = None
    requests: dict[int, Request] = field(default_factory=dict)

    def holder(self, at: datetime) -> Holder | None:
        if self.status == CLOSED:
            return None
        if self.status in CUSTOMERS:
            return Holder(Who.CUSTOMER)
        asked = min(self.requests.values(), key=lambda one: (not one.lead, one.asked_at, one.ident), default=None)
        if asked is not None:
            accepted = asked.accepted_at is not None and asked.accepted_at <= at
            return Holder(Who.DEPARTMENT if accepted else Who.UNANSWERED, asked.team)
        return Holder(Who.QUEUE) if self.owner is None else Holder(Who.DESK, self.owner)


def spans(
    changes: Iterable[Change], requests: Iterable[Request] = (), *, since: datetime, until: datetime
) -> list[Span]:
    """The stretches from `since` (it came in, new and nobody's) to `until`, in order, without gaps but for the closed
    time. What changed earlier holds from `since` on; what changes later does not count."""
    moves = sorted([*_moves(changes), *_asked(requests)], key=lambda one: one[0])
    state, found, at = _State(), list[Span](), since
    for when, move in moves:
        _carry(found, state, at, min(max(when, since), until))
        at = max(at, min(max(when, since), until))
        move(state)
    _carry(found, state, at, until)
    return found


def charges(found: Iterable[Span], worked: Callable[[datetime, datetime], float]) -> list[Charge]:
    """The sums of each holder, the longest first. `worked` counts the working minutes between two instants."""
    sums: dict[Holder, tuple[timedelta, float]] = {}
    for one in found:
        time, minutes = sums.get(one.holder, (timedelta(), 0.0))
        sums[one.holder] = (time + one.time, minutes + worked(one.since, one.until))
    made = [Charge(holder, time, minutes) for holder, (time, minutes) in sums.items()]
    return sorted(made, key=lambda one: (-one.time, one.holder.who, one.holder.ident or 0))


def whole_minutes(times: Sequence[timedelta]) -> list[int]:
    """The times in whole minutes that add up to the whole minutes of their sum: what is cut off goes to those that
    lose most by it."""
    floors = [time // MINUTE for time in times]
    missing = sum(times, timedelta()) // MINUTE - sum(floors)
    by_loss = sorted(range(len(times)), key=lambda n: (-(times[n] % MINUTE), n))
    for n in by_loss[:missing]:
        floors[n] += 1
    return floors


def _carry(found: list[Span], state: _State, since: datetime, until: datetime) -> None:
    holder = state.holder(since)
    if holder is None or until <= since:
        return
    last = found[-1] if found else None
    if last is not None and last.holder == holder and last.until == since:
        found[-1] = Span(last.since, until, holder)
    else:
        found.append(Span(since, until, holder))


Move = tuple[datetime, Callable[[_State], None]]


def _moves(changes: Iterable[Change]) -> Iterator[Move]:
    for one in changes:
        yield one.at, lambda state, one=one: setattr(state, one.what, one.value)  # type: ignore[misc]


def _asked(requests: Iterable[Request]) -> Iterator[Move]:
    for one in requests:
        yield one.asked_at, lambda state, one=one: state.requests.update({one.ident: one})  # type: ignore[misc]
        if one.accepted_at:
            yield one.accepted_at, lambda _state: None  # from here on it is the same department, at work
        if one.ended_at:
            yield one.ended_at, lambda state, one=one: state.requests.pop(one.ident, None)  # type: ignore[misc]
