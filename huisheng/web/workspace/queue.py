"""The rows of the desk: few columns, one query a page, the next page where the last one ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.access import Sight, sight_of, somebody, tickets_for
from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.conditions import ConditionError
from huisheng.kit.paging import Page, in_order, page, page_of
from huisheng.watch.automation.models import SavedView
from huisheng.watch.automation.orders import ACT_BY, ORDERS
from huisheng.web.workspace.desk_views import SOON, VIEWS, View, rows_of

PAGE = 40
MOST_COUNTED = 99
MOST_ASKED = 100  # rows that an open page may ask for anew at once
COUNTED = ("mine", "team", "unassigned", "due")
BASE = (
    "id", "number", "subject", "status", "severity", "next_due_at", "reply_by", "created_at", "last_message_at",
    "customer__name", "grade__name", "grade__name_en", "grade__colour", "assignee__name", "assignee_id",
    "urged",
)  # fmt: skip
FURTHER: dict[str, tuple[str, ...]] = {  # what a chosen column needs beyond these; names in both languages
    "channel": ("channel__name", "channel__name_en"),
    "category": ("category__name", "category__name_en"),
    "team": ("team__name", "team__name_en"),
    "tier": ("customer__tier__name", "customer__tier__name_en"),
    "order_number": ("order_number",),
}
Fact = tuple[str, str | datetime]  # code of the column, what it says


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue: the columns of BASE in their order, and what further columns were asked to tell."""

    id: int
    number: str
    subject: str
    status: str
    severity: int
    next_due_at: datetime
    reply_by: datetime
    created_at: datetime
    last_message_at: datetime
    customer: str
    grade: str | None
    grade_en: str | None
    colour: str | None
    assignee: str | None
    assignee_id: int | None
    urged: int
    facts: tuple[Fact, ...] = ()

    @property
    def due(self) -> datetime | None:
        return None if self.next_due_at >= NEVER else self.next_due_at

    @property
    def act_by(self) -> datetime:
        return min(self.next_due_at, self.reply_by)


@dataclass(frozen=True, slots=True)
class Counted:
    """A tab and how much lies in it, "99+" beyond what is worth counting."""

    code: str
    label: str | Promise
    count: str


@dataclass(frozen=True, slots=True)
class Again:
    """A row that an open page asked for anew; `here` = it still belongs to the view."""

    row: Row
    here: bool


def queue_page(staff: Staff, view: View, *, filters: dict[str, str], cursor: str = "") -> Page[Row]:
    """One page of rows for this person. Unknown filters are ignored, a bad cursor raises BadCursor.

    Raises ConditionError for a saved view that cannot be asked any more.
    """
    order, wanted = ORDERS[view.order].steps, columns_of(view)
    if not cursor and view.saved is None and not any(filters.values()):
        found = _first_page(sight_of(staff), view, PAGE)(staff.pk, staff.team_ids, timezone.now() + SOON)
        return page_of([made(one, view) for one in found], order, PAGE)
    rows = _with_act_by(filtered(rows_of(staff, view), filters)).values_list(*wanted, ACT_BY, named=True)
    asked = page(rows, order, cursor or None, PAGE, filled=[ACT_BY])
    return Page([made(one, view) for one in asked.rows], asked.next_cursor)


def rows_again(staff: Staff, view: View, numbers: Sequence[str], *, filters: dict[str, str]) -> list[Again]:
    """The rows of these tickets as they are now, as far as this person may see them. One query."""
    here = filtered(rows_of(staff, view), filters).order_by().filter(pk=OuterRef("pk"))
    found = tickets_for(staff).filter(number__in=list(numbers)[:MOST_ASKED])
    rows = found.annotate(here=Exists(here)).values_list(*columns_of(view), "here")
    return [Again(made(one, view), bool(one[-1])) for one in rows]


