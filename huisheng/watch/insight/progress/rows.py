"""The rows of the progress board, and its sums: what this person (or this wall) may see, of one moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for, tickets_for_wall
from huisheng.core.tickets.models import Ticket
from huisheng.kit.paging import BadCursor, Order, Page, decode_cursor, encode_cursor, in_order, keyset_q
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.period import DAY, midnight
from huisheng.watch.insight.progress.stuck import IS_STUCK, STUCK_FIRST, UNFINISHED, UNTOLD, is_stuck, measured

PAGE = 40
LATEST: Order = (("ended_at", "desc"), ("id", "desc"))
COUNTED = {
    "open": Q(),
    "late": Q(late=True),
    "stuck": IS_STUCK,
    "asked": Q(state=CollabRequest.State.ASKED),
    "to_tell": UNTOLD,
}
LOADED = ("ticket__customer", "ticket__grade", "ticket__assignee", "team", "contact", "staff")


class Show(StrEnum):
    """Which requests are listed."""

    OPEN = "open"  # on their way: not answered, or answered and the customer does not know yet
    STUCK = "stuck"
    TO_TELL = "to_tell"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the board is narrowed to; ids, None = all. `mine`: I asked, I own the ticket, or it is put to my team."""

    show: Show = Show.OPEN
    team: int | None = None
    owner: int | None = None
    today: bool = False
    mine: bool = False

    @property
    def asked(self) -> dict[str, str]:
        """As the parameters of an address."""
        named = {"show": str(self.show), "team": self.team, "owner": self.owner, "today": self.today or None,
                 "mine": self.mine or None}  # fmt: skip
        plain = {name: "1" if value is True else str(value) for name, value in named.items() if value is not None}
        return {name: value for name, value in plain.items() if (name, value) != ("show", Show.OPEN)}


@dataclass(frozen=True)
class View:
    """One look at the progress board, by a colleague within the gate or by a screen on the wall."""

    who: Staff | Wall
    filters: Filters = field(default_factory=Filters)
    now: datetime | None = None

    @cached_property
    def at(self) -> datetime:
        return self.now or timezone.now()

    @property
    def seen(self) -> QuerySet[CollabRequest]:
        """Every request on a ticket that may be seen."""
        if isinstance(self.who, Staff):
            return CollabRequest.objects.all() if self.who.allows(Right.SEE_ALL) else _on(tickets_for(self.who))
        return CollabRequest.objects.all() if self.who.team_id is None else _on(tickets_for_wall(self.who.team_id))

    @property
    def narrowed(self) -> QuerySet[CollabRequest]:
        one, found = self.filters, self.seen
        if one.team:
            found = found.filter(team=one.team)
        if one.owner:
            found = found.filter(ticket__assignee=one.owner)
        if one.today:
            first = midnight(timezone.localdate(self.at))
            found = found.filter(due_at__gte=first, due_at__lt=first + DAY)
        return found.filter(_of(self.who)) if one.mine and isinstance(self.who, Staff) else found

    @property
    def unfinished(self) -> QuerySet[Any]:
        return measured(self.narrowed.filter(UNFINISHED), self.at)

    @cached_property
    def counted(self) -> list[dict[str, Any]]:
        """All on their way that may be seen, however the board is narrowed, counted by department and owner. One query."""
        counts = {f"n_{name}": Count("pk", filter=one) for name, one in COUNTED.items()}
        by = ("team", "ticket__assignee", "ticket__assignee__name")
        return list(measured(self.seen.filter(UNFINISHED), self.at).order_by().values(*by).annotate(**counts))


class Place(NamedTuple):
    """Where a request stands in the order of the board."""

    pk: int
    late: bool
    silence: int
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """A request and how it stands. `heard_at`: the last sign of who has to act."""

    request: CollabRequest
    late: bool
    stuck: bool
    heard_at: datetime | None
    at: datetime

    @property
    def silent(self) -> timedelta:
        return self.at - (self.heard_at or self.at)

    @property
    def to_tell(self) -> bool:
        """The department answered, and the customer does not know."""
        return self.request.state == CollabRequest.State.ANSWERED and self.request.told_customer_at is None

    @property
    def why(self) -> str:
        """late, silent or untold; "" where it moves."""
        if not self.stuck:
            return ""
        return "late" if self.late else "untold" if self.to_tell else "silent"


