"""Shifts before they are written: laid out from a pattern, moved by a week, held against each other. Nothing is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from huisheng.kit.worktime import WorkCalendar, is_work_day, open_spans

from .errors import RosterRefused
from .models import Absence, Calendar, Shift, Staff

WEEK = timedelta(days=7)
LONGEST = timedelta(days=8)  # one shift: a week of standing by, and no slip of the year
FURTHEST = 400  # days one pattern may reach
MOST = 5_000  # shifts in one act


@dataclass(frozen=True, slots=True)
class Pattern:
    """Duty that comes again: on these weekdays (0 is Monday), from `opens` to `closes` local time, both days included.

    An end not after its start is the next day's; `skips` leaves out the days on which that calendar is closed.
    """

    weekdays: frozenset[int]
    opens: time
    closes: time
    first: date
    last: date
    kind: str = Shift.Kind.DESK
    skips: Calendar | None = None
    note: str = ""

    def spans(self) -> Iterator[tuple[datetime, datetime]]:
        """Each stretch as instants. Raises RosterRefused where there is none, or where they reach too far."""
        if not 0 <= (self.last - self.first).days < FURTHEST:
            raise RosterRefused(_("The last day comes after the first, at most %(n)s days later."), last=1, n=FURTHEST)
        hours = {day: [(self.opens, self.closes)] for day in self.weekdays}
        local = WorkCalendar(timezone.get_current_timezone(), hours)
        open_on = self.skips.as_work_calendar() if self.skips else None
        for n in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=n)
            if open_on is None or is_work_day(day, open_on):
                yield from open_spans(day, local)


def laid_out(people: Iterable[Staff], pattern: Pattern) -> list[Shift]:
    """The shifts of a pattern for each of these people. Raises RosterRefused where there are none, or too many."""
    people, spans = list(people), list(pattern.spans())
    if not people:
        raise RosterRefused(_("Please choose who is on duty."), people=1)
    if not spans:
        raise RosterRefused(_("No day is left: choose weekdays that lie between the two dates."), weekdays=1)
    if len(people) * len(spans) > MOST:
        raise RosterRefused(_("These are more than %(n)s shifts. Choose fewer people or days."), last=1, n=MOST)
    return [
        Shift(staff=one, kind=pattern.kind, since=since, until=until, note=pattern.note.strip()[:80])
        for one in people
        for since, until in spans
    ]


def week_later(shift: Shift) -> Shift:
    """The same duty a week later, at the same local times (a clock change in between keeps them)."""
    since, until = (_moved(moment) for moment in (shift.since, shift.until))
    return Shift(staff=shift.staff, kind=shift.kind, since=since, until=until, note=shift.note)


def refuse_overlaps(shifts: Sequence[Shift]) -> None:
    """Nobody is on the same duty twice at once; standing by as manager while at the desk is fine. RosterRefused."""
    desks: dict[tuple[int, str], list[Shift]] = {}
    for one in shifts:
        _refuse_length(one)
        desks.setdefault((one.staff_id, one.kind), []).append(one)
    for rows in desks.values():
        rows.sort(key=lambda one: one.since)
        for before, after in pairwise(rows):
            if after.since < before.until:
                raise RosterRefused(
                    _("%(name)s would be on duty twice: %(one)s and %(other)s overlap."),
                    name=after.staff.name, one=in_words(before), other=in_words(after), people=1,
                )  # fmt: skip


def in_words(stretch: Shift | Absence) -> str:
    """11-30 22:00–12-01 06:00: when, in local time."""
    since, until = timezone.localtime(stretch.since), timezone.localtime(stretch.until)
    end = f"{until:%H:%M}" if until.date() == since.date() else f"{until:%m-%d %H:%M}"
    return f"{since:%m-%d %H:%M}–{end}"


def away_in_words(absence: Absence) -> str:
    """11-23 – 11-24 for whole days (the last one included), else like a shift."""
    since, until = timezone.localtime(absence.since), timezone.localtime(absence.until)
    if (since.time(), until.time()) != (time(), time()):
        return in_words(absence)
    last = until.date() - timedelta(days=1)
    return f"{since:%m-%d}" if last == since.date() else f"{since:%m-%d} – {last:%m-%d}"


def count_in_words(count: int) -> str:
    return ngettext("%(n)s shift", "%(n)s shifts", count) % {"n": count}


def _moved(moment: datetime) -> datetime:
    local = timezone.localtime(moment).replace(tzinfo=None) + WEEK
    return timezone.make_aware(local)


def _refuse_length(shift: Shift) -> None:
    if shift.until <= shift.since:
        raise RosterRefused(_("A shift ends after it begins: %(words)s."), words=in_words(shift), until=1)
    if shift.until - shift.since > LONGEST:
        raise RosterRefused(_("A shift lasts a week at most: %(words)s."), words=in_words(shift), until=1)
