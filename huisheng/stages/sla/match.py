"""Which promises apply to a ticket: per kind the earliest due time wins, unless one overrides (requirements A0)."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.conditions import ConditionError, evaluate
from huisheng.stages.triage.facts import facts_of, fields_asked

from .calendars import term_of
from .due import Term, due_of
from .models import Commitment, ServicePolicy
from .occasions import ARRIVAL, starts_on
from .promised import promise_book

log = logging.getLogger(__name__)
SAID = {"text", "affected_count"}  # facts that are read from the customer's first words


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment that applies, its term, and when it falls due without pauses."""

    commitment: Commitment
    term: Term
    due: datetime


def promises_for(ticket: Ticket, *, start: datetime, on: Collection[str] | None = ARRIVAL) -> dict[str, Promise]:
    """What the house promises this ticket from `start` on, when one of the occasions `on` comes (None = whichever):
    kind → the promise that wins.

    One small query while nobody edits policies; facts are gathered only as far as the conditions ask for them, and not
    even the grade is read where no policy promises anything on that occasion.
    """
    if not any(_starts(one, on) for one in promise_book().living):
        return {}
    commitments = [one for one in living_commitments(ticket.grade) if _starts(one, on)]
    wanted = set().union(*(fields_asked(one.policy.condition) for one in commitments))
    words = _first_words(ticket) if wanted & SAID else ""
    return winners(candidates(commitments, facts_of(ticket, words, wanted), start=start))


def living_commitments(grade: Grade | None) -> list[Commitment]:
    """Commitments of the enabled living policies that this grade may fall under, before their conditions are asked."""
    schemes, codes = ({None, grade.scheme_id}, {"", grade.code}) if grade else ({None}, {""})
    return [one for one in promise_book().living if one.policy.scheme_id in schemes and one.grade_code in codes]


def candidates(commitments: Iterable[Commitment], facts: Mapping[str, Any], *, start: datetime) -> list[Promise]:
    """Those whose policy is valid on the day of `start` and whose condition holds.

    A condition that cannot be read promises nothing, and is logged.
    """
    answers: dict[int, bool] = {}
    found = []
    for commitment in commitments:
        if commitment.policy_id not in answers:
            answers[commitment.policy_id] = is_valid(commitment.policy, start) and _holds(commitment, facts)
        if answers[commitment.policy_id]:
            term = term_of(commitment, commitment.policy.calendar)
            found.append(Promise(commitment, term, due_of(term, start)))
    return found


def is_valid(policy: ServicePolicy, at: datetime) -> bool:
    """Whether a policy is in force on the local day of `at`, in the time zone of its calendar."""
    if policy.valid_from is None and policy.valid_until is None:
        return True
    day = at.astimezone(ZoneInfo(policy.calendar.timezone)).date()
    return (policy.valid_from or day) <= day <= (policy.valid_until or day)


def winners(promises: Iterable[Promise]) -> dict[str, Promise]:
    """Per kind the earliest due; overriding ones are compared among themselves alone. A tie goes to the lower rank."""
    by_kind: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        by_kind[promise.commitment.kind].append(promise)
    return {kind: min(_strongest(family), key=lambda one: one.due) for kind, family in by_kind.items()}


def _starts(commitment: Commitment, on: Collection[str] | None) -> bool:
    return on is None or not starts_on(commitment).isdisjoint(on)


def _strongest(family: list[Promise]) -> list[Promise]:
    return [one for one in family if one.commitment.overrides] or family


def _holds(commitment: Commitment, facts: Mapping[str, Any]) -> bool:
    try:
        return bool(evaluate(commitment.policy.condition, facts))
    except ConditionError:
        log.warning("policy %s has a condition that cannot be read", commitment.policy.code)
        return False


def _first_words(ticket: Ticket) -> str:
    first = ticket.messages.filter(kind=Message.Kind.CUSTOMER).first()
    return first.text if first else ""
