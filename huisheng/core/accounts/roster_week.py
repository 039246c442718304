"""The roster of one week, as the screen shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import Absence, Membership, Shift, Staff
from .planning import people_planned_by, people_seen_by

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line in the cell of a day: kind desk, manager or away; `shift` can be opened by who plans."""

    kind: str
    words: str
    detail: str
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """`days` are seven lists of entries, Monday first; `planned` says whether the reader plans this person's duty."""

    person: Staff
    teams: str
    planned: bool
    days: list[list[Entry]]

    @property
    def is_empty(self) -> bool:
        return not any(self.days)


@dataclass(frozen=True, slots=True)
class RosterWeek:
    """`managers` are the managers on duty of the whole house, day by day, with their names in front."""

    monday: date
    days: list[date]
    rows: list[PersonWeek]
    managers: list[list[tuple[str, Entry]]]
    shifts: list[Shift]

    @property
    def is_empty(self) -> bool:
        return not any(self.managers) and all(row.is_empty for row in self.rows)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def roster_week(reader: Staff, monday: date, *, team: int | None = None) -> RosterWeek:
    """Everybody whose duty `reader` may look at, narrowed to a team. Five queries however many they are.

    Why somebody is away is shown to that person and to who plans; the others read that, and who stands in.
    """
    days = [monday + n * ONE_DAY for n in range(7)]
    low, high = midnight(monday), midnight(monday + 7 * ONE_DAY)
    people = _people(reader, team)
    planned = set(people_planned_by(reader).values_list("pk", flat=True))
    ids = {one.pk for one in people}
    own, manager = Q(staff__in=ids), Q(kind=Shift.Kind.MANAGER, staff__is_active=True)
    found = Shift.objects.filter(own | manager, since__lt=high, until__gt=low).select_related("staff")
    shifts = [one for one in found if one.staff_id in ids]
    managers = [one for one in found if one.kind == Shift.Kind.MANAGER]
    absences = list(Absence.objects.filter(staff__in=ids, since__lt=high, until__gt=low).select_related("substitute"))
    rows = [
        PersonWeek(
            one, _teams(one), one.pk in planned,
            [_entries(one, day, shifts, absences, tells=one.pk in planned or one.pk == reader.pk) for day in days],
        )
        for one in people
    ]  # fmt: skip
    return RosterWeek(monday, days, rows, [_managers(day, managers) for day in days], shifts)


def midnight(day: date) -> datetime:
    """The local beginning of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def _people(reader: Staff, team: int | None) -> list[Staff]:
    seats = Membership.objects.select_related("team").order_by("team__rank", "team")
    people = people_seen_by(reader).prefetch_related(Prefetch("memberships", seats)).order_by("name", "pk")
    found = [one for one in people if team is None or any(seat.team_id == team for seat in one.memberships.all())]
    return sorted(found, key=_desk)


def _desk(person: Staff) -> tuple[int, int]:
    """Where the person's first team stands in lists; who sits in none comes last."""
    first = next(iter(person.memberships.all()), None)
    return (first.team.rank, first.team_id) if first else (10_000, 0)


def _teams(person: Staff) -> str:
    return " · ".join(seat.team.label for seat in person.memberships.all())


def _entries(
    person: Staff, day: date, shifts: Iterable[Shift], absences: Iterable[Absence], *, tells: bool
) -> list[Entry]:
    begins, ends = midnight(day), midnight(day + ONE_DAY)
    away = [
        Entry("away", _away_words(one, begins, ends), _away_detail(one, tells=tells))
        for one in absences
        if one.staff_id == person.pk and one.since < ends and one.until > begins
    ]
    duty = [
        Entry(one.kind, _duty_words(one, day, begins, ends), one.note, one)
        for one in shifts
        if one.staff_id == person.pk and _shows(one, day, begins, ends)
    ]
    return away + duty


def _managers(day: date, shifts: Iterable[Shift]) -> list[tuple[str, Entry]]:
    begins, ends = midnight(day), midnight(day + ONE_DAY)
    return [
        (one.staff.name, Entry(one.kind, _duty_words(one, day, begins, ends), one.note))
        for one in shifts
        if _shows(one, day, begins, ends)
    ]


def _shows(shift: Shift, day: date, begins: datetime, ends: datetime) -> bool:
    """On the day it begins, on days it fills, and on Monday where it comes over from the week before."""
    if begins <= shift.since < ends:
        return True
    if shift.since >= ends or shift.until <= begins:
        return False
    return shift.until >= ends or day.weekday() == 0


def _duty_words(shift: Shift, day: date, begins: datetime, ends: datetime) -> str:
    since, until = timezone.localtime(shift.since), timezone.localtime(shift.until)
    if since.date() != day:
        return _("all day") if shift.until >= ends else _("until %(time)s") % {"time": f"{until:%H:%M}"}
    if shift.until == ends:
        return _("all day") if shift.since == begins else f"{since:%H:%M}–24:00"
    if until.date() == day:
        return f"{since:%H:%M}–{until:%H:%M}"
    if until.date() == day + ONE_DAY:
        return _("%(since)s–%(until)s next day") % {"since": f"{since:%H:%M}", "until": f"{until:%H:%M}"}
    return f"{since:%H:%M}–{until:%m-%d %H:%M}"


def _away_words(absence: Absence, begins: datetime, ends: datetime) -> str:
    since, until = max(absence.since, begins), min(absence.until, ends)
    words = pgettext("roster", "away")
    if (since, until) == (begins, ends):
        return words
    end = "24:00" if until == ends else f"{timezone.localtime(until):%H:%M}"
    return f"{words} {timezone.localtime(since):%H:%M}–{end}"


def _away_detail(absence: Absence, *, tells: bool) -> str:
    said = [absence.reason] if tells and absence.reason else []
    if absence.substitute:
        said.append(_("%(name)s stands in") % {"name": absence.substitute.name})
    return " · ".join(said)
