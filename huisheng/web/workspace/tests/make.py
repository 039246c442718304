"""A desk for tests: somebody logged in, and feedback that passed the line."""

from typing import Any
from uuid import uuid4

from django.test import Client

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.channels.actions import take_in
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive
from huisheng.kit.party import Party

RED, YELLOW, GREEN = "漏发了配件", "发票延迟开了", "建议包装再加层泡沫"


def desk(person: Staff, **options: Any) -> Client:
    client = Client(**options)
    assert client.login(username=person.username, password=PASSWORD)
    return client


def arrive(text: str = RED, *, phone: str = "13800001234", **content: Any) -> Ticket:
    """Feedback by the web form, after the whole line."""
    inbound, _new = take_in("web", {"text": text, "phone": phone, **content}, by=Party("customer"), key=uuid4().hex)
    return receive(inbound).ticket


def path(ticket: Ticket, part: str = "") -> str:
    return f"/desk/tickets/{ticket.number}/{part}"
