"""Keep what a closed ticket was charged, so that the page of numbers reads a row and not a ledger."""

from collections.abc import Sequence

from django.db import transaction

from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.charges import Who
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.watch.insight.charges.reading import KINDS, spans_of
from huisheng.watch.insight.models import Charged

AT_ONCE = 500
COLUMNS = {
    "customer_s": (Who.CUSTOMER,),
    "department_s": (Who.UNANSWERED, Who.DEPARTMENT),
    "desk_s": (Who.DESK,),
    "queue_s": (Who.QUEUE,),
}


@transaction.atomic(savepoint=False)
def keep_charges(tickets: Sequence[Ticket]) -> int:
    """Write down whose time the closed ones of these tickets took, up to the closing; again after a further closing.
    Three statements for five hundred; returns how many were written."""
    closed = [one for one in tickets if one.closed_at is not None]
    for start in range(0, len(closed), AT_ONCE):
        _keep(closed[start : start + AT_ONCE])
    return len(closed)


def _keep(tickets: Sequence[Ticket]) -> None:
    events: dict[int, list[Event]] = {one.pk: [] for one in tickets}
    asked: dict[int, list[CollabRequest]] = {one.pk: [] for one in tickets}
    for event in Event.objects.filter(ticket__in=list(events), kind__in=KINDS).order_by("id"):
        events[event.ticket_id or 0].append(event)
    for request in CollabRequest.objects.filter(ticket__in=list(asked)).order_by("seq"):
        asked[request.ticket_id].append(request)
    rows = [_row(one, events[one.pk], asked[one.pk]) for one in tickets]
    columns = ["closed_at", *COLUMNS]
    Charged.objects.bulk_create(rows, update_conflicts=True, unique_fields=["ticket"], update_fields=columns)


def _row(ticket: Ticket, events: Sequence[Event], asked: Sequence[CollabRequest]) -> Charged:
    assert ticket.closed_at is not None  # noqa: S101 - only closed ones are kept
    found = spans_of(ticket, events=events, requests=asked, now=ticket.closed_at)
    seconds = {
        name: sum(one.time.total_seconds() for one in found if one.holder.who in carriers)
        for name, carriers in COLUMNS.items()
    }
    return Charged(ticket=ticket, closed_at=ticket.closed_at, **seconds)
