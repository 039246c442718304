"""The ledger of complaints (台账): what was said, what was offered, what the customer answered, how it ended, what it cost
(requirements S4). One row for each complaint that came in during a period, within what the person may see."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Nature
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.mask import mask_name
from huisheng.kit.paging import Order, page
from huisheng.stages.closure.models import Closure, Confirmation, Reopening
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.watch.insight.period import Period

WITH = ("customer", "channel", "category", "grade", "assignee", "team")
ORDER: Order = (("created_at", "desc"), ("id", "desc"))
AT_ONCE = 200  # complaints of a file that are read together


@dataclass(frozen=True, slots=True)
class Entry:
    """One complaint. `solution` is the latest of `rounds` offers; `answer` the one to it, `closure` the last end, of which
    `reopened` were opened again; `fen` what was given."""

    ticket: Ticket
    customer: str  # masked
    phone: str  # masked, "" without one
    words: str
    rounds: int
    solution: Solution | None
    answer: Confirmation | None
    closure: Closure | None
    reopened: int
    fen: int


@dataclass(frozen=True, slots=True)
class Entries:
    """One page of them."""

    rows: list[Entry]
    next_cursor: str | None


def complaints_of(staff: Staff, period: Period) -> QuerySet[Ticket]:
    """Those that came in during the period and were not merged into another one."""
    came = {"created_at__gte": period.start, "created_at__lt": period.stop}
    return tickets_for(staff).filter(**came, category__nature=Nature.COMPLAINT, merged_into=None)


def entries_page(staff: Staff, period: Period, cursor: str, *, size: int = 50) -> Entries:
    """The latest first. Eight queries. Raises BadCursor."""
    found = page(complaints_of(staff, period).select_related(*WITH), ORDER, cursor, size)
    return Entries(_entries(found.rows), found.next_cursor)


def every_entry(staff: Staff, period: Period) -> Iterator[Entry]:
    """All of them in the order in which they came in, for a file: eight queries for two hundred, and only those in memory."""
    ids = list(complaints_of(staff, period).order_by("created_at", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        rows = tickets_for(staff).filter(pk__in=ids[start : start + AT_ONCE]).select_related(*WITH)
        yield from _entries(list(rows.order_by("created_at", "id")))


def _entries(tickets: Sequence[Ticket]) -> list[Entry]:
    ids = [one.pk for one in tickets]
    said = _first(Message.objects.filter(ticket__in=ids, kind=Message.Kind.CUSTOMER).order_by("at", "id"))
    offers: dict[int, list[Solution]] = defaultdict(list)
    for offer in Solution.objects.filter(ticket__in=ids).order_by("round"):
        offers[offer.ticket_id].append(offer)
    answers = {one.solution_id: one for one in Confirmation.objects.filter(ticket__in=ids)}
    ends = _first(Closure.objects.filter(ticket__in=ids).order_by("-id"))
    again = dict(Reopening.objects.filter(ticket__in=ids).values_list("ticket").annotate(n=Count("pk")).order_by())
    given = Compensation.objects.filter(ticket__in=ids, state=Compensation.State.GIVEN)
    amounts = dict(given.values_list("ticket").annotate(fen=Sum("fen")).order_by())
    phones = _phones({one.customer_id for one in tickets})
    return [
        Entry(
            one, mask_name(one.customer.name), phones.get(one.customer_id, ""),
            said[one.pk].text if one.pk in said else one.subject, len(offers[one.pk]),
            (latest := offers[one.pk][-1] if offers[one.pk] else None), answers.get(latest.pk) if latest else None,
            ends.get(one.pk), again.get(one.pk, 0), amounts.get(one.pk) or 0,
        )
        for one in tickets
    ]  # fmt: skip


def _first(rows: QuerySet[Any]) -> dict[int, Any]:
    """The first row of each ticket."""
    found: dict[int, Any] = {}
    for row in rows:
        found.setdefault(row.ticket_id, row)
    return found


def _phones(customers: set[int]) -> dict[int, str]:
    known = Identity.objects.filter(customer__in=customers, kind=IdentityKind.PHONE).order_by("-verified", "id")
    found: dict[int, str] = {}
    for one in known:
        found.setdefault(one.customer_id, one.masked)
    return found
