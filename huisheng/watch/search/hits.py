"""Found tickets as a page shows them: why they were found, and where the words stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.text import excerpt
from huisheng.watch.search.marks import Part, marked
from huisheng.watch.search.question import Question
from huisheng.watch.search.sql import Folded
from huisheng.watch.search.walk import holding

SHOWN = ("customer", "grade__scheme", "category", "team", "assignee", "channel")


@dataclass(frozen=True, slots=True)
class Hit:
    """One ticket; `where` says what matched (queries.SOURCES), `excerpt` shows it, `said_at` when it was said."""

    ticket: Ticket
    where: str
    excerpt: str
    parts: list[Part] = field(default_factory=list)
    subject: list[Part] = field(default_factory=list)
    name: list[Part] = field(default_factory=list)
    said_at: datetime | None = None


def hits_of(pks: Sequence[int], reasons: Mapping[int, str], question: Question) -> list[Hit]:
    """The tickets in this order, with the newest message of each that holds the words. Two queries."""
    tickets = Ticket.objects.select_related(*SHOWN).in_bulk(list(pks))
    said = _messages(pks, question) if question.terms else {}
    return [_hit(tickets[pk], reasons.get(pk, ""), said.get(pk), question) for pk in pks if pk in tickets]


def _messages(pks: Sequence[int], question: Question) -> dict[int, tuple[str, datetime]]:
    said = Message.objects.filter(ticket__in=pks).alias(folded=Folded(F("text")))
    newest = said.filter(holding(question.terms, "folded")).order_by("ticket", "-at", "-pk").distinct("ticket")
    return {pk: (text, at) for pk, text, at in newest.values_list("ticket", "text", "at")}


def _hit(ticket: Ticket, where: str, said: tuple[str, datetime] | None, question: Question) -> Hit:
    text, at = said or ("", None)
    shown, terms = excerpt(text or ticket.subject, question.terms), question.terms
    by_name = where == "customer" and question.spelled
    return Hit(
        ticket,
        where or ("message" if said else "subject"),
        shown,
        marked(shown, terms),
        marked(ticket.subject, terms),
        [Part(ticket.customer.name, hit=True)] if by_name else marked(ticket.customer.name, terms),
        at,
    )
