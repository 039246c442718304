"""Working hours of the house. Each change is a new version: promises given before keep the hours they were given under."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.errors import CalendarRefused
from huisheng.core.accounts.hours import Spans, check_spans, read_day_lines
from huisheng.core.accounts.models import Calendar, CalendarDay
from huisheng.core.base.actions import record_change
from huisheng.kit.party import Party

WEEKDAYS = tuple(str(day) for day in range(7))  # "0" is Monday


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
    before = facts_of(calendar) if calendar else None
    calendar = calendar or _new_calendar(code)
    calendar.name, calendar.name_en = name.strip(), name_en.strip()
    calendar.timezone, calendar.weekly = _zone(timezone), _week(weekly)
    if not calendar.name:
        raise CalendarRefused(_("Please give a name."), name="")
    if before == facts_of(calendar):
        return calendar
    calendar.version += 1 if before else 0
    calendar.save()
    record_change(f"accounts.Calendar:{calendar.pk}", before=before, after=facts_of(calendar), by=by)
    return calendar


@transaction.atomic
def set_calendar_day(calendar: Calendar, day: date, *, intervals: Spans, note: str = "", by: Party) -> CalendarDay:
    """Let one date differ from its weekday: no intervals = closed. Raises CalendarRefused for unreadable hours."""
    spans = check_spans(intervals) if intervals else []
    before = _day_facts(calendar, day)
    row, _new = CalendarDay.objects.update_or_create(
        calendar=calendar, day=day, defaults={"intervals": spans, "note": note.strip()[:80]}
    )
    after = _day_facts(calendar, day)
    if before != after:
        _next_version(calendar)
        record_change(_day_subject(calendar, day), before=before, after=after, by=by)
    return row


@transaction.atomic
def clear_calendar_day(calendar: Calendar, day: date, *, by: Party) -> None:
    """The date follows its weekday again."""
    before = _day_facts(calendar, day)
    if before is not None:
        CalendarDay.objects.filter(calendar=calendar, day=day).delete()
        _next_version(calendar)
        record_change(_day_subject(calendar, day), before=before, after=None, by=by)


@transaction.atomic
def import_calendar_days(calendar: Calendar, csv_text: str, *, by: Party) -> int:
    """Take over lines `date,hours,note`: all or, when one cannot be read (CalendarRefused), none. Returns how many."""
    lines = read_day_lines(csv_text)
    if not lines:
        raise CalendarRefused(_("The file holds no days. Each line is: date, hours, note."))
    rows = {
        line.day: CalendarDay(calendar=calendar, day=line.day, intervals=line.intervals, note=line.note)
        for line in lines
    }
    CalendarDay.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["calendar", "day"], update_fields=["intervals", "note"]
    )
    _next_version(calendar)
    after = {"days": len(rows), "from": str(min(rows)), "to": str(max(rows))}
    record_change(f"accounts.Calendar:{calendar.pk}.days", before=None, after=after, by=by)
    return len(rows)


def facts_of(calendar: Calendar) -> dict[str, Any]:
    """What the audit keeps about a calendar."""
    return {
        "name": calendar.name,
        "name_en": calendar.name_en,
        "timezone": calendar.timezone,
        "weekly": calendar.weekly,
    }


def _new_calendar(code: str) -> Calendar:
    if not code or Calendar.objects.filter(code=code).exists():
        raise CalendarRefused(_("The code “%(code)s” is taken."), code=code)
    return Calendar(code=code)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip()).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CalendarRefused(_("“%(timezone)s” is no time zone."), timezone=name) from error


def _week(weekly: Mapping[str, Spans]) -> dict[str, Spans]:
    if unknown := set(weekly) - set(WEEKDAYS):
        raise CalendarRefused(_("“%(day)s” is no weekday."), day=min(unknown))
    week = {day: check_spans(weekly[day]) for day in WEEKDAYS if weekly.get(day)}
    if not week:
        raise CalendarRefused(_("The week must open at least once."))
    return week


def _next_version(calendar: Calendar) -> None:
    Calendar.objects.filter(pk=calendar.pk).update(version=F("version") + 1)
    calendar.refresh_from_db(fields=["version"])


def _day_facts(calendar: Calendar, day: date) -> dict[str, Any] | None:
    row = CalendarDay.objects.filter(calendar=calendar, day=day).first()
    return {"intervals": row.intervals, "note": row.note} if row else None


def _day_subject(calendar: Calendar, day: date) -> str:
    return f"accounts.Calendar:{calendar.pk}.{day}"
