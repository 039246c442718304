"""Which scenarios follow an event, and which customers a segment finds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from huisheng.core.base.remembered import Remembered
from huisheng.core.customers.models import Consent, Customer, Identity, IdentityKind
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.conditions import ConditionError, evaluate
from huisheng.stages.closure.models import Closure
from huisheng.stages.triage.facts import facts_of, fields_asked

from .models import Callback, Scenario

SAID = {"text", "affected_count"}
MOST_A_DAY = 20  # calls of one segment a day, where the scenario says nothing else
IDLE_DAYS = 90
NEVER = (Closure.Kind.SPAM, Closure.Kind.MERGED)  # nobody asks how these went
ENDINGS = (Closure.Kind.UNCONFIRMED, Closure.Kind.ANSWERED, Closure.Kind.WITHDRAWN)  # what a scenario may choose from
USUAL_ENDINGS = (Closure.Kind.UNCONFIRMED, Closure.Kind.ANSWERED)  # and what it follows when it chooses none


def _after() -> dict[str, list[Scenario]]:
    found: dict[str, list[Scenario]] = {}
    for one in Scenario.objects.filter(active=True, trigger=Scenario.Trigger.EVENT):
        found.setdefault(one.event, []).append(one)
    return found


after: Remembered[dict[str, list[Scenario]]] = Remembered(_after, Scenario)
"""Living scenarios by the kind of event they follow."""


def scenarios_after(kind: str, ticket: Ticket | None, *, ending: str = "") -> list[Scenario]:
    """The living scenarios that follow this event: those whose condition holds for the ticket. Without a ticket only
    those without a condition. One that cannot be read holds for nothing. `ending`: the kind of the closing it tells of;
    a scenario may name its own, and nobody is rung up about what was no matter of its own.
    """
    if ending in NEVER:
        return []
    found = [one for one in after().get(kind, []) if not ending or ending in (one.endings or USUAL_ENDINGS)]
    if ticket is None or not any(one.selector for one in found):
        return [one for one in found if not one.selector]
    asked = frozenset[str]().union(*(fields_asked(one.selector) for one in found))
    first = ticket.messages.filter(kind=Message.Kind.CUSTOMER).first() if asked & SAID else None
    facts = facts_of(ticket, first.text if first else "", asked)
    return [one for one in found if _holds(one.selector, facts)]


def people_in(scenario: Scenario, *, at: datetime) -> QuerySet[Customer]:
    """The customers of a segment who may be rung up today: of the tiers or the yearly spend the scenario names, or not
    heard of for so many days; `match` = all asks for all of these, else one is enough. Never who has a callback open, or
    had one of this scenario within its days, and as many as the scenario has for a day.
    """
    selector: dict[str, Any] = scenario.selector
    people = Customer.objects.filter(merged_into=None).filter(_of_segment(selector, at))
    phone = Identity.objects.filter(customer=OuterRef("pk"), kind=IdentityKind.PHONE)
    planned = Callback.objects.filter(customer=OuterRef("pk"))
    recent = planned.filter(scenario=scenario, planned_at__gt=at - timedelta(days=max(1, scenario.every_days)))
    people = people.filter(Exists(phone), ~Exists(planned.filter(state__in=Callback.OPEN)), ~Exists(recent))
    if scenario.needs_consent:
        agreed = Consent.objects.filter(customer=OuterRef("pk"), purpose=Consent.Purpose.MARKETING, withdrawn_at=None)
        people = people.filter(Exists(agreed))
    return people.order_by(F("yearly_spend").desc(nulls_last=True), "pk")[: int(selector.get("most", MOST_A_DAY))]


def _of_segment(selector: Mapping[str, Any], at: datetime) -> Q:
    parts = []
    if selector.get("tiers"):
        parts.append(Q(tier__code__in=selector["tiers"]))
    if selector.get("spend_from"):
        parts.append(Q(yearly_spend__gte=selector["spend_from"]))
    if selector.get("idle_days"):
        since = at - timedelta(days=int(selector["idle_days"]))
        heard = Ticket.objects.filter(customer=OuterRef("pk"), last_message_at__gte=since)
        parts.append(Q(~Exists(heard), created_at__lt=since))
    if not parts:
        return Q(pk__in=[])
    found = parts[0]
    for part in parts[1:]:
        found = found & part if selector.get("match") == "all" else found | part
    return found


def _holds(condition: Mapping[str, Any], facts: Mapping[str, object]) -> bool:
    try:
        return bool(evaluate(condition, facts))
    except ConditionError:
        return False
