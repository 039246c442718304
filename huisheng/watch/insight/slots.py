"""The hours at which a supervisor looks at the progress board (requirements S0: every two hours). Pure but for the zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from huisheng.kit.worktime import WorkCalendar, add_work_minutes, open_spans

OPENS, SHUTS = time(9), time(18)  # of a house without a calendar


def slots_of(day: date, hours: int, calendar: WorkCalendar | None) -> list[datetime]:
    """Every `hours` working hours of a local day from its first opening on, closing time included; none on a day off.

    09:00-12:00 13:00-18:00 and 2 hours: 11:00, 14:00, 16:00, 18:00.
    """
    if hours <= 0:
        return []
    if calendar is None:
        opens, shuts = (timezone.make_aware(datetime.combine(day, one)) for one in (OPENS, SHUTS))
        return [opens + n * timedelta(hours=hours) for n in range(1, 25) if opens + n * timedelta(hours=hours) <= shuts]
    spans = open_spans(day, calendar)
    if not spans:
        return []
    found = (add_work_minutes(spans[0][0], 60 * hours * n, calendar) for n in range(1, 24 // hours + 1))
    return [slot for slot in found if slot <= spans[-1][1]]


def latest_slot(at: datetime, hours: int, calendar: WorkCalendar | None) -> datetime | None:
    """The last slot up to this instant, if it is not longer ago than one stretch: a list of the morning is no use at
    night. None outside."""
    today = timezone.localdate(at)
    days = (today - timedelta(days=1), today)  # a night shift belongs to the day on which it began
    found = [slot for day in days for slot in slots_of(day, hours, calendar) if slot <= at]
    return found[-1] if found and at - found[-1] < timedelta(hours=hours) else None
