"""Targets as people read them: what stands beside a number, and a small chart for each track. Nothing is counted here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.watch.insight.metrics import Metric, Unit
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.period import own
from huisheng.watch.insight.saying import said
from huisheng.watch.insight.targets.plan import (
    Plan,
    State,
    last_of,
    middle_of,
    month_of,
    months_between,
    months_later,
    state_of,
)
from huisheng.watch.insight.targets.tracks import Month, Track, plan_of
from huisheng.web.workspace import figures
from huisheng.web.workspace.figures import Figure

LEAST_MONTHS = 6  # a chart has room for so many
WORDS: Mapping[State, str | Promise] = {
    State.REACHED: pgettext_lazy("target", "goal reached"),
    State.ON_TRACK: pgettext_lazy("target", "on track"),
    State.BEHIND: pgettext_lazy("target", "behind"),
    State.UNKNOWN: _("nothing to measure yet"),
}
GLYPHS = {
    State.REACHED: "circle-check",
    State.ON_TRACK: "check",
    State.BEHIND: "alert-triangle",
    State.UNKNOWN: "minus",
}
SCORES = (Unit.STARS, Unit.SCORE, Unit.NPS)
WORST_FIRST = (State.BEHIND, State.UNKNOWN, State.ON_TRACK, State.REACHED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a number stands to its target: "72 % planned today, is 75 %: on track"."""

    state: State
    goal: str
    planned: str
    until: date | None  # the month of the goal; None where it holds already

    @property
    def word(self) -> str | Promise:
        return WORDS[self.state]

    @property
    def glyph(self) -> str:
        return GLYPHS[self.state]


def beside(rows: Sequence[Figure], goals: Mapping[str, Target], day: date) -> list[Figure]:
    """The same figures; those with a target say where its line stands on that day."""
    return [
        replace(one, standing=standing(one.amount, one.metric, plan_of(goals[one.metric.key]), day))
        if one.metric.key in goals
        else one
        for one in rows
    ]


def standing(amount: float | None, metric: Metric, plan: Plan, day: date) -> Standing:
    state = state_of(amount, plan, day, unit=metric.unit, better=metric.better)
    until = plan.last if day < plan.last else None
    return Standing(state, words_of(plan.goal, metric), words_of(plan.at(day), metric), until)


def words_of(amount: float | None, metric: Metric) -> str:
    return figures.NOTHING if amount is None else said(metric.unit, amount)


@dataclass(frozen=True, slots=True)
class Dot:
    """A closed month in the chart, on a canvas 100 high and ten wide a month."""

    x: int
    y: float
    state: State
    words: str  # "2026-09: 4.2 (4.5)"


@dataclass(frozen=True, slots=True)
class Chart:
    """The line of the plan and the line of what was; `first` and `last` name the ends of its months."""

    width: int
    plan: str  # path
    was: str  # path; "" below two months in a row
    dots: list[Dot]
    first: date
    last: date
    goal_y: float


@dataclass(frozen=True, slots=True)
class Line:
    """One month of the table."""

    month: date
    value: str
    planned: str
    count: int
    of: int | None
    word: str | Promise
    href: str  # "" where the person may not see all that was counted


@dataclass(frozen=True, slots=True)
class Shown:
    """One target on the page."""

    track: Track
    standing: Standing  # of the last closed month
    today: str  # where the line stands today
    value: str
    baseline: str
    chart: Chart | None
    lines: list[Line]

    @property
    def is_score(self) -> bool:
        """A score says beside it how many gave one."""
        return self.track.metric.unit in SCORES


def shown(track: Track, today: date, *, opens: bool) -> Shown:
    """`opens`: the person sees all that was counted, so each month opens its list."""
    metric, plan, latest = track.metric, track.plan, track.latest
    day = middle_of(latest.first) if latest else today
    return Shown(
        track, standing(latest.value if latest else None, metric, plan, day), words_of(plan.at(today), metric),
        words_of(latest.value if latest else None, metric), words_of(plan.baseline, metric) if plan.months else "",
        chart_of(track, today), [line_of(one, track, opens=opens) for one in reversed(track.months)],
    )  # fmt: skip


def line_of(one: Month, track: Track, *, opens: bool) -> Line:
    part = {"team": track.target.team_id} if track.target.team_id else {}
    href = figures.address(own(one.first, last_of(one.first)), track.metric.key, **part) if opens else ""
    return Line(
        one.first, words_of(one.value, track.metric), words_of(one.planned, track.metric), one.count, one.of,
        WORDS[one.state], href,
    )  # fmt: skip


def chart_of(track: Track, today: date) -> Chart | None:
    """Every month from the first to the goal's, at least as many as are over; None while the line is not known."""
    plan = track.plan
    last = max(plan.last, today, months_later(plan.first, LEAST_MONTHS - 1))
    months = months_between(plan.first, last)
    line = [plan.at(middle_of(one)) for one in months]
    if plan.goal is None or None in line:
        return None
    planned = [one for one in line if one is not None]
    known = {one.first: one for one in track.months if one.value is not None}
    amounts = [*planned, plan.goal, *(one.value for one in known.values() if one.value is not None)]
    low, high = min(amounts), max(amounts)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room

    def y(amount: float) -> float:
        return round(100 - 100 * (amount - low) / (high - low), 1)

    places = {month: 10 * n + 5 for n, month in enumerate(months)}
    dots = [_dot(one, track, places[month], y) for month, one in known.items() if month in places]
    path = " ".join(f"{places[month]} {y(one)}" for month, one in zip(months, planned, strict=True))
    return Chart(10 * len(months), f"M{path}", _joined(dots), dots, months[0], month_of(last), y(plan.goal))


def _dot(one: Month, track: Track, x: int, y: Callable[[float], float]) -> Dot:
    value = one.value or 0.0
    words = f"{one.first:%Y-%m}: {words_of(value, track.metric)} ({words_of(one.planned, track.metric)})"
    return Dot(x, y(value), one.state, words)


def _joined(dots: Sequence[Dot]) -> str:
    """Months side by side are joined, gaps stay gaps."""
    parts: list[str] = []
    for before, one in zip([None, *dots], dots, strict=False):
        parts.append(f"{'L' if before is not None and one.x - before.x == 10 else 'M'}{one.x} {one.y}")
    return " ".join(parts)
