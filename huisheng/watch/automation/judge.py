"""Hold the conditions of rules against one ticket and what just happened to it.

What the table of ticket fields can ask (`fields.py`) is asked of the database, all of it in one query; what only the
event knows is read from the event. So a rule's preview and its run mean the same.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils.translation import gettext as _

from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.conditions import Condition, ConditionError, FieldSpec, Hit, describe, evaluate, to_q, validate
from huisheng.kit.conditions.shapes import group_of, words_of
from huisheng.stages.triage.facts import Facts, fields_asked
from huisheng.watch.automation.facts import LIKE, OWN_FIELDS, facts_for
from huisheng.watch.automation.fields import fields_for, fields_to_choose

MARK = "asked_"  # how an answer of the database is called among the facts
Fields = Mapping[str, FieldSpec]


def rule_fields(now: datetime) -> dict[str, FieldSpec]:
    """All fields a rule may ask, with what the house can choose from just now. Some small queries."""
    fields = OWN_FIELDS | fields_to_choose(None, now)
    return fields | {name: replace(fields[name], choices=fields[like].choices) for name, like in LIKE.items()}


def faults_of(condition: Condition, fields: Fields) -> list[str]:
    """What is wrong with a rule's condition, as sentences in the reader's language; empty = it can be used."""
    if faults := validate(condition, fields):
        return faults
    try:
        to_q(asked_part(condition), fields)
        for leaf in leaves_of(condition):
            if leaf["field"] not in OWN_FIELDS:
                to_q(leaf, fields)
    except ConditionError as refused:
        return [str(refused)]
    return []


def leaves_of(condition: Condition) -> list[Condition]:
    """The single questions of a condition, in their order."""
    group = group_of(condition) if condition else "all"
    if group is None:
        return [condition]
    parts = [condition[group]] if group == "not" else condition.get(group, [])
    return [leaf for part in parts for leaf in leaves_of(part)]


def asked_part(condition: Condition) -> Condition:
    """What the database can say before: those of the joined questions that ask nothing of an event. Holds for more, never
    for less.
    """
    if not fields_asked(condition) & set(OWN_FIELDS):
        return condition
    if "all" not in condition:
        return {}
    return {"all": [part for part in condition["all"] if not fields_asked(part) & set(OWN_FIELDS)]}


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a condition, and how it was answered."""

    sentence: str
    holds: bool
    found: str  # what was found there, in words; "" where there is nothing to show


class Judge:
    """Answers conditions about one ticket. The first that asks anything of the database costs one query for all."""

    def __init__(self, ticket: Ticket, event: Event | None, conditions: Iterable[Condition], now: datetime) -> None:
        self.ticket, self.now = ticket, now
        self.asked: dict[str, Condition] = {}  # mark → question
        wanted: set[str] = set()
        for condition in conditions:
            for leaf in leaves_of(condition):
                wanted.add(leaf["field"])
                if leaf["field"] not in OWN_FIELDS:
                    self.asked[_mark(leaf)] = leaf
        own = facts_for(ticket, event, wanted & set(OWN_FIELDS), at=now)
        self.facts = Facts({**own.read, **self._read()})  # each found out once, however many rules ask
        self.answers: dict[str, bool] | None = None
        self.broken: dict[str, ConditionError] = {}

    def hit(self, condition: Condition) -> Hit:
        """Whether it holds, with the words of the event that decided. Raises ConditionError."""
        return evaluate(self._resolved(condition), self.facts)

    def explain(self, condition: Condition, fields: Fields) -> list[Answer]:
        """Each question of a condition with its answer. Raises ConditionError."""
        return [
            Answer(describe(leaf, fields), bool(hit := self.hit(leaf)), _found(hit, leaf, self.facts, fields))
            for leaf in leaves_of(condition)
        ]

    def _resolved(self, condition: Condition) -> Condition:
        group = group_of(condition) if condition else None
        if group == "not":
            return {"not": self._resolved(condition["not"])}
        if group:
            return {group: [self._resolved(part) for part in condition[group]]}
        if not condition or condition["field"] in OWN_FIELDS:
            return condition
        return {"field": _mark(condition), "op": "is", "value": True}

    def _read(self) -> dict[str, Any]:
        return {mark: lambda mark=mark: self._answer(mark) for mark in self.asked}

    def _answer(self, mark: str) -> bool:
        if self.answers is None:
            self.answers = self._ask()
        if mark in self.broken:
            raise self.broken[mark]
        return self.answers[mark]

    def _ask(self) -> dict[str, bool]:
        fields, questions = fields_for(None, self.now), dict[str, Any]()
        for number, (mark, leaf) in enumerate(self.asked.items()):
            try:
                questions[f"q{number}"] = mark, _yes_or_no(to_q(leaf, fields))
            except ConditionError as refused:
                self.broken[mark] = refused
        asked = {name: question for name, (_m, question) in questions.items()}
        rows = Ticket.objects.filter(pk=self.ticket.pk).annotate(**asked).values(*asked)
        row: Mapping[str, bool] = rows.get() if asked else {}
        return {mark: row[name] for name, (mark, _q) in questions.items()}


def _yes_or_no(question: Q) -> Case:
    return Case(When(question, then=Value(True)), default=Value(False), output_field=BooleanField())


def _mark(leaf: Condition) -> str:
    return MARK + json.dumps(leaf, sort_keys=True, ensure_ascii=False)


def _found(hit: Hit, leaf: Condition, facts: Facts, fields: Fields) -> str:
    """The words of the event that decided, or what it says otherwise."""
    if hit.evidence:
        return _(", ").join(word for one in hit.evidence for word in one.words)
    if leaf["field"] not in facts.read:
        return ""
    value, spec = facts[leaf["field"]], fields[leaf["field"]]
    many: Sequence[Any] = (
        value if isinstance(value, list | tuple) else words_of(str(value)) if value is not None else []
    )
    return _(", ").join(str((spec.choices or {}).get(one, one))[:80] for one in many)
