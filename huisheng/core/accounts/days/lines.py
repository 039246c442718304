"""What a file of days holds, and how it is written down again."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans, write_spans

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
MOST = 2_000  # days in one file: five years of every single day
BY_HAND = 80  # letters of a note


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a file, and the line it stands in."""

    day: date
    intervals: Spans
    note: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class DayFile:
    """The days of a file in order, and the entries that say neither closed nor working (left out)."""

    days: list[DayLine]
    left_out: list[str]


def usual_hours(weekly: Mapping[str, Spans]) -> Spans:
    """What a working weekend day works: Monday's hours, or those of the first day that opens at all."""
    return next((weekly[str(day)] for day in range(7) if weekly.get(str(day))), [])


def once_each(days: Iterable[DayLine]) -> list[DayLine]:
    """In order of date. Raises CalendarRefused where one date stands twice with different hours, and for far years."""
    found: dict[date, DayLine] = {}
    for one in days:
        _refuse_far(one)
        first = found.setdefault(one.day, one)
        if first.intervals != one.intervals:
            raise CalendarRefused(
                _("Line %(line)s: %(day)s stands in line %(first)s already, with other hours."),
                line=one.line, day=one.day, first=first.line,
            )  # fmt: skip
    if len(found) > MOST:
        raise CalendarRefused(_("A file may hold %(most)s days at most."), most=MOST)
    return [found[day] for day in sorted(found)]


def write_day_lines(days: Iterable[DayLine]) -> str:
    """`date,hours,note`, one a line; `read_days` reads the same days again."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([one.day, write_spans(one.intervals), one.note] for one in days)
    return out.getvalue()


def _refuse_far(one: DayLine) -> None:
    if not FIRST <= one.day <= LAST:
        raise CalendarRefused(
            _("Line %(line)s: %(day)s is too far away. Days lie between 2000 and 2099."), line=one.line, day=one.day
        )
