"""Try a rule on one ticket: it is asked and acts as it would, and then everything is taken back."""

import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import Party
from huisheng.watch.automation.judge import Answer, Fields, Judge
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.occasions import kinds_of, occasions_of

from .running import Deeds, perform


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found: the event it was held against (None = none of these happened yet, or time alone), each question
    with its answer, whether the rule holds, and what would have become of its deeds.
    """

    event: Event | None
    answers: list[Answer]
    holds: bool
    steps: list[dict[str, Any]]
    outcome: str
    error: str


def try_rule(rule: Rule, ticket: Ticket, fields: Fields, *, by: Party) -> Tried:
    """Hold a rule (as typed, perhaps not saved) against the newest event of this ticket that would wake it.

    Its deeds are really done and taken back in the same breath, so that what would be refused is refused here. A stored
    rule keeps a line of the trial in its log. Raises ConditionError.
    """
    began = time.perf_counter()
    event = _newest(rule, ticket)
    judge = Judge(ticket, event, [rule.condition], timezone.now())
    answers, hit = judge.explain(rule.condition, fields), judge.hit(rule.condition)
    done = _taken_back(rule, ticket, event) if hit else Deeds()
    if rule.pk:
        Run.objects.create(
            rule_id=rule.pk,
            version=rule.version,
            ticket=ticket,
            event=event,
            outcome=done.outcome if hit else Run.Outcome.MISSED,
            dry=True,
            steps=done.steps,
            error=done.error,
            micros=int((time.perf_counter() - began) * 1_000_000),
            at=timezone.now(),
            by_kind=by.kind,
            by_id=by.id,
        )
    return Tried(event, answers, bool(hit), done.steps, done.outcome, done.error)


@transaction.atomic
def _taken_back(rule: Rule, ticket: Ticket, event: Event | None) -> Deeds:
    done = perform(rule, lock_ticket(Ticket(pk=ticket.pk)), event)
    transaction.set_rollback(True)
    return done


def _newest(rule: Rule, ticket: Ticket) -> Event | None:
    seen = Event.objects.filter(ticket=ticket, kind__in=kinds_of(rule.occasions)).order_by("-pk")
    return next((one for one in seen[:50] if occasions_of(one).intersection(rule.occasions)), None)
