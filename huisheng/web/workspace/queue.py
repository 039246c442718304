"""The rows of the desk: red first, then what is due first. Few columns, one query a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.access import Sight, sight_of, somebody, tickets_for
from huisheng.core.tickets.models import IS_OPEN, NEVER, Ticket
from huisheng.kit.paging import Order, Page, in_order, page, page_of

RED_FIRST: Order = (
    ("severity", "desc"),
    ("next_due_at", "asc"),
    ("id", "asc"),
)
DUE_FIRST: Order = (("next_due_at", "asc"), ("id", "asc"))
NEWEST: Order = (("id", "desc"),)
SOON = timedelta(hours=1)
PAGE = 40
MOST_COUNTED = 99
COUNTED = ("mine", "team", "unassigned", "due")

VIEWS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "team": _("Team"),
    "unassigned": _("Unassigned"),
    "due": _("Due soon"),
    "all": _("All"),
}
EMPTY: dict[str, tuple[str | Promise, str | Promise]] = {
    "mine": (_("Nothing on your desk."), _("New feedback comes to you by itself while you are online; the pool is under “Unassigned”.")),
    "team": (_("The team's desk is clear."), _("Feedback of your teams appears here as it comes in.")),
    "unassigned": (_("Nobody is waiting."), _("Feedback that found nobody at the desk waits here until somebody takes it.")),
    "due": (_("Nothing falls due within the hour."), _("Open feedback appears here an hour before its next promise.")),
    "all": (_("No feedback matches."), _("Feedback comes in by the public form, by the API, or by hand with “Enter”.")),
}  # fmt: skip
COLUMNS = (
    "id", "number", "subject", "status", "severity", "next_due_at", "created_at", "last_message_at",
    "customer__name", "grade__name", "grade__name_en", "grade__colour", "assignee__name", "assignee_id",
    "urged",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue: the columns above, in their order."""

    id: int
    number: str
    subject: str
    status: str
    severity: int
    next_due_at: datetime
    created_at: datetime
    last_message_at: datetime
    customer: str
    grade: str | None
    grade_en: str | None
    colour: str | None
    assignee: str | None
    assignee_id: int | None
    urged: int

    @property
    def due(self) -> datetime | None:
        return None if self.next_due_at >= NEVER else self.next_due_at


@dataclass(frozen=True, slots=True)
class Counted:
    """A tab and how much lies in it, "99+" beyond what is worth counting."""

    code: str
    label: str | Promise
    count: str


def queue_page(staff: Staff, view: str, *, filters: dict[str, str], cursor: str = "") -> Page[Row]:
    """One page of rows for this person. Unknown filters are ignored, a bad cursor raises BadCursor."""
    if not cursor and not any(filters.values()):
        rows = _first_page(sight_of(staff), view, PAGE)(staff.pk, staff.team_ids, _soon())
        return page_of([Row(*one) for one in rows], _order(view), PAGE)
    closed = filters.get("status") == "closed"
    found = filtered(rows_of(staff, view, closed=closed), filters).values_list(*COLUMNS, named=True)
    asked = page(found, NEWEST if closed else _order(view), cursor or None, PAGE)
    return Page([Row(*one) for one in asked.rows], asked.next_cursor)


def rows_of(staff: Staff, view: str, *, closed: bool = False, soon: datetime | None = None) -> QuerySet[Ticket]:
    """The tickets of one view, within the gate; open ones unless closed ones are asked for."""
    seen = tickets_for(staff).filter(Q(status="closed") if closed else IS_OPEN)
    if view == "mine":
        return seen.filter(assignee=staff)
    if view == "unassigned":
        return seen.filter(assignee=None)
    if view == "due":
        return seen.filter(next_due_at__lt=soon or _soon())
    if view == "team":
        return seen.filter(team__any=staff.team_ids) if staff.team_ids else seen
    return seen


def _soon() -> datetime:
    return timezone.now() + SOON


def _order(view: str) -> Order:
    return DUE_FIRST if view == "due" else RED_FIRST


def filtered(found: QuerySet[Ticket], filters: dict[str, str]) -> QuerySet[Ticket]:
    wanted = {
        "grade": Q(grade__colour=filters.get("grade")),
        "status": Q(status=filters.get("status")),
        "category": Q(category__code=filters.get("category")),
        "channel": Q(channel__code=filters.get("channel")),
        "assignee": Q(assignee__username=filters.get("assignee")),
    }
    for name, condition in wanted.items():
        if filters.get(name):
            found = found.filter(condition)
    return found


def counts(staff: Staff) -> list[Counted]:
    """How much lies in each view; counting stops at 99, so that a flood costs no more than a trickle. One query."""
    found = _counter(sight_of(staff), MOST_COUNTED + 1)(staff.pk, staff.team_ids, _soon())
    numbers = dict(zip(COUNTED, found[0], strict=True))
    return [Counted(code, label, _capped(numbers.get(code))) for code, label in VIEWS.items()]


def _capped(number: int | None) -> str:
    if number is None:
        return ""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


class CountOf(Subquery):
    """How many rows a queryset has."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@lru_cache(maxsize=64)
def _first_page(sight: Sight, view: str, size: int) -> Asked[tuple[Any, ...]]:
    def build(pk: int, teams: list[int], soon: datetime) -> QuerySet[Ticket, tuple[Any, ...]]:
        found = rows_of(somebody(sight, pk, teams), view, soon=soon)
        return in_order(found, _order(view)).values_list(*COLUMNS)[: size + 1]

    return Asked(build, int, list, datetime)


@lru_cache(maxsize=64)
def _counter(sight: Sight, most: int) -> Asked[tuple[int, ...]]:
    def build(pk: int, teams: list[int], soon: datetime) -> QuerySet[Staff, tuple[int, ...]]:
        staff = somebody(sight, pk, teams)
        views = [CountOf(rows_of(staff, code, soon=soon).order_by().values("pk")[:most]) for code in COUNTED]
        return Staff.objects.filter(pk=pk).values_list(*views)

    return Asked(build, int, list, datetime)
