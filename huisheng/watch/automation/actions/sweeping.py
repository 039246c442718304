"""Every minute: what time hands to the rules."""

import time
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction
from django.utils import timezone

from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.conditions import ConditionError
from huisheng.watch.automation.judge import Judge
from huisheng.watch.automation.models import Round, Rule, Run
from huisheng.watch.automation.rulebook import autobook, is_valid
from huisheng.watch.automation.timing import due_tickets, round_at

from .running import fail_run, run_rule

AT_ONCE = 200  # tickets of one rule in one sweep; the rest a minute later

log = structlog.get_logger("huisheng.rules")


def sweep_rules(now: datetime | None = None) -> int:
    """Let the rules of time act on what is due now; returns how many acted. Each ticket is a transaction of its own."""
    now = now or timezone.now()
    return sum(_sweep(rule, now) for rule in autobook().timed if is_valid(rule, now))


def _sweep(rule: Rule, now: datetime) -> int:
    daily = round_at(rule.timing, now) if "daily" in rule.timing else None
    if "daily" in rule.timing and not _is_owed(rule, daily):
        return 0
    try:
        due = list(due_tickets(rule, now).values_list("pk", flat=True)[:AT_ONCE])
    except ConditionError as refused:
        log.warning("rule of time cannot be asked", rule=rule.pk, why=str(refused))
        return 0
    acted = sum(_act(rule, pk, now) for pk in due)
    if daily and len(due) < AT_ONCE:
        Round.objects.update_or_create(rule=rule, defaults={"done_for": daily})
    return acted


def _is_owed(rule: Rule, at: datetime | None) -> bool:
    """Whether today's round is still to be made: not before its hour, nor where it was switched on after it."""
    if at is None or (rule.enabled_at and rule.enabled_at > at):
        return False
    return not Round.objects.filter(rule=rule, done_for=at).exists()


def _act(rule: Rule, pk: int, now: datetime) -> bool:
    try:
        return _answer(rule, pk, now)
    except DatabaseError:
        log.exception("rule of time", rule=rule.pk, ticket=pk)
        return False


@transaction.atomic
def _answer(rule: Rule, pk: int, now: datetime) -> bool:
    """Under the ticket's lock everything is asked once more: a twin of this sweep may have been here."""
    began = time.perf_counter()
    ticket = lock_ticket(Ticket(pk=pk))
    due = due_tickets(rule, now).filter(pk=pk).first()
    if due is None:
        return False
    period_at = round_at(rule.timing, now) if "daily" in rule.timing else vars(due)["begins"]
    try:
        hit = Judge(ticket, None, [rule.condition], now).hit(rule.condition)
    except ConditionError as refused:
        fail_run(rule, ticket, str(refused), period_at=period_at)
        return False
    if not hit:
        return False
    return run_rule(rule, ticket, hit, period_at=period_at, began=began).outcome in Run.ACTED
