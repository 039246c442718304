"""Search: numbers, names, phones and Chinese words, always within what the person may see.

Two steps (measured, `docs/decisions`): collect candidates through the bigram indexes, 2,000 at most per source; when a
word is commoner than that, walk the tickets from the newest instead. Never a count over everything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value

from huisheng.core.accounts.models import Staff
from huisheng.core.base.vault import vault
from huisheng.core.customers.models import Identity
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.paging import BadCursor, decode_cursor, encode_cursor
from huisheng.kit.text import excerpt
from huisheng.watch.search.marks import Part, marked
from huisheng.watch.search.question import Question, understand
from huisheng.watch.search.sql import Folded, Ids, Keys, Matches, bitmaps_only

CAP = 2000
SOURCES = ("number", "contact", "customer", "subject", "message")  # which reason is named first
Rows = QuerySet[Any, Any]
SHOWN = ("customer", "grade__scheme", "category", "team", "assignee", "channel")


@dataclass(frozen=True, slots=True)
class Hit:
    """One ticket; `where` says what matched (one of SOURCES), `excerpt` shows it."""

    ticket: Ticket
    where: str
    excerpt: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """One page, newest tickets first. `total` is "17" or, where counting would cost, "2000+"."""

    rows: list[Hit]
    total: str
    next_cursor: str
    terms: tuple[str, ...] = ()


def search(staff: Staff, query: str, *, cursor: str = "", limit: int = 20) -> Found:
    """Tickets that hold all words of `query`, or whose number, order, customer or phone it is. Raises BadCursor.

    Phones are found whole or by exactly their last four digits, never by other pieces.
    """
    question, before = understand(query), _before(cursor)
    if not question.words:
        return Found([], "0", "", question.terms)
    candidates = _candidates(question)
    if candidates is None:
        pks, total = _walk(staff, question, before, limit)
    else:
        visible = tickets_for(staff).filter(pk__in=Ids(candidates))
        seen = sorted(visible.values_list("pk", flat=True), reverse=True)
        pks, total = [pk for pk in seen if before is None or pk < before][: limit + 1], str(len(seen))
    shown = pks[:limit]
    more = encode_cursor([shown[-1]]) if len(pks) > limit else ""
    return Found(_hits(shown, candidates or {}, question), total, more, question.terms)


def _before(cursor: str) -> int | None:
    if not cursor:
        return None
    match decode_cursor(cursor):
        case [int(pk)]:
            return pk
    raise BadCursor


def _candidates(question: Question) -> dict[int, str] | None:
    """Ticket ids with the reason, or None when some source has more than CAP of them."""
    sources: list[Rows] = list(_sources(question))
    with bitmaps_only():
        rows = list(sources[0].union(*sources[1:], all=True)) if len(sources) > 1 else list(sources[0])
    counts = dict.fromkeys(SOURCES, 0)
    reasons: dict[int, str] = {}
    for pk, source in rows:
        counts[source] += 1
        if SOURCES.index(source) < SOURCES.index(reasons.get(pk, SOURCES[-1])) or pk not in reasons:
            reasons[pk] = source
    return None if max(counts.values()) > CAP else reasons


def _sources(question: Question) -> Iterable[Rows]:
    tickets = Ticket.objects.all()
    if question.number:
        yield _named(tickets.filter(number=question.number), "number")
        return
    if contact := _contact(question):
        owners = Identity.objects.filter(contact).values("customer")
        yield _named(tickets.filter(customer__in=owners), "contact")
    if question.keys:
        keys = tickets.alias(keys=Folded(Keys("number", "order_number")))
        numbered = keys.filter(Matches(Keys("number", "order_number"), Value(question.keys)))
        yield _named(_holding(numbered, "keys", question), "number")
    yield _named(_worded(tickets, "customer__name", question), "customer")
    yield _named(_worded(tickets, "subject", question), "subject")
    yield _named(_worded(Message.objects.order_by(), "text", question), "message", pk="ticket_id")


def _contact(question: Question) -> Q | None:
    if question.tail:
        return Q(tail=vault().blind("tail", question.tail))
    if question.phone:
        return Q(kind="phone", blind=vault().blind("phone", question.phone))
    if question.email:
        return Q(kind="email", blind=vault().blind("email", question.email))
    return None


def _worded(rows: Rows, column: str, question: Question) -> Rows:
    found = rows.filter(Matches(F(column), Value(question.words))).alias(folded=Folded(F(column)))
    return _holding(found, "folded", question)


def _holding(rows: Rows, column: str, question: Question) -> Rows:
    return rows.filter(reduce(and_, (Q(**{f"{column}__contains": term}) for term in question.terms)))


def _named(rows: Rows, source: str, *, pk: str = "pk") -> Rows:
    return rows.values_list(pk, Value(source, output_field=CharField()))[: CAP + 1]


def _walk(staff: Staff, question: Question, before: int | None, limit: int) -> tuple[list[int], str]:
    """From the newest ticket backwards until the page is full: common words fill it at once."""
    said = Message.objects.order_by().filter(ticket=OuterRef("pk")).alias(folded=Folded(F("text")))
    rows = tickets_for(staff).alias(
        a=Folded(F("subject")), b=Folded(Keys("number", "order_number")), c=Folded(F("customer__name"))
    )
    anywhere = Q(Exists(_holding(said, "folded", question)))
    for column in "abc":
        anywhere |= reduce(and_, (Q(**{f"{column}__contains": term}) for term in question.terms))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    pks = list(rows.filter(anywhere).order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    exact = before is None and len(pks) <= limit
    return pks, str(len(pks)) if exact else f"{CAP}+"


def _hits(pks: Sequence[int], reasons: dict[int, str], question: Question) -> list[Hit]:
    tickets = Ticket.objects.select_related(*SHOWN).in_bulk(list(pks))
    said = _messages(pks, question)
    return [_hit(tickets[pk], reasons.get(pk, ""), said.get(pk, ""), question) for pk in pks if pk in tickets]


def _messages(pks: Sequence[int], question: Question) -> dict[int, str]:
    """The newest message of each ticket that holds the words."""
    said = Message.objects.filter(ticket__in=pks).alias(folded=Folded(F("text")))
    newest = _holding(said, "folded", question).order_by("ticket", "-at", "-pk").distinct("ticket")
    return dict(newest.values_list("ticket", "text"))


def _hit(ticket: Ticket, where: str, said: str, question: Question) -> Hit:
    shown = excerpt(said or ticket.subject, question.terms)
    return Hit(ticket, where or ("message" if said else "subject"), shown, marked(shown, question.terms))
