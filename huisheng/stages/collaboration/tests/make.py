"""Requests to departments for tests; the day is Monday 23 November 2026, 10:00 in Shanghai."""

from datetime import datetime
from typing import Any

from huisheng.core.accounts.models import Contact, Staff, Team
from huisheng.core.accounts.tests.make import make_team
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.actions import ask_department
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.tests.make import TEN, after
from huisheng.stages.sla.tests.make import make_ticket as make_graded

ELEMENTS: dict[str, Any] = {
    "problem": "客户收到的是 B 型，买的是 A 型",
    "need": "确认是不是发错了，A 型有没有货、几点能发",
    "due": after(60),
}


def make_owned(owner: Staff, **changes: Any) -> Ticket:
    """A ticket of 10:00 on this colleague's desk, without clocks."""
    ticket = make_graded("收到的型号不对", **changes)
    assign_ticket(ticket, staff=owner, team=owner.teams.first(), by=SYSTEM, at=TEN)
    return ticket


def make_contact(name: str = "王姐", *, team: Team | None = None, **changes: Any) -> Contact:
    """Somebody of a department (the warehouse) who has no account."""
    return Contact.objects.create(name=name, team=team or make_team("warehouse"), **changes)


def make_request(
    ticket: Ticket, by: Staff, *, team: Team | None = None, at: datetime | None = None, **changes: Any
) -> CollabRequest:
    """Asked five minutes after the ticket came, an answer wanted by 11:00."""
    given = {**ELEMENTS, **changes}
    return ask_department(ticket, team=team or make_team("warehouse"), by=by.party, at=at or after(5), **given)
