"""The ledger of compensation: amounts of a period, by person, category, grade and kind (requirements S1, S4 台账)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.tickets.access import tickets_for
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.handling.models import Compensation

State = Compensation.State
PILES: dict[str, tuple[str, ...]] = {  # what the page shows of: which states, counted by which instant
    "given": (State.GIVEN,),
    "waiting": (State.ASKED, State.APPROVED),
    "gone": (State.REFUSED, State.WITHDRAWN),
}
COLUMNS = {"person": "by_id", "category": "ticket__category", "grade": "ticket__grade", "kind": "kind"}
WITH = ("ticket__customer", "ticket__category", "ticket__grade", "decided_by", "given_by")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A pile (given, waiting, gone) of a stretch of time, narrowed: column → value (None = without). What waits, waits
    whenever it was proposed: it has no stretch of time.
    """

    pile: str
    since: datetime
    until: datetime
    narrowed: dict[str, Any]

    @property
    def by_time(self) -> str:
        """What was given counts on the day it was given, the rest on the day it was proposed."""
        return "given_at" if self.pile == "given" else "asked_at"


@dataclass(frozen=True, slots=True)
class Group:
    """One person, category, grade or kind: how many, and how much in fen."""

    value: Any
    name: str
    count: int
    fen: int


def ledger_of(staff: Staff, wanted: Wanted) -> QuerySet[Compensation]:
    """The rows, within the tickets this person may see."""
    time = {f"{wanted.by_time}__gte": wanted.since, f"{wanted.by_time}__lt": wanted.until}
    time = {} if wanted.pile == "waiting" else time
    found = Compensation.objects.filter(**time, state__in=PILES[wanted.pile], ticket__in=tickets_for(staff))
    return found.filter(**{COLUMNS[name]: value for name, value in wanted.narrowed.items()})


def ledger_page(staff: Staff, wanted: Wanted, cursor: str, *, size: int = 50) -> Page[Compensation]:
    """Newest first. One query. Raises BadCursor."""
    order: Order = ((wanted.by_time, "desc"), ("id", "desc"))
    return page(ledger_of(staff, wanted).select_related(*WITH), order, cursor, size, filled={"given_at"})


def every_row(staff: Staff, wanted: Wanted) -> Iterator[Compensation]:
    """All of them, for a file; fetched piece by piece."""
    rows = ledger_of(staff, wanted).select_related(*WITH).order_by(f"-{wanted.by_time}", "-id")
    return rows.iterator(chunk_size=500)


def sums_of(staff: Staff, wanted: Wanted) -> dict[str, int]:
    """How many and how many fen: all, and the part that was allowed within the proposer's own limit. One query."""
    own = Q(decided_at__isnull=False, decided_by=None)
    found = ledger_of(staff, wanted).aggregate(
        count=Count("pk"), own=Count("pk", filter=own), total=Sum("fen"), own_total=Sum("fen", filter=own)
    )
    return {name: value or 0 for name, value in found.items()}


def groups_of(staff: Staff, wanted: Wanted, by: str) -> list[Group]:
    """The same amounts by person, category, grade or kind, the largest first. Two queries, one for kinds."""
    rows = ledger_of(staff, wanted).order_by().values_list(COLUMNS[by]).annotate(n=Count("pk"), total=Sum("fen"))
    found = sorted(rows, key=lambda row: (-row[2], str(row[0])))
    names = names_of(by, {value for value, _n, _fen in found})
    return [Group(value, names.get(value, ""), n, fen) for value, n, fen in found]


def names_of(by: str, values: set[Any]) -> dict[Any, str]:
    """What these values of a column are called. One query, none for kinds."""
    if by == "kind":
        return {code: str(label) for code, label in Compensation.Kind.choices}
    if by == "person":
        return dict(Staff.objects.filter(pk__in=values).values_list("pk", "name"))
    table: type[Category] | type[Grade] = Category if by == "category" else Grade
    return {row.pk: row.label for row in table._default_manager.filter(pk__in=values)}
