"""An event wakes the rules that listen for it, in their order, until one says that it is enough."""

import time
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Event
from huisheng.kit.conditions import ConditionError
from huisheng.watch.automation.chain import chain_of
from huisheng.watch.automation.judge import Judge
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.occasions import occasions_of
from huisheng.watch.automation.rulebook import autobook

from .running import fail_run, run_rule


def listens(event: Event) -> bool:
    """Whether any rule might hear this event. One small query."""
    return bool(autobook().heard.get(event.kind))


@transaction.atomic
def wake_rules(event: Event) -> list[Run]:
    """Let every rule that this event wakes look, and act where its condition holds; each once an event.

    Who asks nothing costs one query for all rules together; only a rule that acts locks the ticket, and whoever comes
    after it sees the ticket as that rule left it.
    """
    rules = autobook().waked(event.kind, occasions_of(event), event.at)
    if not rules or event.ticket is None:
        return []
    ticket, chain, runs = event.ticket, chain_of(event), list[Run]()
    judge = _judge(event, rules)
    locked = False
    for place, rule in enumerate(rules):
        began = time.perf_counter()
        try:
            hit = judge.hit(rule.condition)
            if hit and not locked:
                lock_ticket(ticket)
                locked, judge = True, _judge(event, rules[place:])
                hit = judge.hit(rule.condition)
        except ConditionError as refused:
            runs.append(fail_run(rule, ticket, str(refused), event=event))
            continue
        if hit:
            runs.append(run_rule(rule, ticket, hit, event=event, barred=chain.bars(rule.pk), began=began))
            judge = _judge(event, rules[place + 1 :])
        if hit and rule.stops:
            break
    return runs


def _judge(event: Event, rules: Sequence[Rule]) -> Judge:
    assert event.ticket is not None  # noqa: S101 - who has none wakes no rule
    return Judge(event.ticket, event, [one.condition for one in rules], timezone.now())
