"""The worklist of a day, and the days that nobody has signed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.rectify.days import kinds, midnight, since
from huisheng.stages.rectify.models import Miss, SignedDay
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.promised import promised
from huisheng.stages.sla.sentences import why_promised

LOOK_BACK = 14  # days: what is older is no daily matter any more
MOST = 200  # of one day on one page
ORDER: Order = (("is_signed", "asc"), ("breached_at", "asc"), ("id", "asc"))


@dataclass(frozen=True, slots=True)
class Item:
    """One missed promise: its clock with the ticket, what was found out, and the time left to put it right."""

    clock: Clock
    miss: Miss | None
    kind: str
    why: str
    right_by: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the person's teams: how many promises were missed, how many are signed, whether the day itself is."""

    day: date
    misses: int
    signed: int
    is_signed: bool

    @property
    def is_ready(self) -> bool:
        """Every item has a signature, the day has none yet."""
        return self.misses == self.signed and not self.is_signed


def missed(staff: Staff, first: date, last: date) -> QuerySet[Clock]:
    """The clocks of the chosen kinds that broke on these local days, of tickets of the own teams that this person may see."""
    return _broken(staff, first, last).filter(ticket__in=tickets_for(staff))


def items(staff: Staff, day: date) -> list[Item]:
    """The first page of the worklist of a day."""
    return worklist(staff, day).rows


def worklist(staff: Staff, day: date, cursor: str = "", *, size: int = MOST) -> Page[Item]:
    """What has no signature yet first, longest overdue first. Four queries. Raises BadCursor."""
    named = ("ticket__customer", "ticket__channel", "ticket__assignee", "ticket__team", "ticket__grade")
    done = Exists(Miss.objects.filter(clock=OuterRef("pk"), signed_at__isnull=False))
    rows = missed(staff, day, day).select_related(*named).annotate(is_signed=done)
    found: Page[Clock] = page(rows, ORDER, cursor, size, filled={"is_signed"})
    return Page(_items(promised(found.rows)), found.next_cursor)


def _items(clocks: list[Clock]) -> list[Item]:
    misses = {one.clock_id: one for one in Miss.objects.filter(clock__in=clocks).select_related("signed_by")}
    subjects = [one.subject for one in misses.values() if one.is_being_righted]
    running = Clock.objects.filter(
        kind=ClockKind.RECTIFY, ticket__in=[one.ticket_id for one in clocks], subject__in=subjects
    )
    right_by = dict(running.filter(met_at=None, stopped_at=None).values_list("subject", "due_at"))
    return [_item(clock, misses.get(clock.pk), right_by) for clock in clocks]


def clock_for(staff: Staff, clock_id: int) -> Clock:
    """One missed promise this person may see, with its ticket. Raises NotFound."""
    known = _of_teams(staff).filter(breached_at__isnull=False, kind__in=kinds(), ticket__in=tickets_for(staff))
    clock = known.select_related("ticket").filter(pk=clock_id).first()
    if clock is None:
        raise not_found()
    return clock


def days_of(staff: Staff, *, today: date | None = None) -> list[Day]:
    """Today, and the days before on which something was missed, newest first. Two queries."""
    today = today or timezone.localdate()
    first = today - timedelta(days=LOOK_BACK)
    rows = _by_day(staff, first, today)
    signed = set(SignedDay.objects.filter(day__gte=first).values_list("day", "team"))
    found = {day: Day(day, 0, 0, is_signed=False) for day in (today,)}
    for day, teams in rows.items():
        misses, done = (sum(counts[n] for counts in teams.values()) for n in (0, 1))
        found[day] = Day(day, misses, done, is_signed=all((day, team) in signed for team in teams))
    return sorted(found.values(), key=lambda one: one.day, reverse=True)


def unsigned(staff: Staff, *, today: date | None = None) -> list[Day]:
    """The days before today of the person's teams that nobody has signed, oldest first; none of the time before the
    check was switched on. Three queries.
    """
    today, first = today or timezone.localdate(), since()
    waiting = [one for one in reversed(days_of(staff, today=today)) if one.day < today and not one.is_signed]
    return [one for one in waiting if first and one.day >= first]


def teams_missed(staff: Staff, day: date) -> dict[int | None, tuple[int, int]]:
    """Team id → promises missed on that day and how many of them are signed. One query."""
    return _by_day(staff, day, day).get(day, {})


def signatures(staff: Staff, day: date) -> list[SignedDay]:
    """Who signed the day, of the teams this person sees. One query, and one for the teams' misses."""
    teams = set(teams_missed(staff, day))
    rows = SignedDay.objects.filter(day=day).select_related("team", "signed_by")
    return [row for row in rows if row.team_id in teams]


def _of_teams(staff: Staff) -> QuerySet[Clock]:
    """The clocks on the desks of the own teams: who was let in to one ticket of another team does not sign for that team."""
    return Clock.objects.all() if staff.allows(Right.SEE_ALL) else Clock.objects.filter(ticket__team__in=staff.team_ids)


def _broken(staff: Staff, first: date, last: date) -> QuerySet[Clock]:
    """All that broke there on these days; a day is signed for all of it."""
    days = {"breached_at__gte": midnight(first), "breached_at__lt": midnight(last + timedelta(days=1))}
    return _of_teams(staff).filter(**days, kind__in=kinds()).order_by()


def _by_day(staff: Staff, first: date, last: date) -> dict[date, dict[int | None, tuple[int, int]]]:
    signed = Miss.objects.filter(signed_at__isnull=False).values("clock")
    rows = (
        _broken(staff, first, last)
        .annotate(day=TruncDate("breached_at", tzinfo=timezone.get_default_timezone()))
        .values_list("day", "ticket__team")
        .annotate(all=Count("pk"), signed=Count("pk", filter=Q(pk__in=signed)))
    )
    days: dict[date, dict[int | None, tuple[int, int]]] = {}
    for day, team, misses, done in rows:
        days.setdefault(day, {})[team] = (misses, done)
    return days


def _item(clock: Clock, miss: Miss | None, right_by: dict[str, datetime]) -> Item:
    why = why_promised(clock)
    due = right_by.get(miss.subject) if miss else None
    return Item(clock, miss, str(ClockKind(clock.kind).label), why, due)
