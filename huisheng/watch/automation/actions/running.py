"""One rule and one ticket: its deeds in order, each alone; what was done and what was refused is kept."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.heard import because
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.conditions import Hit
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.watch.automation.deeds import do
from huisheng.watch.automation.models import Rule, Run

from .watching import note_trouble, tell_of_brake

MOST_AN_HOUR = 30  # runs that did something on one ticket within an hour; further ones are stopped and told
HOUR = timedelta(hours=1)
Outcome = Run.Outcome

log = structlog.get_logger("huisheng.rules")


@dataclass(slots=True)
class Deeds:
    """What became of each deed; `error` = what broke, and then none of them happened."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def outcome(self) -> str:
        refused = sum(bool(one["why"]) for one in self.steps)
        if self.error:
            return Outcome.FAILED
        if refused and refused == len(self.steps):
            return Outcome.REFUSED
        return Outcome.PARTLY if refused else Outcome.DONE


class NothingDone(Exception):
    """Every deed was refused: the line of the ledger that announced them goes as well."""


def run_rule(
    rule: Rule,
    ticket: Ticket,
    hit: Hit,
    *,
    event: Event | None = None,
    period_at: datetime | None = None,
    barred: bool = False,
    began: float | None = None,
) -> Run:
    """Let a rule act on a ticket whose lock the caller holds, and keep what became of it.

    `barred`: it would chase its own tail, so only a line of the log is written. `began`: time.perf_counter() when the
    question began. The caller has made sure that this event or period was not answered yet.
    """
    began = time.perf_counter() if began is None else began
    braked = not barred and is_braked(ticket)
    stopped = Outcome.LOOPED if barred else Outcome.BRAKED if braked else ""
    done = Deeds() if stopped else perform(rule, ticket, event)
    run = _kept(
        rule,
        ticket,
        event,
        period_at,
        outcome=stopped or done.outcome,
        steps=done.steps,
        words=words_of(hit),
        error=done.error,
        micros=int((time.perf_counter() - began) * 1_000_000),
    )
    if braked:
        tell_of_brake(run, within=HOUR)
    elif run.outcome in Run.TROUBLE:
        note_trouble(run)
    return run


def fail_run(
    rule: Rule, ticket: Ticket, why: str, *, event: Event | None = None, period_at: datetime | None = None
) -> Run:
    """The rule could not even be asked: kept as a failure, and told as one."""
    run = _kept(rule, ticket, event, period_at, outcome=Outcome.FAILED, error=why[:300])
    note_trouble(run)
    return run


def _kept(rule: Rule, ticket: Ticket, event: Event | None, period_at: datetime | None, **said: Any) -> Run:
    about = {"rule": rule, "version": rule.version, "ticket": ticket, "event": event, "period_at": period_at}
    return Run.objects.create(**about, **said, at=timezone.now(), by_kind="rule", by_id=rule.pk)


def is_braked(ticket: Ticket) -> bool:
    """Whether rules did so much to this ticket within the hour that something must be wrong. One query."""
    recent = Run.objects.filter(ticket=ticket, dry=False, at__gt=timezone.now() - HOUR, outcome__in=Run.ACTED)
    return recent.order_by()[:MOST_AN_HOUR].count() >= MOST_AN_HOUR


def perform(rule: Rule, ticket: Ticket, event: Event | None) -> Deeds:
    """The deeds of a rule, all that work: what one refuses does not stop the next. What breaks undoes them all.

    A database that went away, or a deadlock, is nobody's fault: it is raised, and the whole job comes again.
    """
    done = Deeds()
    try:
        with transaction.atomic():
            acted = record_event(ticket, "rule_acted", by=rule.party, cause=event, rule=rule.pk, named=rule.name)
            with because(acted):
                done.steps = [_one(rule, ticket, deed) for deed in rule.deeds]
            if done.outcome == Outcome.REFUSED:
                raise NothingDone
    except NothingDone:
        ticket.refresh_from_db()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("rule failed", rule=rule.pk, ticket=ticket.number)
        done.error = redact(f"{type(error).__name__}: {error}")[:300]
        ticket.refresh_from_db()
    return done


def _one(rule: Rule, ticket: Ticket, deed: Mapping[str, Any]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            do(deed, ticket, by=rule.party)
    except Refused as refusal:
        ticket.refresh_from_db()
        return {"deed": deed, "why": str(refusal)[:300]}
    return {"deed": deed, "why": ""}


def words_of(hit: Hit) -> list[dict[str, Any]]:
    """What the condition found, field by field."""
    found: Sequence[Any] = hit.evidence
    return [{"field": one.field, "words": list(one.words)[:5]} for one in found]
