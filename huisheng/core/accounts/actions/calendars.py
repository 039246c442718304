"""Working hours of the house. Each change of hours is a new version, once per act, and written down in the audit."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.days import DayLine, read_days, usual_hours
from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans, check_spans
from huisheng.core.accounts.models import Calendar, CalendarDay
from huisheng.core.base.actions import record_change
from huisheng.core.base.queue import enqueue
from huisheng.kit.party import Party

FOLLOW_TASK = "follow_calendar"
WEEKDAYS = tuple(str(day) for day in range(7))  # "0" is Monday
YEARS = range(2000, 2100)


@transaction.atomic
def save_calendar(
    calendar: Calendar | None = None,
    *,
    code: str = "",
    name: str,
    name_en: str = "",
    timezone: str = "Asia/Shanghai",
    weekly: Mapping[str, Spans],
    by: Party,
) -> Calendar:
    """Make a calendar (None needs a `code`) or change one; `weekly` maps "0" (Monday) … "6" to intervals.

    Raises CalendarRefused for unknown zones, unreadable hours and a week that never opens.
    """
    if calendar:
        _lock(calendar)
    before = facts_of(calendar) if calendar else None
    calendar = calendar or _new_calendar(code)
    calendar.name, calendar.name_en = name.strip(), name_en.strip()
    calendar.timezone, calendar.weekly = _zone(timezone), _week(weekly)
    if not calendar.name:
        raise CalendarRefused(_("Please give a name."), name="")
    after = facts_of(calendar)
    if before == after:
        return calendar
    calendar.save()
    if before and any(before[hours] != after[hours] for hours in ("timezone", "weekly")):
        _next_version(calendar)
    record_change(f"accounts.Calendar:{calendar.pk}", before=before, after=after, by=by)
    return calendar


@transaction.atomic
def set_calendar_day(calendar: Calendar, day: date, *, intervals: Spans, note: str = "", by: Party) -> CalendarDay:
    """Let one date differ from its weekday: no intervals = closed. Raises CalendarRefused for unreadable hours."""
    _lock(calendar)
    spans, note = (check_spans(intervals) if intervals else []), note.strip()[:80]
    before, hours = _day_facts(calendar, day), calendar.hours_on(day)
    row, _new = CalendarDay.objects.update_or_create(
        calendar=calendar, day=day, defaults={"intervals": spans, "note": note}
    )
    if hours != spans:
        _next_version(calendar)
    if before != (after := _day_facts(calendar, day)):
        record_change(_day_subject(calendar, day), before=before, after=after, by=by)
    return row


@transaction.atomic
def clear_calendar_day(calendar: Calendar, day: date, *, by: Party) -> None:
    """The date follows its weekday again."""
    _lock(calendar)
    before, hours = _day_facts(calendar, day), calendar.hours_on(day)
    if before is None:
        return
    CalendarDay.objects.filter(calendar=calendar, day=day).delete()
    if hours != calendar.hours_on(day):
        _next_version(calendar)
    record_change(_day_subject(calendar, day), before=before, after=None, by=by)


@transaction.atomic
def import_calendar_days(calendar: Calendar, text: str, *, years: Iterable[int] = (), by: Party) -> int:
    """Take over the days of a CSV or iCalendar text: all or, when one cannot be read (CalendarRefused), none.

    `years` are confirmed by it: with these days their schedule is complete. Returns how many days were taken over.
    """
    _lock(calendar)
    lines = read_days(text, usual=usual_hours(calendar.weekly)).days
    if not lines:
        raise CalendarRefused(_("The file holds no days. Each line is: date, hours, note."))
    changed = _differing(calendar, lines)
    CalendarDay.objects.bulk_create(
        [CalendarDay(calendar=calendar, day=one.day, intervals=one.intervals, note=one.note) for one in lines],
        update_conflicts=True, unique_fields=["calendar", "day"], update_fields=["intervals", "note"],
    )  # fmt: skip
    if changed:
        _next_version(calendar)
    after = {"days": len(lines), "changed": changed, "from": str(lines[0].day), "to": str(lines[-1].day)}
    record_change(f"accounts.Calendar:{calendar.pk}.days", before=None, after=after, by=by)
    for year in years:
        confirm_year(calendar, year, by=by)
    return len(lines)


@transaction.atomic
def confirm_year(calendar: Calendar, year: int, *, by: Party) -> None:
    """The official schedule of a year is in: what stands in the calendar is what counts. No hours change by it.

    Raises CalendarRefused for a year out of 2000-2099.
    """
    _lock(calendar)
    if year not in YEARS:
        raise CalendarRefused(_("Years lie between 2000 and 2099."))
    if year in calendar.confirmed_years:
        return
    before = list(calendar.confirmed_years)
    calendar.confirmed_years = sorted([*before, year])
    calendar.save(update_fields=["confirmed_years"])
    subject, after = f"accounts.Calendar:{calendar.pk}.years", calendar.confirmed_years
    record_change(subject, before={"years": before}, after={"years": after}, by=by)


def facts_of(calendar: Calendar) -> dict[str, Any]:
    """What the audit keeps about a calendar."""
    return {
        "name": calendar.name,
        "name_en": calendar.name_en,
        "timezone": calendar.timezone,
        "weekly": calendar.weekly,
    }


def _lock(calendar: Calendar) -> None:
    """Two people who change it at once follow each other: no version is given twice."""
    calendar.refresh_from_db(from_queryset=Calendar.objects.select_for_update())


def _new_calendar(code: str) -> Calendar:
    if not code or Calendar.objects.filter(code=code).exists():
        raise CalendarRefused(_("The code “%(code)s” is taken."), code=code)
    return Calendar(code=code)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CalendarRefused(_("“%(timezone)s” is no time zone."), timezone=name) from error


def _week(weekly: Mapping[str, Spans]) -> dict[str, Spans]:
    if unknown := set(weekly) - set(WEEKDAYS):
        raise CalendarRefused(_("“%(day)s” is no weekday."), day=min(unknown))
    week = {day: check_spans(weekly[day]) for day in WEEKDAYS if weekly.get(day)}
    if not week:
        raise CalendarRefused(_("The week must open at least once."))
    return week


def _differing(calendar: Calendar, lines: list[DayLine]) -> int:
    """How many of the days have other hours than before. One query."""
    known = calendar.overrides_between(lines[0].day, lines[-1].day)
    return sum(calendar.hours_by(one.day, known) != one.intervals for one in lines)


def _next_version(calendar: Calendar) -> None:
    """The hours changed: the one place all verbs pass, once per act. The open clocks on them follow in a job."""
    Calendar.objects.filter(pk=calendar.pk).update(version=F("version") + 1)
    calendar.refresh_from_db(fields=["version"])
    enqueue(FOLLOW_TASK, lock=f"calendar:{calendar.pk}", calendar=calendar.pk)


def _day_facts(calendar: Calendar, day: date) -> dict[str, Any] | None:
    row = CalendarDay.objects.filter(calendar=calendar, day=day).first()
    return {"intervals": row.intervals, "note": row.note} if row else None


def _day_subject(calendar: Calendar, day: date) -> str:
    return f"accounts.Calendar:{calendar.pk}.{day}"
