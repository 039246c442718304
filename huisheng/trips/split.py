"""Some messages of a ticket are another matter, or another customer's: they go on in a ticket of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.models import File
from huisheng.core.customers.actions import recognise_customer
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.actions import add_message, link_tickets, lock_ticket, open_ticket, record_event
from huisheng.core.tickets.models import Link, Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.trips.models import Moved

SAID = (Message.Kind.CUSTOMER, Message.Kind.NOTE)  # our own answers stay: the customer has read them there


class CannotSplit(Refused):
    code = "cannot_split"
    status = 409


@dataclass(frozen=True, slots=True)
class Somebody:
    """The customer whose words they really are; all empty = the ticket's own."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_another(self) -> bool:
        return bool(self.phone.strip() or self.email.strip())


def may_move(ticket: Ticket) -> list[Message]:
    """The messages that can be split off, oldest first: the customer's and notes, each once. One query."""
    gone = Moved.objects.filter(message__ticket=ticket).values("message")
    kept = Message.objects.filter(ticket=ticket, kind__in=SAID).exclude(pk__in=gone)
    return list(kept.order_by("at", "id").prefetch_related("attachments__file"))


@transaction.atomic
def split(
    ticket: Ticket, messages: Sequence[int], *, by: Party, whose: Somebody | None = None, at: datetime | None = None
) -> Ticket:
    """Open a ticket with these messages and their files; it is graded and routed anew, and its clocks count from the
    first message's own time. The originals stay, marked; another customer's are hidden from this ticket's page.

    Raises CannotSplit without a message of the customer, or where some of them moved before.
    """
    ticket, whose = lock_ticket(ticket), whose or Somebody()
    going = [one for one in may_move(ticket) if one.pk in set(messages)]
    first = next((one for one in going if one.kind == Message.Kind.CUSTOMER), None)
    if first is None or len(going) != len(set(messages)):
        raise CannotSplit(_("Choose at least one message of the customer that has not been moved yet."))
    customer, identities = _whose(ticket, whose)
    fresh, opening = _opened(ticket, first, customer, identities, by=by)
    Moved.objects.create(message=first, copy=opening)
    for one in going:
        if one is not first:
            Moved.objects.create(message=one, copy=_copied(one, fresh))
    link_tickets(ticket, other=fresh, kind=Link.Kind.SPLIT, by=by, at=at)
    record_event(ticket, "ticket_split", by=by, at=at, other=fresh.number, count=len(going))
    return fresh


def _opened(
    ticket: Ticket, first: Message, customer: Customer, identities: Sequence[Identity], *, by: Party
) -> tuple[Ticket, Message]:
    fresh, opening = open_ticket(
        customer,
        channel=first.channel or ticket.channel,
        text=first.text,
        by=customer.party,
        order_number=ticket.order_number if customer.pk == ticket.customer_id else "",
        identities=identities,
        files=_files(first),
        at=first.at,
        quoted=first.quoted,
    )
    classify_ticket(fresh, opening, at=first.at)
    grade_ticket(fresh, opening, at=first.at)
    route_ticket(fresh, by=by)
    start_clocks(fresh, by=by, at=first.at)
    return fresh, opening


def _whose(ticket: Ticket, whose: Somebody) -> tuple[Customer, Sequence[Identity]]:
    if whose.is_another:
        seen = recognise_customer(name=whose.name, phone=whose.phone, email=whose.email, verified=True)
        return seen.customer, seen.identities
    mine = ticket.participants.filter(identity__customer=ticket.customer_id).select_related("identity")
    return ticket.customer, [one.identity for one in mine.order_by("id")]


def _copied(message: Message, fresh: Ticket) -> Message:
    is_theirs = message.kind == Message.Kind.CUSTOMER
    return add_message(
        fresh,
        kind=message.kind,
        text=message.text,
        by=fresh.customer.party if is_theirs else message.by,
        channel=message.channel,
        files=_files(message),
        at=message.at,
        quoted=message.quoted,
        written_from=message.written_from,
    )


def _files(message: Message) -> list[tuple[str, File]]:
    return [(one.name, one.file) for one in message.attachments.all()]
