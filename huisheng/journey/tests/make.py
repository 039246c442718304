"""Feedback that passed the whole line, for tests."""

from itertools import count
from typing import Any

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.route import receive
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket

PHONES = count(13_500_000_000)
ELEMENTS = {"measure": "今天补发配件", "timing": "11月22日 18:00 前送到", "responsible": "林晓"}


def make_received(text: str = "漏发了配件，孩子生日要用", *, owner: Staff | None = None, **content: Any) -> Ticket:
    """A ticket as it stands after arrival; with `owner`, on that colleague's desk."""
    content = {"name": "刘女士", "phone": str(next(PHONES)), **content}
    ticket = receive(make_inbound(text, **content)).ticket
    if owner and ticket.assignee_id != owner.pk:
        assign_ticket(ticket, staff=owner, by=owner.party)
    return ticket


def make_offered(ticket: Ticket, *, by: Staff, **changes: Any) -> Solution:
    """A solution that waits for the customer's answer."""
    return offer_solution(ticket, by=by.party, **{**ELEMENTS, **changes})


def latest(ticket: Ticket, kind: str) -> Event:
    """The newest event of this kind."""
    return Event.objects.filter(ticket=ticket, kind=kind).latest("id")
