"""Rows for the screens of this room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.days import DayLine
from huisheng.core.accounts.hours import Spans, write_spans
from huisheng.core.accounts.models import ApiToken, Calendar, CalendarDay, Membership, Skill, Staff, StaffSkill, Team
from huisheng.core.base.asked import Asked
from huisheng.core.base.models import SettingChange

NEXT_YEAR_MATTERS_FROM = 10  # October: the State Council announces in autumn, and promises reach over the year's end


@dataclass(frozen=True, slots=True)
class PersonRow:
    staff: Staff
    seats: list[Membership]


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of a file: its hours now and then, "" for closed."""

    day: date
    before: str
    after: str
    note: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Followed:
    """What the last change of hours meant for the open promises: how many were measured anew, how many moved."""

    at: datetime
    looked_at: int
    moved: int
    tickets: int


@dataclass(frozen=True, slots=True)
class DayCell:
    """One date of a month: what is in force, and whether the house said so for this very day."""

    day: date
    hours: str
    override: CalendarDay | None
    in_month: bool
    usual: str = ""  # hours of its weekday

    @property
    def mark(self) -> str:
        """off, on, other hours, or nothing where the day is as its weekday: what a wall calendar prints in the corner."""
        if self.hours == self.usual:
            return ""
        return "off" if not self.hours else "other" if self.usual else "on"


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
    """Teams with their head and the number of people who can log in. One query."""
    active = Count("memberships", filter=Q(memberships__staff__is_active=True))
    return Team.objects.select_related("head").annotate(people_count=active).order_by("-active", "rank", "id")


def skill_rows() -> QuerySet[Skill]:
    """Living skills first, each with who can do it, the best first. Two queries."""
    held = StaffSkill.objects.filter(staff__is_active=True).select_related("staff").order_by("-level", "staff__name")
    return Skill.objects.prefetch_related(Prefetch("holders", held)).order_by("-active", "rank", "id")


def token_rows() -> QuerySet[ApiToken]:
    """Living keys first, newest first. One query."""
    return ApiToken.objects.select_related("created_by").order_by("revoked_at", "-id")


def last_followed(calendar: Calendar) -> Followed | None:
    """How the open promises followed the last change of hours, from the change log; None before any did. One query."""
    rows = SettingChange.objects.filter(subject=f"accounts.Calendar:{calendar.pk}.clocks")
    row = rows.order_by("-id").first()
    return (
        Followed(row.at, *(row.after[name] for name in ("looked_at", "moved", "tickets")))
        if row and row.after
        else None
    )


def month_cells(calendar: Calendar, year: int, month: int) -> list[list[DayCell]]:
    """The weeks of a month, Monday first. One query."""
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    after = date(year + month // 12, month % 12 + 1, 1)
    days = [start + timedelta(days=offset) for offset in range(((after - start).days + 6) // 7 * 7)]
    differing = {row.day: row for row in calendar.days.filter(day__range=(days[0], days[-1]))}
    cells = [_cell(calendar, day, differing.get(day), in_month=day.month == month) for day in days]
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def preview_days(calendar: Calendar, lines: Sequence[DayLine]) -> list[DayChange]:
    """What taking these days over would change, day by day. One query."""
    known = calendar.overrides_between(lines[0].day, lines[-1].day) if lines else {}
    return [
        DayChange(one.day, write_spans(calendar.hours_by(one.day, known)), write_spans(one.intervals), one.note)
        for one in lines
    ]


def unconfirmed_years(calendar: Calendar, *, today: date | None = None) -> list[int]:
    """This year, and from October on the next, where nobody said that its holidays are known. No query.

    Promises given late in a year fall due in the next; a calendar that never closes needs no holidays.
    """
    today = today or timezone.localdate()
    years = [today.year, today.year + 1] if today.month >= NEXT_YEAR_MATTERS_FROM else [today.year]
    return [year for year in years if calendar.closes and year not in calendar.confirmed_years]


def calendars_to_confirm(*, today: date | None = None) -> list[tuple[Calendar, int]]:
    """Every calendar with each of its years that nobody confirmed. One query."""
    return [(one, year) for one in Calendar.objects.order_by("id") for year in unconfirmed_years(one, today=today)]


def _cell(calendar: Calendar, day: date, override: CalendarDay | None, *, in_month: bool) -> DayCell:
    usual: Spans = calendar.weekly.get(str(day.weekday()), [])
    hours = override.intervals if override else usual
    return DayCell(day, write_spans(hours), override, in_month, write_spans(usual))
