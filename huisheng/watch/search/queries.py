"""Search: numbers, names, phones and Chinese words, always within what the person may see.

Three steps (measured, docs/performance.md): a word that fills the page from the newest 300 tickets needs no index. Else
collect candidates through the bigram indexes, 1,000 at most per source; when a word is commoner than that, walk on from
the newest tickets, a bounded time. Never a count over everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from huisheng.core.accounts.models import Staff
from huisheng.core.base.vault import vault
from huisheng.core.customers.models import Identity
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.paging import BadCursor, decode_cursor, encode_cursor
from huisheng.watch.search.filters import Filter, filters_of
from huisheng.watch.search.hits import Hit, hits_of
from huisheng.watch.search.question import Question, understand
from huisheng.watch.search.sql import Folded, Ids, Keys, Matches, bitmaps_only
from huisheng.watch.search.walk import Walked, first_step, holding, walk_on

CAP = 1000
SOURCES = ("number", "contact", "customer", "subject", "message")  # which reason is named first
KINDS = ("feedback", "talk")  # found by what it is and whose it is; found in what was said
Rows = QuerySet[Any, Any]
Reasons = dict[int, set[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """One page, newest tickets first. Totals are "17" or, where counting would cost, "21+".

    `looked_back_to`: the page is not full, but older tickets were not looked at yet; `next_cursor` goes on there.
    """

    rows: list[Hit]
    total: str
    next_cursor: str
    terms: tuple[str, ...] = ()
    filters: list[Filter] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)  # by kind
    looked_back_to: datetime | None = None

    @property
    def unknown(self) -> list[Filter]:
        """Filters whose value nothing is called."""
        return [one for one in self.filters if one.q is None]


@dataclass(frozen=True, slots=True)
class Asking:
    """One search on its way: `visible` is what may be seen and meets the filters, `before` where the page begins."""

    question: Question
    filters: list[Filter]
    visible: QuerySet[Ticket]
    kind: str
    before: int | None
    limit: int

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind,) if self.kind in KINDS else KINDS

    def answer(
        self,
        hits: list[Hit],
        total: str,
        mark: str = "",
        counts: dict[str, str] | None = None,
        at: datetime | None = None,
    ) -> Found:
        return Found(hits, total, mark, self.question.terms, self.filters, counts or {}, at)

    def mark(self, pks: Sequence[int]) -> str:
        """Where the next page begins, if one more than this page was found."""
        return encode_cursor([pks[self.limit - 1]]) if len(pks) > self.limit else ""


def search(
    staff: Staff,
    query: str,
    *,
    chosen: Iterable[tuple[str, str]] = (),
    kind: str = "",
    cursor: str = "",
    limit: int = 20,
) -> Found:
    """Tickets that hold all words of `query`, or whose number, order, customer or phone it is. Raises BadCursor.

    Phones are found whole or by exactly their last four digits, never by other pieces. `chosen` are filters beside the
    typed ones (`filters.py`); `kind` is one of KINDS, or both.
    """
    question = understand(query)
    filters = filters_of(staff, [*question.filters, *chosen])
    met = [one.q for one in filters if one.q is not None]
    asked = Asking(question, filters, tickets_for(staff).filter(*met), kind, _before(cursor), limit)
    if len(met) < len(filters) or not (question.words or filters):
        return asked.answer([], "0", counts=dict.fromkeys(KINDS, "0"))
    if not question.words:
        return _listed(asked)
    begun = first_step(asked.visible, question, kinds=asked.kinds, before=asked.before)
    if len(begun.pks) > limit and not begun.all_seen:
        return _walked(asked, begun)
    reasons = _candidates(question)
    return _walked(asked, begun) if reasons is None else _collected(asked, reasons)


def _before(cursor: str) -> int | None:
    if not cursor:
        return None
    match decode_cursor(cursor):
        case [int(pk)]:
            return pk
    raise BadCursor


def _collected(asked: Asking, reasons: Reasons) -> Found:
    """All are known: what of it may be seen, counted by kind."""
    seen = sorted(asked.visible.filter(pk__in=Ids(reasons)).values_list("pk", flat=True), reverse=True)
    kinds = {one: [pk for pk in seen if one in _kinds(reasons[pk])] for one in KINDS}
    shown = kinds.get(asked.kind, seen)
    pks = [pk for pk in shown if asked.before is None or pk < asked.before][: asked.limit + 1]
    hits = hits_of(pks[: asked.limit], {pk: _first(reasons[pk]) for pk in pks}, asked.question)
    return asked.answer(hits, str(len(shown)), asked.mark(pks), {one: str(len(found)) for one, found in kinds.items()})


def _walked(asked: Asking, begun: Walked) -> Found:
    """A common word: as much as a bounded way back brings."""
    found = walk_on(asked.visible, asked.question, kinds=asked.kinds, begun=begun, limit=asked.limit)
    hits = hits_of(found.pks[: asked.limit], {}, asked.question)
    whole, counts = len(found.pks) > asked.limit, dict.fromkeys(KINDS, "")
    total = str(len(found.pks)) + ("" if found.all_seen and asked.before is None else "+")
    if whole or found.all_seen:
        return asked.answer(hits, total, asked.mark(found.pks), counts)
    reached = Ticket.objects.filter(pk=found.reached or 0).values_list("created_at", flat=True).first()
    return asked.answer(hits, total, encode_cursor([found.reached]), counts, reached)


def _listed(asked: Asking) -> Found:
    """Filters without words: the newest that meet them."""
    rows = asked.visible if asked.before is None else asked.visible.filter(pk__lt=asked.before)
    pks = list(rows.order_by("-pk").values_list("pk", flat=True)[: asked.limit + 1])
    number = asked.visible.order_by()[: CAP + 1].count()
    total = f"{CAP}+" if number > CAP else str(number)
    hits = hits_of(pks[: asked.limit], {}, asked.question)
    return asked.answer(hits, total, asked.mark(pks), {"feedback": total, "talk": "0"})


def _kinds(sources: set[str]) -> set[str]:
    return {"talk" if source == "message" else "feedback" for source in sources}


def _first(sources: set[str]) -> str:
    return min(sources, key=SOURCES.index)


def _candidates(question: Question) -> Reasons | None:
    """Ticket ids with the reasons, or None when some source has more than CAP of them."""
    sources: list[Rows] = list(_sources(question))
    with bitmaps_only():
        rows = list(sources[0].union(*sources[1:], all=True)) if len(sources) > 1 else list(sources[0])
    counts = dict.fromkeys(SOURCES, 0)
    reasons: Reasons = {}
    for pk, source in rows:
        counts[source] += 1
        reasons.setdefault(pk, set()).add(source)
    return None if max(counts.values()) > CAP else reasons


def _sources(question: Question) -> Iterable[Rows]:
    tickets = Ticket.objects.all()
    if question.number:
        yield _named(tickets.filter(number=question.number), "number")
        return
    if contact := contact_of(question):
        owners = Identity.objects.filter(contact).values("customer")
        yield _named(tickets.filter(customer__in=owners), "contact")
    if question.keys:
        keys = tickets.alias(keys=Folded(Keys("number", "order_number")))
        numbered = keys.filter(Matches(Keys("number", "order_number"), Value(question.keys)))
        yield _named(numbered.filter(holding(question.terms, "keys")), "number")
    yield _named(_worded(tickets, "customer__name", question), "customer")
    yield _named(_worded(tickets, "subject", question), "subject")
    yield _named(_worded(Message.objects.order_by(), "text", question), "message", pk="ticket_id")
    if question.spelled:
        yield _named(tickets.filter(spelled_like(question, "customer__")), "customer")


def contact_of(question: Question) -> Q | None:
    """The identity that the whole field is, if it is one."""
    if question.tail:
        return Q(tail=vault().blind("tail", question.tail))
    if question.phone:
        return Q(kind="phone", blind=vault().blind("phone", question.phone))
    if question.email:
        return Q(kind="email", blind=vault().blind("email", question.email))
    return None


def spelled_like(question: Question, path: str = "") -> Any:
    """Customers whose name is typed so in pinyin; the index over beginnings answers exactly."""
    return Matches(F(f"{path}spelled"), Value(f"'{question.spelled}':*"))


def _worded(rows: Rows, column: str, question: Question) -> Rows:
    found: Rows = rows.filter(Matches(F(column), Value(question.words)))
    return found if question.exact else found.alias(folded=Folded(F(column))).filter(holding(question.terms, "folded"))


def _named(rows: Rows, source: str, *, pk: str = "pk") -> Rows:
    return rows.values_list(pk, Value(source, output_field=CharField()))[: CAP + 1]
