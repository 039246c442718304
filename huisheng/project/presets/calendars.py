"""Install the calendars, with the public holidays and 调休 working days that are known."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import Holiday, holidays, workdays

from huisheng.core.accounts.models import Calendar, CalendarDay

from .calendars_data import CALENDARS
from .shapes import CalendarPreset

FIRST_YEAR = 2025  # promises before are history
LAST_YEAR = max(*holidays, *workdays).year  # announced when the library was made
NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def install_calendars() -> None:
    """New calendars get the known holidays where they close at all; a year nobody has announced follows the week.

    The library is asked here, once, and never again: due dates are counted on the rows it leaves.
    """
    known = set(Calendar.objects.values_list("code", flat=True))
    missing = [preset for preset in CALENDARS if preset.code not in known]
    rows = Calendar.objects.bulk_create(
        Calendar(
            code=p.code, name=p.name, name_en=p.name_en, timezone=p.timezone, weekly=p.weekly,
            confirmed_years=list(range(FIRST_YEAR, LAST_YEAR + 1)),
        )
        for p in missing
    )  # fmt: skip
    for row, preset in zip(rows, missing, strict=True):
        if len(preset.weekly) < 7:
            CalendarDay.objects.bulk_create(
                CalendarDay(calendar=row, day=day, intervals=hours, note=note)
                for day, hours, note in public_days(preset)
            )


def public_days(preset: CalendarPreset) -> Iterator[tuple[date, list[list[str]], str]]:
    """The days that differ from the week: holidays on weekdays, working days at a weekend (with Monday's hours)."""
    day, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    while day <= last:
        works, planned = chinese_calendar.is_workday(day), str(day.weekday()) in preset.weekly
        if works and not planned:
            yield day, preset.weekly["0"], f"{NAMES[workdays[day]]}调休上班"
        elif planned and not works:
            yield day, [], NAMES[holidays[day]]
        day += timedelta(days=1)
