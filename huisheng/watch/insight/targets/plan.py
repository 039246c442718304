"""The straight line from a baseline to a goal, and how a number stands to it. Pure.

Amounts are in the unit of their number as `queries.Value.amount` gives them: shares 0 to 1, times in seconds, money in fen.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from huisheng.watch.insight.metrics.shape import Unit

STEPS = {  # what a page shows of an amount: two that read alike are never told apart
    Unit.SHARE: 0.01, Unit.STARS: 0.1, Unit.MEAN: 0.1, Unit.MONEY: 100.0,
}  # fmt: skip
SPANS = ((86400, 3600), (60, 60), (0, 1))  # from so many seconds on a time is shown in steps of so many, rounded down


class State(StrEnum):
    """How an amount stands to the plan."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Plan:
    """From `baseline` (None: not known yet) on `first` to `goal` so many months later; of no months: the goal from then on."""

    baseline: float | None
    goal: float | None
    first: date
    months: int

    @property
    def last(self) -> date:
        """The day by which the goal is to be reached."""
        return months_later(self.first, self.months)

    def at(self, day: date) -> float | None:
        """Where the line stands on a day: at the baseline before the first, at the goal after the last."""
        if self.goal is None or not self.months or day >= self.last:
            return self.goal
        if self.baseline is None:
            return None
        part = max(0, (day - self.first).days) / (self.last - self.first).days
        return self.baseline + (self.goal - self.baseline) * part


def changed_by(baseline: float | None, percent: float) -> float | None:
    """The goal that is a change: −20 against a baseline of 300 is 240."""
    return None if baseline is None else baseline * (1 + percent / 100)


def state_of(amount: float | None, plan: Plan, day: date, *, unit: Unit, better: str) -> State:
    """How an amount stands on a day, compared as people read the two. `better`: up or down is good news."""
    planned = plan.at(day)
    if amount is None or planned is None or plan.goal is None:
        return State.UNKNOWN
    sign = -1 if better == "down" else 1
    was, line, goal = (sign * read(one, unit) for one in (amount, planned, plan.goal))
    if was >= goal:
        return State.REACHED
    return State.ON_TRACK if was >= line else State.BEHIND


def read(amount: float, unit: Unit) -> int:
    """The amount in the steps in which a page shows it (of a time in seconds)."""
    if unit is Unit.TIME:
        step = next(step for least, step in SPANS if amount >= least)
        return int(amount // step) * step
    return round(amount / STEPS.get(unit, 1.0))


def behind_in_a_row(states: list[State]) -> int:
    """How many of the last ones, without a gap, are behind."""
    count = 0
    for one in reversed(states):
        if one is not State.BEHIND:
            break
        count += 1
    return count


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier, below 0), the last one of a month that has no such day."""
    whole = day.year * 12 + day.month - 1 + months
    first = date(whole // 12, whole % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), last_of(first))


def last_of(month: date) -> date:
    """The last day of a month given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def middle_of(month: date) -> date:
    """The day for which a month's number stands on the line: a month's mean is where it was in the middle."""
    return month + timedelta(days=last_of(month).day // 2)


def months_between(first: date, last: date) -> list[date]:
    """The months from that of `first` to that of `last`, by their first days."""
    found, month = [], month_of(first)
    while month <= last:
        found.append(month)
        month = months_later(month, 1)
    return found