def board(view: View, cursor: str = "") -> Page[Row]:
    """One page: what is stuck first; of what is done the latest first. Two queries; of what is done one. Raises BadCursor.

    The pages after the first are as of the moment of the first: what is late meanwhile does not move between them.
    """
    if view.filters.show is Show.DONE:
        return _done(view, cursor)
    at, after = _place(view, cursor)
    still = View(view.who, view.filters, at)
    found = still.unfinished.filter(_shown(view.filters.show))
    if after:
        found = found.filter(keyset_q(STUCK_FIRST, after))
    places = _ask(found, PAGE + 1)
    last = places[PAGE - 1] if len(places) > PAGE else None
    more = encode_cursor([at, last.late, last.silence, last.pk]) if last else None
    return Page(_rows(places[:PAGE], at), more)


def most_urgent(view: View, most: int) -> list[Row]:
    """The first rows of the board. Two queries."""
    return _rows(_ask(view.unfinished, most), view.at)


def stuck_rows(view: View, most: int) -> list[Row]:
    """What is stuck, the worst first. Two queries."""
    return _rows(_ask(view.unfinished.filter(IS_STUCK), most), view.at)


def sums(view: View) -> dict[str, int]:
    """How many are on their way (open), of these overdue, stuck, not accepted yet, and answered but not told.

    Of the department the board is narrowed to, whatever else it is narrowed to. One query for this and `owners`.
    """
    own = [one for one in view.counted if not view.filters.team or one["team"] == view.filters.team]
    return {name: sum(one[f"n_{name}"] for one in own) for name in COUNTED}


def owners(view: View) -> list[tuple[int, str]]:
    """Who owns a ticket with a request on its way, by name. One query for this and `sums`."""
    found = {(one["ticket__assignee"], one["ticket__assignee__name"]) for one in view.counted}
    return sorted(((pk, name) for pk, name in found if pk), key=lambda one: (one[1], one[0]))


def _on(tickets: QuerySet[Ticket]) -> QuerySet[CollabRequest]:
    return CollabRequest.objects.filter(Exists(tickets.filter(pk=OuterRef("ticket"))))


def _of(staff: Staff) -> Q:
    return Q(by_kind="staff", by_id=staff.pk) | Q(ticket__assignee=staff) | Q(team__in=staff.team_ids)


def _shown(show: Show) -> Q:
    return {Show.STUCK: IS_STUCK, Show.TO_TELL: UNTOLD}.get(show, Q())


def _done(view: View, cursor: str) -> Page[Row]:
    found = view.narrowed.exclude(UNFINISHED)
    if cursor:
        match decode_cursor(cursor):
            case [datetime() as ended, int(pk)] if pk < 2**63:
                found = found.filter(keyset_q(LATEST, [ended, pk]))
            case _:
                raise BadCursor
    rows = list(in_order(found.select_related(*LOADED), LATEST)[: PAGE + 1])
    more = encode_cursor([rows[PAGE - 1].ended_at, rows[PAGE - 1].pk]) if len(rows) > PAGE else None
    return Page([Row(one, False, False, None, view.at) for one in rows[:PAGE]], more)


def _place(view: View, cursor: str) -> tuple[datetime, list[Any]]:
    if not cursor:
        return view.at, []
    match decode_cursor(cursor):
        case [datetime() as at, bool() as late, int(silence), int(pk)] if (
            at.tzinfo and abs(silence) < 2**62 and pk < 2**63
        ):
            return at, [late, silence, pk]
    raise BadCursor


def _ask(found: QuerySet[Any], most: int) -> list[Place]:
    """Where each of the first stands, and nothing else: what is shown of a request is fetched for these alone.

    Asked together, PostgreSQL plans nine joins for every request on its way, and walks all tickets for it.
    """
    return [Place(*one) for one in in_order(found, STUCK_FIRST).values_list(*Place._fields)[:most]]


def _rows(places: Sequence[Place], at: datetime) -> list[Row]:
    shown = CollabRequest.objects.select_related(*LOADED).in_bulk([one.pk for one in places])
    return [Row(shown[one.pk], one.late, is_stuck(one.late, one.silence), one.heard_at, at) for one in places]
