"""Conditions and tickets for tests of views and rules."""

from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.watch.automation.fields import tickets_matching


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    """One question of the condition language."""
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def found(condition: dict[str, Any], staff: Staff | None = None) -> set[int]:
    """The ids of the tickets for which a condition holds now."""
    return set(tickets_matching(staff, condition, timezone.now()).values_list("pk", flat=True))


def changed(ticket: Ticket, **columns: Any) -> Ticket:
    """The ticket with other columns, written around the rooms: tests of questions need a state, not its history."""
    Ticket.objects.filter(pk=ticket.pk).update(**columns)
    ticket.refresh_from_db()
    return ticket
