"""The emergency table: who of a department can be reached now, when next, and whom to ask instead (requirements S0)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.kit.worktime import WorkCalendar, is_open, next_open, open_spans

from .hours import Spans
from .models import CalendarDay, Contact, times_of

HOUSE_ZONE = "Asia/Shanghai"  # of contacts without a calendar
MOST_BACKUPS = 3  # how far the chain of backups is followed
Days = Mapping[date, Spans]  # the dates that differ from the week


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether somebody can be reached at an instant; `until` when that ends, `next_at` when it begins again (both None
    for who can always, or never, be reached)."""

    on_duty: bool
    until: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of the table at an instant; `instead` is the first of the backups who can be reached, where this one
    cannot."""

    contact: Contact
    duty: Duty
    instead: Contact | None = None


def duty_of(weekly: Mapping[str, Spans], days: Days, at: datetime, *, zone: str = HOUSE_ZONE) -> Duty:
    """Who has these hours, at `at`. No hours at all = always. On a date marked as free nobody is expected; on a working
    Saturday (调休) the hours of the first working day of the week count. Pure.
    """
    if not any(weekly.values()):
        return Duty(on_duty=True)
    calendar = _calendar(weekly, days, zone)
    if is_open(at, calendar):
        return Duty(on_duty=True, until=_end_of(at, calendar))
    return Duty(on_duty=False, next_at=next_open(at, calendar))


def contacts_of(team: int | None = None) -> QuerySet[Contact]:
    """Everybody in the table who is in use, by department."""
    found = Contact.objects.filter(active=True, team__active=True)
    found = found.filter(team=team) if team else found
    return found.select_related("team", "staff", "calendar", "backup").order_by("team__rank", "team_id", "rank", "id")


def table_at(at: datetime, contacts: Iterable[Contact]) -> list[ContactRow]:
    """The table as it stands at an instant. Two small queries, however long it is."""
    rows = list(contacts)
    others = {one.pk: one for one in Contact.objects.filter(active=True).select_related("calendar")}
    days = _days_around(at)
    duties = {pk: _duty(one, days, at) for pk, one in others.items()}
    return [ContactRow(one, (duty := _duty(one, days, at)), _instead(one, duty, others, duties)) for one in rows]


def _instead(contact: Contact, duty: Duty, others: Mapping[int, Contact], duties: Mapping[int, Duty]) -> Contact | None:
    """The first of the chain who can be reached; never in a ring."""
    found, seen = contact, {contact.pk}
    for _each in range(0 if duty.on_duty else MOST_BACKUPS):
        if found.backup_id is None or found.backup_id in seen or found.backup_id not in others:
            return None
        found = others[found.backup_id]
        if duties[found.pk].on_duty:
            return found
        seen.add(found.pk)
    return None


def _duty(contact: Contact, days: Mapping[int, Days], at: datetime) -> Duty:
    zone = contact.calendar.timezone if contact.calendar else HOUSE_ZONE
    return duty_of(contact.weekly, days.get(contact.calendar_id or 0, {}), at, zone=zone)


def _days_around(at: datetime) -> dict[int, Days]:
    """The days that differ, of every calendar, for the coming two months. One query."""
    today = timezone.localdate(at)
    near = CalendarDay.objects.filter(day__range=(today - timedelta(days=2), today + timedelta(days=62)))
    found: dict[int, dict[date, Spans]] = {}
    for row in near:
        found.setdefault(row.calendar_id, {})[row.day] = row.intervals
    return dict(found)


def _calendar(weekly: Mapping[str, Spans], days: Days, zone: str) -> WorkCalendar:
    usual: Sequence[list[str]] = next(spans for _day, spans in sorted(weekly.items()) if spans)
    overrides = {
        day: times_of((weekly.get(str(day.weekday())) or list(usual)) if hours else []) for day, hours in days.items()
    }
    return WorkCalendar(
        tz=ZoneInfo(zone), weekly={int(day): times_of(spans) for day, spans in weekly.items()}, overrides=overrides
    )


def _end_of(at: datetime, calendar: WorkCalendar) -> datetime | None:
    """When the span in which `at` lies ends; None where no end is in sight (round the clock)."""
    local = at.astimezone(calendar.tz).date()
    spans = [span for n in range(-1, 3) for span in open_spans(local + timedelta(days=n), calendar)]
    end = at
    for since, until in sorted(spans):
        if since <= end < until:
            end = until
    return None if end - at > timedelta(days=2) else end
