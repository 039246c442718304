"""Days, and the hour by which each must be signed."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.house import house
from huisheng.core.base.models import SettingChange
from huisheng.core.base.remembered import Remembered
from huisheng.kit.worktime import WorkCalendar, is_work_day
from huisheng.stages.sla.calendars import work_calendar

CALENDAR = "office"  # the house's working days; without such a calendar every day is one
LATEST_HOUR = 23
FURTHEST = 31  # days without a single working day: a calendar that says so is not believed


def is_on() -> bool:
    """Whether this house checks its missed promises every day."""
    return bool(house("check.on"))


def since() -> date | None:
    """The first day that is checked: the one before it was switched on last; None while it is off. One small query."""
    row = SettingChange.objects.filter(subject="check.on", after=True).order_by("-id").first() if is_on() else None
    return timezone.localdate(row.at) - timedelta(days=1) if row else None


def kinds() -> list[str]:
    """Which kinds of promises are looked at."""
    return list(house("check.kinds"))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def working_days() -> WorkCalendar | None:
    """The calendar that says which days the house works; None where it has none. Remembered."""
    found = _calendar()
    return work_calendar(found) if found else None


def _load() -> Calendar | None:
    return Calendar.objects.filter(code=CALENDAR).first()


_calendar: Remembered[Calendar | None] = Remembered(_load, Calendar)


def sign_by(day: date, calendar: WorkCalendar | None) -> datetime:
    """When the day must be signed at the latest: at the set hour of the next working day (requirements S4: daily)."""
    hour = min(int(house("check.hour")), LATEST_HOUR)
    after = (day + timedelta(days=n) for n in range(1, FURTHEST + 1))
    working = next((one for one in after if calendar is None or is_work_day(one, calendar)), day + timedelta(days=1))
    return midnight(working) + timedelta(hours=hour)


def overdue(days: Iterable[date], *, at: datetime) -> list[date]:
    """Those of the days that should be signed by now. One small query."""
    calendar = working_days()
    return [day for day in days if sign_by(day, calendar) <= at]
