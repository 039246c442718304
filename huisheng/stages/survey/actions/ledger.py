"""A line of the ledger about a survey: on the ticket where there is one, else on the customer."""

from datetime import datetime
from typing import Any

from huisheng.core.customers.models import Customer
from huisheng.core.tickets.actions import record_customer_event, record_event
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import Party


def note(
    customer: Customer, kind: str, /, *, ticket: Ticket | None, by: Party, at: datetime, **payload: Any
) -> Event:  # fmt: skip
    """Write it. `payload` holds ids and codes only."""
    if ticket is not None:
        return record_event(ticket, kind, by=by, at=at, **payload)
    return record_customer_event(customer, kind, by=by, at=at, **payload)
