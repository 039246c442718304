"""Tickets for tests."""

from itertools import count
from typing import Any

from huisheng.core.channels.tests.make import make_channel
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import add_message, open_ticket
from huisheng.core.tickets.models import Message, Ticket

PHONES = count(13_600_000_000)


def make_ticket(
    text: str = "漏发了配件，孩子生日要用", *, customer: Customer | None = None, channel: str = "web", **changes: Any
) -> Ticket:
    """An open ticket of a customer whose addresses take part. Columns of higher rooms are set as given."""
    customer = customer or make_customer("刘女士", phone=str(next(PHONES)))
    columns = {name: changes.pop(name) for name in ("team", "assignee", "status", "closed_at") if name in changes}
    ticket, _message = open_ticket(
        customer,
        channel=make_channel(channel),
        text=text,
        by=changes.pop("by", customer.party),
        identities=changes.pop("identities", list(Identity.objects.filter(customer=customer))),
        **changes,
    )
    if columns:
        Ticket.objects.filter(pk=ticket.pk).update(**columns)
        ticket.refresh_from_db()
    return ticket


def make_message(
    ticket: Ticket, text: str = "还没收到", *, kind: str = Message.Kind.CUSTOMER, **changes: Any
) -> Message:
    return add_message(ticket, kind=kind, text=text, by=changes.pop("by", ticket.customer.party), **changes)
