"""When a spoken promise falls due."""

from datetime import date, datetime, time, timedelta

from huisheng.kit.durations import due_after
from huisheng.kit.worktime import WorkCalendar, open_spans

from .shapes import Day, Spoken

ONE_DAY = timedelta(days=1)


def due_of_spoken(spoken: Spoken, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """When it falls due if it is said at `now`, in the calendar's zone; None for a moment that is past or no date.

    A day without an hour ends when the house closes, at 24:00 where it is closed.
    """
    if spoken.unit is not None:
        return due_after(now, spoken.amount, spoken.unit, calendar)
    day = _date_of(spoken.day, now.astimezone(calendar.tz).date())
    due = _end_of(day, spoken, calendar) if day else None
    return due if due and due > now else None


def _end_of(day: date, spoken: Spoken, calendar: WorkCalendar) -> datetime:
    if spoken.at is not None:
        return datetime.combine(day, spoken.at, calendar.tz)
    spans = open_spans(day, calendar)
    if spoken.until_midnight or not spans:
        return datetime.combine(day + ONE_DAY, time(0), calendar.tz)
    return spans[-1][1]


def _date_of(said: Day, today: date) -> date | None:
    if said.ahead is not None:
        return today + said.ahead * ONE_DAY
    if said.weekday is not None:
        return _weekday(said.weekday, today, next_week=said.next_week)
    return _in_the_calendar(said.month_day, today) if said.month_day else None


def _weekday(number: int, today: date, *, next_week: bool) -> date:
    """The one of this week; if it is over, or asked for, the one of next week."""
    day = today + (number - today.weekday()) * ONE_DAY
    return day + 7 * ONE_DAY if next_week or day < today else day


def _in_the_calendar(month_day: tuple[int, int], today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            day = date(year, *month_day)
        except ValueError:
            continue
        if day >= today:
            return day
    return None