def matching(staff: Staff, view: View, *, filters: dict[str, str]) -> QuerySet[Ticket]:
    """All tickets of the view as it is filtered, in its order."""
    return in_order(_with_act_by(filtered(rows_of(staff, view), filters)), ORDERS[view.order].steps)


def columns_of(view: View) -> tuple[str, ...]:
    """What is read for a row of this view."""
    return (*BASE, *(name for code in view.columns for name in FURTHER.get(code, ())))


def made(values: Sequence[Any], view: View) -> Row:
    """A row of what `columns_of` read."""
    row, further = Row(*values[: len(BASE)]), list(values[len(BASE) :])
    facts = []
    for code in view.columns:
        given = [further.pop(0) for _name in FURTHER.get(code, ())]
        if said := _said(code, row, given):
            facts.append((code, said))
    return replace(row, facts=tuple(facts)) if facts else row


def _said(code: str, row: Row, given: list[Any]) -> str | datetime | None:
    """What a column says of a row; None where there is nothing to say."""
    if given:
        name, english = given[0], given[-1]
        return (english if (get_language() or "").startswith("en") and english else name) or None
    if code == "reply_by":
        return row.reply_by if row.reply_by < NEVER else None
    plain: dict[str, str | datetime] = {
        "number": row.number,
        "status": str(Status(row.status).label),
        "created": row.created_at,
        "last_word": row.last_message_at,
    }
    return plain.get(code)


def _with_act_by(found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return found.annotate(act_by=Least("next_due_at", "reply_by"))


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


def counts(staff: Staff, saved: Iterable[SavedView] = ()) -> list[Counted]:
    """How much lies in each view; counting stops at 99, so that a flood costs no more than a trickle.

    One query for the views every desk has, and one for those that people keep.
    """
    found = _counter(sight_of(staff), MOST_COUNTED + 1)(staff.pk, staff.team_ids, timezone.now() + SOON)
    numbers = dict(zip(COUNTED, found[0], strict=True))
    usual = [Counted(code, label, _capped(numbers.get(code))) for code, label in VIEWS.items()]
    return usual + _counted_saved(staff, list(saved))


def _counted_saved(staff: Staff, saved: list[SavedView]) -> list[Counted]:
    asked: dict[str, CountOf] = {}
    for one in saved:
        try:
            rows = rows_of(staff, View(one.code, one.label, "", saved=one))
        except ConditionError:
            continue  # the view itself says what is wrong with it
        asked[one.code] = CountOf(rows.order_by().values("pk")[: MOST_COUNTED + 1])
    found = Staff.objects.filter(pk=staff.pk).values_list(*asked.values()).first() if asked else ()
    numbers = dict(zip(asked, found or (), strict=True))
    return [Counted(one.code, one.label, _capped(numbers.get(one.code))) for one in saved]


def _capped(number: int | None) -> str:
    if number is None:
        return ""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


class CountOf(Subquery):
    """How many rows a queryset has."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@lru_cache(maxsize=512)
def _first_page(sight: Sight, view: View, size: int) -> Asked[tuple[Any, ...]]:
    def build(pk: int, teams: list[int], soon: datetime) -> QuerySet[Ticket, tuple[Any, ...]]:
        found = _with_act_by(rows_of(somebody(sight, pk, teams), view, soon=soon))
        return in_order(found, ORDERS[view.order].steps).values_list(*columns_of(view))[: size + 1]

    return Asked(build, int, list, datetime)


@lru_cache(maxsize=64)
def _counter(sight: Sight, most: int) -> Asked[tuple[int, ...]]:
    def build(pk: int, teams: list[int], soon: datetime) -> QuerySet[Staff, tuple[int, ...]]:
        staff = somebody(sight, pk, teams)
        views = [CountOf(rows_of(staff, code, soon=soon).order_by().values("pk")[:most]) for code in COUNTED]
        return Staff.objects.filter(pk=pk).values_list(*views)

    return Asked(build, int, list, datetime)
