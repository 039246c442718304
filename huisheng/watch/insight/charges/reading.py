"""From the rows of a ticket to the time charged to each: the ledger's own lines, and the requests to departments."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.charges import Change, Charge, Request, Span, charges, spans
from huisheng.kit.worktime import work_minutes_between
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.rectify.days import working_days

KINDS = ("status_changed", "ticket_assigned")

_EVENTS: Asked[Event] = Asked(lambda ticket: Event.objects.filter(ticket=ticket, kind__in=KINDS).order_by("id"), int)
_REQUESTS: Asked[CollabRequest] = Asked(
    lambda ticket: CollabRequest.objects.filter(ticket=ticket).select_related("team").order_by("seq"), int
)


def requests_of(ticket: Ticket) -> list[CollabRequest]:
    """What departments were asked on this ticket, in order. One query."""
    return _REQUESTS(ticket.pk)


def spans_of(
    ticket: Ticket,
    *,
    events: Iterable[Event] | None = None,
    requests: Sequence[CollabRequest] | None = None,
    now: datetime | None = None,
) -> list[Span]:
    """Who carried it from the moment it came in until now, or until it was closed. Two queries, none for what is given."""
    read = _EVENTS(ticket.pk) if events is None else events
    asked = requests_of(ticket) if requests is None else requests
    return spans(
        _changes(read),
        map(_request, asked),
        since=ticket.created_at,
        until=max(now or timezone.now(), ticket.created_at),
    )


def charges_of(
    ticket: Ticket,
    *,
    events: Iterable[Event] | None = None,
    requests: Sequence[CollabRequest] | None = None,
    now: datetime | None = None,
) -> list[Charge]:
    """What each is charged, the most first; queries as `spans_of`."""
    return charges(spans_of(ticket, events=events, requests=requests, now=now), working_minutes())


def working_minutes() -> Callable[[datetime, datetime], float]:
    """Working minutes between two instants by the house's own calendar; a house without one works always."""
    calendar = working_days()
    if calendar is None:
        return lambda since, until: (until - since).total_seconds() / 60
    return lambda since, until: work_minutes_between(since, until, calendar)


def _changes(events: Iterable[Event]) -> Iterator[Change]:
    for event in events:
        if event.kind == "status_changed":
            yield Change(event.at, "status", event.payload["after"])
        elif event.kind == "ticket_assigned":
            yield Change(event.at, "owner", event.payload.get("assignee"))


def _request(one: CollabRequest) -> Request:
    return Request(one.pk, one.team_id, one.asked_at, one.accepted_at, one.ended_at, one.lead)
