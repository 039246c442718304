"""What the rulebook says about a ticket that is not stored yet, and the rows and lines that triage writes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from huisheng.core.accounts.models import Team
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.routing.rulebook import team_for
from huisheng.stages.triage.actions.judging import MACHINE
from huisheng.stages.triage.facts import facts_of
from huisheng.stages.triage.models import CategoryChange, CategoryRule, GradeRule, Grading, TicketTag
from huisheng.stages.triage.rulebook import Classified, Graded, answers, classified, graded

from .house import Shop

Line = tuple[models.Model | None, str, Party, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Category and tags, grade, team. `wish` is the category that came with it and won over the rules."""

    classified: Classified
    graded: Graded | None
    wish: Category | None
    team: Team

    def lines(self, ticket: Ticket, *, sender: Party, at: datetime) -> Iterator[Line]:
        """Rows of triage with their lines in the ledger, in the order of arrival."""
        yield from self._category(ticket, sender=sender, at=at)
        if tags := answers(self.classified.tags):
            rows = [TicketTag(ticket=ticket, tag=tag, at=at, by_kind=SYSTEM.kind) for tag in tags]
            payload = {"added": [tag.code for tag in tags], "removed": [], "rows": rows}
            yield None, "tags_changed", SYSTEM, payload
        if self.graded:
            yield _grading(ticket, self.graded, at=at)

    def _category(self, ticket: Ticket, *, sender: Party, at: datetime) -> Iterator[Line]:
        rule = None if self.wish else self.classified.rule
        category = self.wish or self.classified.category
        if category is None:
            return
        by = sender if self.wish else _rule(rule)
        row = CategoryChange(
            ticket=ticket,
            category=category,
            rule=rule,
            words=[] if self.wish else self.classified.words,
            at=at,
            by_kind=by.kind,
            by_id=by.id,
        )
        source = "rule" if by.kind in MACHINE else "person"
        payload = {"category": category.code, "before": None, "rule": rule.pk if rule else None, "source": source}
        yield row, "category_set", by, payload


def judge(ticket: Ticket, text: str, *, wish: str, expected: str, repeats: int, shop: Shop) -> Judged:
    """Classify, grade and route an opened ticket in memory; its columns of triage are set.

    `wish` is the sender's choice of a category; `expected` becomes one where the rules think of another nature.
    """
    book = shop.rules
    known: dict[str, object] = {"repeat_count": repeats, "tags": []}
    facts = facts_of(ticket, text, book.asked_to_classify, counted=0)
    facts.known.update(known)
    found = classified(book, facts)
    chosen, meant = book.categories.get(wish), book.categories.get(expected)
    if meant and (found.category is None or found.category.nature != meant.nature):
        chosen = meant
    ticket.category = chosen or found.category
    facts = facts_of(ticket, text, book.asked_to_grade, counted=0)
    facts.known.update(known, tags=[tag.code for tag in found.tags])
    weighed = graded(book, facts)
    if weighed:
        ticket.grade, ticket.severity = weighed.grade, weighed.grade.severity
    team, _routing_rule = team_for(ticket, shop.routes)
    if team is None:
        raise LookupError("the shop has no team")
    return Judged(found, weighed, chosen, team)


def _grading(ticket: Ticket, found: Graded, *, at: datetime) -> Line:
    by, rule = _rule(found.rule), found.rule
    row = Grading(
        ticket=ticket,
        scheme=found.scheme,
        grade=found.grade,
        rule=rule,
        words=found.words,
        at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    payload = {
        "grade": found.grade.code,
        "before": None,
        "rule": rule.pk if rule else None,
        "source": "rule",
        "grading": row.pk,
    }
    return row, "ticket_graded", by, payload


def _rule(rule: CategoryRule | GradeRule | None) -> Party:
    return Party("rule", rule.pk, rule.name) if rule else SYSTEM
