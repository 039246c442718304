"""Numbers as people read them: texts, addresses of the lists behind, bars. No number is counted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from huisheng.watch.insight.metrics import BY_KEY, STATES, Metric, Section, Unit, of_section
from huisheng.watch.insight.period import Period
from huisheng.watch.insight.queries import Numbers, Value
from huisheng.watch.insight.saying import percent, said, span

SHADES = 5  # of the bars; further channels share the last one
NOTHING = "–"
__all__ = ["Column", "Figure", "Stretch", "address", "columns", "figure", "figures", "percent", "span", "states_by_day", "stretches", "table_of_days", "text_of"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the page, the same one of the period before, and where it leads."""

    metric: Metric
    text: str
    href: str
    count: int
    of: int | None
    of_href: str
    before: str
    bar: int = 0  # 0-100, beside the longest of its section
    ghost: int = 0
    beside: "Figure | None" = None  # the share that answered: no score is shown without it
    amount: float | None = None
    standing: Any = None  # tracks.Standing: how it stands to its target

    @property
    def name(self) -> str | Promise:
        return self.metric.name


@dataclass(frozen=True, slots=True)
class Column:
    """One day of the chart: pieces from the ground up as (shade, y, height) of 100, and the day a period earlier."""

    day: date
    x: int
    pieces: tuple[tuple[int, float, float], ...]
    ghost: float | None
    count: int


def address(period: Period, key: str, **part: object) -> str:
    """The list behind a number, or behind one part of it."""
    return f"{reverse('desk:numbers_list', args=[key])}?{urlencode({**period.asked, **part})}"


def figures(now: Numbers, before: Numbers, section: Section) -> list[Figure]:
    """The numbers of a section, in their order; bars are as long as their share of the longest one."""
    metrics = of_section(section)
    most = max((one.values[metric.key].count for one in (now, before) for metric in metrics), default=0)
    return [figure(now, before, metric, most) for metric in metrics]


def figure(now: Numbers, before: Numbers, metric: Metric, most: int = 0) -> Figure:
    value, earlier = now.values[metric.key], before.values[metric.key]
    return Figure(
        metric,
        text_of(value),
        address(now.period, metric.key),
        value.count,
        value.of,
        address(now.period, metric.key, of="all") if metric.base else "",
        text_of(earlier),
        percent(value.count, most),
        percent(earlier.count, most),
        figure(now, before, BY_KEY[metric.beside]) if metric.beside else None,
        value.amount,
    )


def text_of(value: Value) -> str:
    """ "92%", "3 小时", "4.6", "127", "¥50"; a dash where there is nothing to say."""
    if value.amount is None:
        return NOTHING
    if value.metric.unit is Unit.SHARE:
        return f"{percent(value.count, value.of or 0)}%"
    return said(value.metric.unit, value.amount)


def columns(now: Numbers, before: Numbers, shades: Mapping[int, int]) -> tuple[list[Column], int]:
    """The chart of received feedback: a column a day, and what its full height stands for."""
    received, earlier = _by_day(now), [sum(one.values()) for one in _by_day(before).values()]
    most = max([sum(one.values()) for one in received.values()] + earlier + [1])
    made = []
    for n, (day, parts) in enumerate(received.items()):
        ground, pieces = 100.0, []
        for channel in sorted(parts, key=lambda one: list(shades).index(one)):
            height = 100 * parts[channel] / most
            ground -= height
            pieces.append((shades[channel], round(ground, 2), round(height, 2)))
        ghost = round(100 - 100 * earlier[n] / most, 2) if earlier[n] else None
        made.append(Column(day, 10 * n, tuple(pieces), ghost, sum(parts.values())))
    return made, most


def _by_day(one: Numbers) -> dict[date, dict[int, int]]:
    days: dict[date, dict[int, int]] = {day: {} for day in one.period.each_day}
    for day, channel, count in one.days:
        days[day][channel] = count
    return days


@dataclass(frozen=True, slots=True)
class Stretch:
    """One state in the bar of everything that came in: from x, so wide, of 100."""

    state: str
    figure: Figure
    x: float
    width: float


def stretches(now: Numbers, before: Numbers) -> list[Stretch]:
    """How everything that came in stands, end to end: what nothing is in takes no room."""
    made, x, everything = [], 0.0, now.values["arrived"].count or 1
    for state in STATES:
        one = figure(now, before, BY_KEY[state])
        width = 100 * one.count / everything
        made.append(Stretch(state, one, round(x, 2), round(width, 2)))
        x += width
    return made


def states_by_day(now: Numbers) -> list[dict[str, Any]]:
    """The same day by day, the latest first: a number and its list for each state, and all of the day."""
    days: dict[date, dict[str, int]] = {day: {} for day in now.period.each_day}
    for day, state, count in now.states:
        days[day][state] = count
    return [
        {
            "day": day,
            "cells": [(parts.get(state, 0), address(now.period, state, day=day)) for state in STATES],
            "total": sum(parts.values()),
            "href": address(now.period, "arrived", day=day),
        }
        for day, parts in reversed(days.items())
    ]


def table_of_days(now: Numbers, channels: list[Any]) -> list[dict[str, Any]]:
    """The same as numbers, the latest day first: each opens its list."""
    return [
        {
            "day": day,
            "cells": [
                (one, parts.get(one.pk, 0), address(now.period, "received", day=day, channel=one.pk))
                for one in channels
            ],
            "total": sum(parts.values()),
            "href": address(now.period, "received", day=day),
        }
        for day, parts in reversed(_by_day(now).items())
    ]
