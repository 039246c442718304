"""Promised spans of time: when they end, and how people read them."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huisheng.kit.worktime import WorkCalendar, add_work_minutes, is_work_day, next_open, open_spans

Unit = Literal["minute", "hour", "work_day", "natural_day", "end_of_day"]
ONE_DAY = timedelta(days=1)
MINUTES_OF_DAY = 24 * 60


def due_after(start: datetime, amount: float, unit: Unit, calendar: WorkCalendar) -> datetime:
    """When a promise given at `start` falls due, in the calendar's zone.

    - minute, hour: working time of the calendar.
    - work_day: the same local time N working days later, moved into that day's opening hours; a promise given
      outside the hours counts from the next opening. Whole numbers only.
    - natural_day: N × 24 local hours of the wall clock, open or not.
    - end_of_day: 24:00 of the Nth day after the day of `start` (0 = today), open or not.
    Raises ValueError for a naive time, a negative amount, a broken day and a calendar that never opens.
    """
    if amount < 0:
        raise ValueError("a promise cannot fall due before it is given")
    if unit in ("minute", "hour"):
        return add_work_minutes(start, amount * (60 if unit == "hour" else 1), calendar)
    if amount != int(amount):
        raise ValueError("days are whole numbers")
    if start.utcoffset() is None:
        raise ValueError("a promise needs an aware datetime")
    if unit == "work_day":
        return _work_days_later(next_open(start, calendar), int(amount), calendar)
    local = start.astimezone(calendar.tz)
    if unit == "natural_day":
        return local + timedelta(days=int(amount))
    if unit == "end_of_day":
        return datetime.combine(local.date() + timedelta(days=int(amount) + 1), time(0), calendar.tz)
    raise ValueError(f"unknown unit {unit!r}")


def _work_days_later(opened: datetime, days: int, calendar: WorkCalendar) -> datetime:
    if days == 0:
        return opened
    day = _nth_work_day(opened.date(), days, calendar)
    wished = datetime.combine(day, opened.time(), calendar.tz)
    spans = open_spans(day, calendar)
    for begin, end in spans:
        if wished <= end:
            return max(wished, begin)
    return spans[-1][1]


def _nth_work_day(day: date, days: int, calendar: WorkCalendar) -> date:
    last_override = max(calendar.overrides, default=day)
    while days:
        day += ONE_DAY
        days -= is_work_day(day, calendar)
        if day > last_override and not any(calendar.weekly.values()):
            raise ValueError("the calendar does not open often enough")
    return day


def describe_minutes(minutes: float) -> str:
    """ "15 minutes", "2 hours", "1 hour 30 minutes", "3 days": the two largest parts, in the reader's language."""
    total = max(0, round(minutes))
    days, rest = divmod(total, MINUTES_OF_DAY)
    hours, rest = divmod(rest, 60)
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest} if rest or not total else "",
    ]
    return " ".join([part for part in parts if part][:2])


def time_left(now: datetime, due: datetime) -> str:
    """ "12 min left" or "3 h over": one part, rounded down, by the wall clock. Raises ValueError for naive times."""
    if now.utcoffset() is None or due.utcoffset() is None:
        raise ValueError("time left needs aware datetimes")
    seconds = (due - now).total_seconds()
    span = _short(int(abs(seconds) // 60))
    return _("%(span)s left") % {"span": span} if seconds >= 0 else _("%(span)s over") % {"span": span}


def _short(minutes: int) -> str:
    if minutes < 1:
        return _("under 1 min")
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < MINUTES_OF_DAY:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d d") % {"n": minutes // MINUTES_OF_DAY}
