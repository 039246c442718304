"""What a change of the rules would have done to last month's tickets, before anybody saves it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from huisheng.core.catalogue.models import Grade, GradingScheme
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.many import facts_of_many
from huisheng.stages.triage.models import GradeRule
from huisheng.stages.triage.rulebook import RuleBook, Scheme, graded, rulebook, with_matrix
from huisheng.stages.triage.trial import recent

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that would get another grade; None: none at all."""

    number: str
    subject: str
    before: Grade | None
    after: Grade | None


@dataclass(frozen=True, slots=True)
class DryRun:
    """Of `seen` tickets `changed` would be graded otherwise; `counts` by the pair of grades, `rows` the newest twenty."""

    seen: int
    bounded: bool
    changed: int
    grades: tuple[Grade, ...]  # all that occur, the gravest first
    counts: Mapping[tuple[int | None, int | None], int]
    rows: tuple[Moved, ...]

    @property
    def some_ungraded(self) -> bool:
        return any(None in pair for pair in self.counts)


def dry_run(changed: RuleBook, among: QuerySet[Ticket], *, book: RuleBook | None = None) -> DryRun:
    """The rules in force against the changed ones, over the tickets of the last 30 days, the newest 2,000 the reader
    may see. Rules against rules: what a person decided by hand is not asked. At most seven statements.
    """
    book = book or rulebook()
    tickets, bounded = recent(among)
    facts = facts_of_many(tickets, {"text", *book.asked_to_grade, *changed.asked_to_grade})
    counts: Counter[tuple[int | None, int | None]] = Counter()
    found: dict[int, Grade] = {}
    rows: list[Moved] = []
    for ticket, known in zip(tickets, facts, strict=True):
        old, new = graded(book, known), graded(changed, known)
        before, after = old.grade if old else None, new.grade if new else None
        found |= {grade.pk: grade for grade in (before, after) if grade}
        pair = (before.pk if before else None, after.pk if after else None)
        counts[pair] += 1
        if pair[0] != pair[1] and len(rows) < EXAMPLES:
            rows.append(Moved(ticket.number, ticket.subject, before, after))
    moved = sum(count for (before_pk, after_pk), count in counts.items() if before_pk != after_pk)
    grades = tuple(sorted(found.values(), key=lambda one: (-one.severity, one.pk)))
    return DryRun(len(tickets), bounded, moved, grades, counts, tuple(rows))


def with_rule(book: RuleBook, rule: GradeRule, *, place: int = 0) -> RuleBook:
    """The book as it would be with this rule, saved or not; `place` 1 is the top of its scheme, 0 where it stands."""

    def changed(scheme: Scheme) -> Scheme:
        if scheme.row.pk != rule.grade.scheme_id:
            return scheme
        rules = list(scheme.rules)
        here = next((at for at, one in enumerate(rules) if rule.pk and one.pk == rule.pk), None)
        if here is not None:
            rules.pop(here)
        there = _index(scheme.rules, place) if place else here
        if rule.enabled:
            rules.insert(len(rules) if there is None else there, rule)
        return replace(scheme, rules=tuple(rules))

    return _with_schemes(book, [changed(scheme) for scheme in book.schemes])


def _index(rules: Sequence[GradeRule], place: int) -> int:
    return min(max(place - 1, 0), len(rules))


def with_matrix_change(
    book: RuleBook, scheme: GradingScheme, *, mode: str, cells: Mapping[tuple[int, int], int]
) -> RuleBook:
    """The book with another mode of a scheme that is on, and other grades in cells (ids of impact, urgency, grade)."""

    def changed(one: Scheme) -> Scheme:
        if one.row.pk != scheme.pk:
            return one
        row = copy(one.row)
        row.mode = mode
        full = with_matrix(row, one.rules) if row.weighs else replace(one, row=row)
        return replace(full, grades=one.grades, cells={**full.cells, **cells})

    return _with_schemes(book, [changed(one) for one in book.schemes])


def _with_schemes(book: RuleBook, schemes: Sequence[Scheme]) -> RuleBook:
    asked = frozenset[str]().union(*(scheme.asked for scheme in schemes))
    return replace(book, schemes=tuple(schemes), asked_to_grade=asked)
