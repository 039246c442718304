"""The arithmetic of promises: when they fall due, when somebody is warned, how much is used. Pure.

A promise is measured in its own time: minutes, hours and working days in the open minutes of its calendar, natural days
and "24:00 of day N" in all minutes. Whatever moves or shares out a promise (pauses, warn steps, percent) counts in that time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huisheng.kit.durations import Unit, due_after
from huisheng.kit.worktime import ALWAYS, WorkCalendar, add_work_minutes, work_minutes_between

Span = tuple[datetime, datetime]
WARN, BREACH, ESCALATE = "warn", "breach", "escalate"
IN_ALL_MINUTES = ("natural_day", "end_of_day")


@dataclass(frozen=True, slots=True)
class Term:
    """A promised span of time and the calendar it counts on."""

    amount: float
    unit: Unit
    calendar: WorkCalendar

    @property
    def measure(self) -> WorkCalendar:
        """The calendar whose open minutes this promise is made of."""
        return ALWAYS(self.calendar.tz) if self.unit in IN_ALL_MINUTES else self.calendar


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an escalation chain: so many minutes of the promise's own time after the due time."""

    level: int
    minutes: int
    tell: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ring:
    """One alarm to come: the step, the warn rule it came from, whom it tells and how, and when."""

    step: str
    at: datetime
    rule: dict[str, Any] = field(default_factory=dict)
    tell: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    level: int = 0


def due_of(term: Term, start: datetime, *, paused: float = 0) -> datetime:
    """When a promise given at `start` falls due, after `paused` minutes (of its own time) of waiting."""
    return moved(term, due_after(start, term.amount, term.unit, term.calendar), paused)


def moved(term: Term, instant: datetime, paused: float) -> datetime:
    """The instant, `paused` minutes of the promise's own time later."""
    return add_work_minutes(instant, paused, term.measure) if paused else instant


def minutes_of(term: Term, spans: Iterable[Span]) -> float:
    """How many minutes of the promise's own time the spans cover; overlapping ones count once."""
    return sum(work_minutes_between(since, until, term.measure) for since, until in _merged(spans))


def percent_used(term: Term, start: datetime, due: datetime, at: datetime) -> int:
    """How much of the promised time is used at `at`, pauses left out: 0 at the start, 100 when due, above when late.

    `due` is the due time as it stands, with the finished pauses in it; `at` of a waiting clock is when it began to wait.
    """
    total = work_minutes_between(start, due_of(term, start), term.measure)
    left = work_minutes_between(at, due, term.measure)
    return max(0, int((total - left) * 100 // total)) if total > 0 else (100 if at >= due else 0)


def rings_of(
    term: Term,
    start: datetime,
    *,
    warn: Sequence[Mapping[str, Any]],
    breach_tells: Sequence[str],
    breach_ways: Sequence[str] = (),
    levels: Sequence[Level] = (),
    paused: float = 0,
) -> list[Ring]:
    """Every alarm of a promise in order of time: its warn steps, one breach at the due time, the levels after it.

    A step of 100 percent and more is the breach itself. A step in minutes counts from the start, and may come after the
    due time: an hour of silence reaches the supervisor even where 15 minutes were promised (requirements S4). With
    "before" it counts back from the due time; one that would lie before the start is left out.
    """
    total = work_minutes_between(start, due_of(term, start), term.measure)
    rings, told, ways = [], list(breach_tells), list(breach_ways)
    for step in warn:
        if _is_breach(step):
            told += step.get("tell") or ()
            ways += step.get("ways") or ()
        elif (after := _minutes_to(step, total)) >= 0:
            rings.append(_warning(step, add_work_minutes(start, after + paused, term.measure)))
    due = due_of(term, start, paused=paused)
    rings.append(Ring(BREACH, due, {}, tuple(dict.fromkeys(told)), tuple(dict.fromkeys(ways))))
    rings += [_escalation(one, moved(term, due, one.minutes)) for one in levels]
    return sorted(rings, key=lambda ring: ring.at)


def rings_left(rings: Sequence[Ring], at: datetime, *, rung: Sequence[tuple[str, dict[str, Any]]] = ()) -> list[Ring]:
    """What still has to ring when a promise takes the place of another one at `at`.

    Of the steps that are past only the loudest ring: the breach and the highest level reached, or else the last warning;
    none that rang before, and no level below one that did.
    """
    past = [ring for ring in rings if ring.at <= at]
    top = max((rule["level"] for step, rule in rung if step == ESCALATE), default=0)
    breach = [ring for ring in past if ring.step == BREACH]
    reached = [ring for ring in past if ring.step == ESCALATE and ring.level > top][-1:]
    loudest = [*breach, *reached] or past[-1:]
    again = [ring for ring in loudest if (ring.step, ring.rule) not in rung]
    return again + [ring for ring in rings if ring.at > at and not (ring.step == ESCALATE and ring.level <= top)]


def _is_breach(step: Mapping[str, Any]) -> bool:
    return step.get("minutes") is None and (step.get("percent") is None or step["percent"] >= 100)


def _minutes_to(step: Mapping[str, Any], total: float) -> float:
    """Minutes from the start to a warn step; negative = before it."""
    if step.get("minutes") is None:
        return float(total * step["percent"] / 100)
    return total - step["minutes"] if step.get("before") else float(step["minutes"])


def _warning(step: Mapping[str, Any], at: datetime) -> Ring:
    names = ("percent",) if step.get("minutes") is None else ("minutes", "before")
    rule = {name: step[name] for name in names if step.get(name)}
    return Ring(WARN, at, rule, tuple(step.get("tell") or ()), tuple(step.get("ways") or ()))


def _escalation(one: Level, at: datetime) -> Ring:
    return Ring(ESCALATE, at, {"level": one.level}, one.tell, one.ways, one.level)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged
