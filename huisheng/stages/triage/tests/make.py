"""Tickets and rules for tests."""

from itertools import count
from typing import Any

from django.utils import timezone

from huisheng.core.catalogue.models import Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import open_ticket
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.stages.triage.models import CategoryRule, GradeRule, Incident, IncidentTicket

PHONES = count(13_700_000_000)


def says(*words: str) -> dict[str, Any]:
    """The condition that the text holds one of these words."""
    return {"field": "text", "op": "has_any", "value": list(words)}


def make_opened(
    text: str = "漏发了配件", *, customer: Customer | None = None, **changes: Any
) -> tuple[Ticket, Message]:
    """A ticket as intake leaves it: no category, no grade, nobody's."""
    customer = customer or make_customer("某女士", phone=str(next(PHONES)))
    channel = Channel.objects.get(code=changes.pop("channel", "web"))
    by = changes.pop("by", customer.party)
    return open_ticket(customer, channel=channel, text=text, by=by, **changes)


def make_graded(text: str = "漏发了配件", *, category: str = "", tags: Any = (), **changes: Any) -> Ticket:
    """A ticket that passed triage by the rules in force."""
    ticket, message = make_opened(text, **changes)
    classify_ticket(ticket, message, category=category, tags=tags)
    grade_ticket(ticket, message)
    return ticket


def make_grade_rule(condition: dict[str, Any], *, grade: str = "red", **changes: Any) -> GradeRule:
    """A rule of the shipped 红黄绿 that is read before all others."""
    row = Grade.objects.get(scheme__code="ryg", code=grade)
    return GradeRule.objects.create(
        **{"name": "试验规则", "rank": -10, "condition": condition, "grade": row, **changes}
    )


def make_incident(*tickets: Ticket, **changes: Any) -> Incident:
    """A group of these tickets, waiting for somebody to say what it is."""
    now = timezone.now()
    incident = Incident.objects.create(**{"title": tickets[0].subject, "found_at": now, "joined_at": now, **changes})
    for ticket in tickets:
        IncidentTicket.objects.create(incident=incident, ticket=ticket, likeness=1.0, at=now)
    return incident


def make_category_rule(condition: dict[str, Any], *, tags: Any = (), **changes: Any) -> CategoryRule:
    """A rule that is read before the shipped ones."""
    rule = CategoryRule.objects.create(**{"name": "试验分类", "rank": -10, "condition": condition, **changes})
    rule.tags.set(tags)
    return rule
