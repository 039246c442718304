"""Rows for the screens of this room."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.hours import Spans, write_spans
from huisheng.core.accounts.models import ApiToken, Calendar, CalendarDay, Membership, Staff, Team
from huisheng.core.base.asked import Asked


@dataclass(frozen=True, slots=True)
class PersonRow:
    staff: Staff
    seats: list[Membership]


@dataclass(frozen=True, slots=True)
class DayCell:
    """One date of a month: what is in force, and whether the house said so for this very day."""

    day: date
    hours: str
    override: CalendarDay | None
    in_month: bool


def _person(pk: int) -> QuerySet[Staff]:
    seats = Membership.objects.filter(staff=OuterRef("pk")).order_by("team")
    people = Staff.objects.filter(pk=pk, is_active=True).select_related("role")
    return people.annotate(team_ids=ArraySubquery(seats.values("team")))  # type: ignore[no-redef]  # kept by the property


_PERSON = Asked(_person, int)


def person_by_id(pk: int) -> Staff | None:
    """Somebody who works here, with role and the ids of the teams; None for who has left. One query."""
    return _PERSON.first(pk)


def people_rows() -> list[PersonRow]:
    """Everybody with role and teams, those who left at the end. Two queries."""
    staff = Staff.objects.select_related("role").prefetch_related("memberships__team")
    return [PersonRow(one, list(one.memberships.all())) for one in staff.order_by("-is_active", "name", "id")]


def team_rows() -> QuerySet[Team]:
    """Teams with the number of people who can log in. One query."""
    active = Count("memberships", filter=Q(memberships__staff__is_active=True))
    return Team.objects.annotate(people_count=active).order_by("-active", "rank", "id")


def token_rows() -> QuerySet[ApiToken]:
    """Living keys first, newest first. One query."""
    return ApiToken.objects.select_related("created_by").order_by("revoked_at", "-id")


def month_cells(calendar: Calendar, year: int, month: int) -> list[list[DayCell]]:
    """The weeks of a month, Monday first. One query."""
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    after = date(year + month // 12, month % 12 + 1, 1)
    days = [start + timedelta(days=offset) for offset in range(((after - start).days + 6) // 7 * 7)]
    differing = {row.day: row for row in calendar.days.filter(day__range=(days[0], days[-1]))}
    cells = [_cell(calendar, day, differing.get(day), in_month=day.month == month) for day in days]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def unconfirmed_year(calendar: Calendar, *, today: date | None = None) -> int | None:
    """Next year, from October on, while a calendar that ever closes knows no holiday of it; else None. One query."""
    today = today or timezone.localdate()
    year = today.year + 1
    if today.month < 10 or not closes(calendar) or calendar.days.filter(day__year=year).exists():
        return None
    return year


def closes(calendar: Calendar) -> bool:
    """Whether some day of its week has no hours: only then do holidays matter."""
    return any(not calendar.weekly.get(str(day)) for day in range(7))


def _cell(calendar: Calendar, day: date, override: CalendarDay | None, *, in_month: bool) -> DayCell:
    spans: Spans = override.intervals if override else calendar.weekly.get(str(day.weekday()), [])
    return DayCell(day, write_spans(spans), override, in_month)
