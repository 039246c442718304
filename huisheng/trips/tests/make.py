"""Words on their way, for tests: a red ticket whose clocks run, and replies that wait ten seconds."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import Words
from huisheng.stages.handling.models import Held
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.trips.sending import send_soon
from tests.cast import Cast

NOW = timezone.now()
TEN = timedelta(seconds=10)
HOUR = timedelta(hours=1)


def make_urgent(cast: Cast) -> Ticket:
    """Red, on Lin's desk, its clocks running for a minute; replies wait ten seconds."""
    change_setting("desk.undo_seconds", 10, by=SYSTEM)
    began = NOW - timedelta(minutes=1)
    ticket = make_ticket(at=began)
    classify_ticket(ticket, ticket.messages.get())
    grade_ticket(ticket, ticket.messages.get())
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=began)
    return ticket


def reply(text: str = "今天补发", **more: Any) -> Words:
    return Words("reply", {"text": text}, **more)


def soon(ticket: Ticket, by: Staff, words: Words | None = None, *, at: datetime = NOW, **more: Any) -> Held:
    held = send_soon(ticket, words or reply(), by=by.party, at=at, **more)
    assert isinstance(held, Held)
    return held


def replies(ticket: Ticket) -> list[str]:
    return [one.text for one in ticket.messages.filter(kind=Message.Kind.REPLY)]
