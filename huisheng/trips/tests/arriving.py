"""Tickets as they stand after arrival, for the tests of the trips."""

from typing import Any

from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.triage.actions import classify_ticket, grade_ticket


def arrived(text: str = "漏发了配件，孩子生日要用", **changes: Any) -> Ticket:
    """A ticket with grade, desk and clocks."""
    ticket = make_ticket(text, **changes)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    route_ticket(ticket, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def running(ticket: Ticket) -> set[str]:
    """The kinds of its running clocks."""
    return set(Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).values_list("kind", flat=True))
