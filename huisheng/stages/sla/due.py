"""The arithmetic of promises: when they fall due, when somebody is warned, how much is used. Pure.

A promise is measured in its own time: minutes, hours and working days in the open minutes of its calendar, natural days
in all minutes. Whatever moves or shares out a promise (pauses, warn steps, percent) counts in that time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huisheng.kit.durations import Unit, due_after
from huisheng.kit.worktime import ALWAYS, WorkCalendar, add_work_minutes, work_minutes_between

Span = tuple[datetime, datetime]
WARN, BREACH = "warn", "breach"


@dataclass(frozen=True, slots=True)
class Term:
    """A promised span of time and the calendar it counts on."""

    amount: int
    unit: Unit
    calendar: WorkCalendar

    @property
    def measure(self) -> WorkCalendar:
        """The calendar whose open minutes this promise is made of."""
        return ALWAYS(self.calendar.tz) if self.unit == "natural_day" else self.calendar


@dataclass(frozen=True, slots=True)
class Ring:
    """One alarm to come: the step, the warn rule it came from, whom it tells, and when."""

    step: str
    at: datetime
    rule: dict[str, Any] = field(default_factory=dict)
    tell: tuple[str, ...] = ()


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
    paused: float = 0,
) -> list[Ring]:
    """Every alarm of a promise in order of time: its warn steps, and one breach at the due time.

    A step of 100 percent and more is the breach itself. A step in minutes may come after the due time: an hour of
    silence reaches the supervisor even where 15 minutes were promised (requirements S4).
    """
    total = work_minutes_between(start, due_of(term, start), term.measure)
    rings, told = [], list(breach_tells)
    for step in warn:
        minutes, percent = step.get("minutes"), step.get("percent")
        tell = tuple(step.get("tell") or ())
        if minutes is None and (percent is None or percent >= 100):
            told += tell
            continue
        rule = {"percent": percent} if minutes is None else {"minutes": minutes}
        after = total * percent / 100 if minutes is None and percent is not None else minutes or 0
        rings.append(Ring(WARN, add_work_minutes(start, after + paused, term.measure), rule, tell))
    rings.append(Ring(BREACH, due_of(term, start, paused=paused), {}, tuple(dict.fromkeys(told))))
    return sorted(rings, key=lambda ring: ring.at)


def rings_left(rings: Sequence[Ring], at: datetime, *, rung: Sequence[tuple[str, dict[str, Any]]] = ()) -> list[Ring]:
    """What still has to ring when a promise takes the place of another one at `at`.

    Of the steps that are past only the loudest rings, the breach or else the last warning, and not if it rang before.
    """
    past = [ring for ring in rings if ring.at <= at]
    loudest = [ring for ring in past if ring.step == BREACH] or past[-1:]
    again = [ring for ring in loudest if (ring.step, ring.rule) not in rung]
    return again + [ring for ring in rings if ring.at > at]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for since, until in sorted(spans):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged
