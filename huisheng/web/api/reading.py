"""Tickets as the API shows them."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from huisheng.core.base.house import house
from huisheng.core.tickets.models import Attachment, Event, Message, Ticket
from huisheng.journey.route import Arrived
from huisheng.stages.handling.wording import hints_in_texts
from huisheng.stages.sla.queries import clocks_of, due_times
from huisheng.stages.triage.models import Grading, TicketTag
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.sentences import why_graded


def public_url(request: HttpRequest, ticket: Ticket) -> str:
    """The customer's secret link, behind the house's public address or the one this request came to."""
    base = str(house("house.public_url")).rstrip("/")
    return base + ticket.public_path if base else request.build_absolute_uri(ticket.public_path)


def summary(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    return _summary(request, ticket, latest_grading(ticket), due_times(ticket))


def _summary(
    request: HttpRequest, ticket: Ticket, grading: Grading | None, due: list[tuple[str, datetime]]
) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "public_url": public_url(request, ticket),
        "status": ticket.status,
        "grade": grade_of(ticket, grading),
        "category": ticket.category.code if ticket.category else None,
        "team": ticket.team.code if ticket.team else None,
        "assignee": ticket.assignee.username if ticket.assignee else None,
        "commitments": [{"kind": kind, "due_at": due_at} for kind, due_at in due],
    }


def newly(request: HttpRequest, arrived: Arrived) -> dict[str, Any]:
    """The summary of what just arrived, from what is at hand; a repeated call is read like any other ticket."""
    if not arrived.is_new:
        return summary(request, arrived.ticket)
    promised = sorted((clock.due_at, clock.pk, clock.kind) for clock in arrived.clocks)
    return _summary(request, arrived.ticket, arrived.grading, [(kind, due_at) for due_at, _pk, kind in promised])


def grade_of(ticket: Ticket, grading: Grading | None) -> dict[str, str] | None:
    if grading is None or ticket.grade is None:
        return None
    return {"code": ticket.grade.code, "label": ticket.grade.label, "reason": why_graded(grading)}


def row(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "channel": ticket.channel.code,
        "grade": ticket.grade.code if ticket.grade else None,
        "category": ticket.category.code if ticket.category else None,
        "team": ticket.team.code if ticket.team else None,
        "assignee": ticket.assignee.username if ticket.assignee else None,
        "order_number": ticket.order_number,
        "created_at": ticket.created_at,
        "closed_at": ticket.closed_at,
        "next_due_at": ticket.due_at,
    }


def detail(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    clocks = clocks_of(ticket)
    contacts = ticket.participants.select_related("identity").order_by("id")
    messages = ticket.messages.prefetch_related("attachments__file").order_by("at", "id")
    tags = TicketTag.objects.filter(ticket=ticket).values_list("tag__code", flat=True).order_by("id")
    return {
        **row(ticket),
        **summary(request, ticket),
        "customer": {"name": ticket.customer.name, "contacts": [one.identity.masked for one in contacts]},
        "tags": list(tags),
        "messages": [message_out(message) for message in messages],
        "events": [event_out(event) for event in ticket.events.order_by("id")],
        "clocks": [
            {"kind": one.kind, "state": one.state, "started_at": one.started_at, "due_at": one.due_at} for one in clocks
        ],
    }


def message_out(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "kind": message.kind,
        "by": message.by_kind,
        "text": message.text,
        "at": message.at,
        "attachments": [attachment_out(one) for one in message.attachments.all()],
    }


def wording_out(message: Message) -> list[dict[str, Any]]:
    """What the wording rules find in a reply; nothing in what the customer or colleagues say."""
    if message.kind != Message.Kind.REPLY:
        return []
    hints = hints_in_texts(message.ticket, {"text": message.text}, but=message)["text"]
    names = ("kind", "severity", "why", "better")
    places = [{"start": hint.start, "end": hint.end, "found": hint.found} for hint in hints]
    return [
        place | {name: getattr(hint.rule, name) for name in names} for place, hint in zip(places, hints, strict=True)
    ]


def attachment_out(one: Attachment) -> dict[str, Any]:
    return {"id": one.pk, "name": one.name, "size": one.file.size, "content_type": one.file.content_type}


def event_out(event: Event) -> dict[str, Any]:
    return {"id": event.pk, "kind": event.kind, "at": event.at, "by": event.by_kind, "payload": event.payload}
