"""A word that stands everywhere: go back from the newest ticket until the page is full, or the time for it is over."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import F, Q, QuerySet, Value

from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.text import CJK
from huisheng.watch.search.question import Question
from huisheng.watch.search.sql import Folded, Ids, Joined, Keys

CHINESE = re.compile(f"[{CJK}]+")
FIRST, MOST = 300, 1_200  # tickets looked at in the first step, each step twice as many
BUDGET_S = 0.05  # no new step after that: the page says how far it looked, and offers to look further


@dataclass(frozen=True, slots=True)
class Walked:
    """Ticket ids, newest first; `reached` is the last one looked at, `all_seen` says that nothing older is left."""

    pks: list[int]
    reached: int | None
    all_seen: bool
    size: int  # of the next step


def first_step(rows: QuerySet[Ticket], question: Question, *, kinds: Iterable[str], before: int | None) -> Walked:
    """What the newest 300 of `rows` bring."""
    return _step(rows, question, kinds, Walked([], before, False, FIRST))


def walk_on(rows: QuerySet[Ticket], question: Question, *, kinds: Iterable[str], begun: Walked, limit: int) -> Walked:
    """Go on until there are more than `limit` tickets, none are left, or BUDGET_S seconds are over."""
    began = time.monotonic()
    while len(begun.pks) <= limit and not begun.all_seen and time.monotonic() - began < BUDGET_S:
        begun = _step(rows, question, kinds, begun)
    return begun


def holding(terms: Iterable[str], *columns: str) -> Q:
    """All terms occur in one of these columns."""
    found = [reduce(and_, (Q(**{f"{column}__contains": term}) for term in terms)) for column in columns]
    return reduce(lambda one, other: one | other, found)


def _step(rows: QuerySet[Ticket], question: Question, kinds: Iterable[str], begun: Walked) -> Walked:
    older = rows if begun.reached is None else rows.filter(pk__lt=begun.reached)
    window = list(older.order_by("-pk").values_list("pk", flat=True)[: begun.size])
    found = sorted(_holding(window, question, set(kinds)), reverse=True)
    reached = window[-1] if window else begun.reached
    all_seen = len(window) < begun.size
    return Walked([*begun.pks, *found], reached, all_seen, min(begun.size * 2, MOST))


def _holding(window: list[int], question: Question, kinds: set[str]) -> set[int]:
    found: set[int] = set()
    if "feedback" in kinds:
        found |= set(_tickets(window, question).values_list("pk", flat=True))
    if "talk" in kinds:
        said = Message.objects.order_by().filter(ticket__in=Ids(window)).alias(folded=Folded(F("text")))
        found |= set(said.filter(holding(question.terms, _column(question, "text"))).values_list("ticket", flat=True))
    return found


def _tickets(window: list[int], question: Question) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(pk__in=Ids(window)).alias(
        folded=Folded(F("subject")),
        keys=Folded(Keys("number", "order_number")),
        folded_name=Folded(F("customer__name")),
        typed=Joined(Value(" "), F("customer__spelled")),
    )
    if all(CHINESE.fullmatch(term) for term in question.terms):
        return rows.filter(holding(question.terms, "subject", "customer__name"))
    said = holding(question.terms, "folded", "keys", "folded_name")
    return rows.filter(said | Q(typed__contains=f" {question.spelled}") if question.spelled else said)


def _column(question: Question, text: str) -> str:
    """Chinese words are compared as they stand; folding (12 times dearer) is for Latin ones."""
    return text if all(CHINESE.fullmatch(term) for term in question.terms) else "folded"
