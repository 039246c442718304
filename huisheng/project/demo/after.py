"""The demo tells some things after its history is written: they must not stand before what happened already."""

from datetime import datetime

from django.db.models import Max

from huisheng.core.tickets.models import Event, Ticket


def not_before(ticket: Ticket | None, at: datetime) -> datetime:
    """`at`, or the time of the ticket's latest line where that is later. One query."""
    if ticket is None:
        return at
    latest: datetime | None = Event.objects.filter(ticket=ticket).aggregate(at=Max("at"))["at"]
    return max(at, latest) if latest else at
