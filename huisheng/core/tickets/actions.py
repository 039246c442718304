"""Open tickets, add messages, move the status, write the ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.breath import gather, write_gathered
from huisheng.core.base.models import File
from huisheng.core.base.news import push
from huisheng.core.base.queue import enqueue_many
from huisheng.core.base.rows import store
from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.heard import ears, the_cause
from huisheng.core.tickets.kinds import AUDIBLE
from huisheng.core.tickets.models import (
    NEVER,
    Attachment,
    Ear,
    Event,
    Grant,
    Link,
    Message,
    Participant,
    Ticket,
    reply_window_end,
)
from huisheng.core.tickets.status import MOVES, Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.text import first_line_subject

REACT_TASK = "react"


class MoveNotAllowed(Refused):
    code = "move_not_allowed"
    status = 409


class EmptyMessage(Refused):
    code = "empty_message"


@transaction.atomic(savepoint=False)
def open_ticket(
    customer: Customer,
    *,
    channel: Channel,
    text: str,
    by: Party,
    subject: str = "",
    order_number: str = "",
    occurred_at: datetime | None = None,
    identities: Sequence[Identity] = (),
    inbound: Inbound | None = None,
    files: Sequence[tuple[str, File]] = (),
    at: datetime | None = None,
    quoted: str = "",
) -> tuple[Ticket, Message]:
    """A new ticket with the customer's first words; the number comes from a sequence, so no two wait for each other.

    `at` is the instant it was received (now, unless an import or the demo says otherwise).
    """
    at = at or timezone.now()
    count, pk = _next_numbers()
    ticket = Ticket(
        pk=pk,
        number=f"FB-{timezone.localtime(at):%Y%m%d}-{count:04d}",
        customer=customer,
        channel=channel,
        subject=(subject.strip() or first_line_subject(text))[:200],
        order_number=order_number.strip()[:60],
        occurred_at=occurred_at,
        created_at=at,
        last_message_at=at,
        reply_by=reply_window_end(channel, at),
    )
    gather(_write_tickets, ticket)
    given = {identity.pk: identity for identity in identities}
    store(*(Participant(ticket=ticket, identity=identity) for identity in given.values()))
    message = _write_message(
        ticket,
        kind=Message.Kind.CUSTOMER,
        text=text,
        by=by,
        channel=channel,
        inbound=inbound,
        files=files,
        at=at,
        quoted=quoted,
    )
    record_event(ticket, "ticket_opened", by=by, at=at, channel=channel.code, message=message.pk)
    return ticket, message


@transaction.atomic
def add_message(
    ticket: Ticket,
    *,
    kind: str,
    text: str,
    by: Party,
    channel: Channel | None = None,
    inbound: Inbound | None = None,
    files: Sequence[tuple[str, File]] = (),
    at: datetime | None = None,
    quoted: str = "",
    written_from: str = "",
    aside: bool = False,
) -> Message:
    """Add something said: by the customer, as a reply, as the automatic receipt or as an internal note.

    `quoted` = what a mail carried along below the new words; `written_from` = a masked address the ticket did not know;
    `aside` = a reply about something else, which answers nothing that was asked here.

    Raises EmptyMessage when there is neither text nor file. Clocks and status are the business of later rooms.
    """
    at = at or timezone.now()
    if not text.strip() and not files:
        raise EmptyMessage(_("Please write something, or add a file."))
    message = _write_message(
        ticket,
        kind=kind,
        text=text,
        by=by,
        channel=channel,
        inbound=inbound,
        files=files,
        at=at,
        quoted=quoted,
        written_from=written_from,
    )
    if kind != Message.Kind.RECEIPT:
        ticket.last_message_at = at
        save_columns(ticket, "last_message_at")
    if kind in (Message.Kind.CUSTOMER, Message.Kind.REPLY):
        ticket.reply_by = reply_window_end(channel or ticket.channel, at) if kind == Message.Kind.CUSTOMER else NEVER
        save_columns(ticket, "reply_by")
    name = "note_added" if kind == Message.Kind.NOTE else "message_added"
    if kind != Message.Kind.RECEIPT:
        more: dict[str, Any] = {"aside": True} if aside else {}
        record_event(ticket, name, by=by, at=at, message=message.pk, direction=kind, **more)
    return message


def set_status(ticket: Ticket, status: str, *, by: Party, at: datetime | None = None) -> None:
    """Move the status along the table of allowed moves; staying where it is writes nothing. Raises MoveNotAllowed."""
    if ticket.status == status:
        return
    if status not in MOVES[ticket.status]:
        raise MoveNotAllowed(
            _("This feedback is “%(before)s”; it cannot become “%(after)s” now.")
            % {"before": Status(ticket.status).label, "after": Status(status).label}
        )
    before, ticket.status = ticket.status, status
    ticket.closed_at = (at or timezone.now()) if status == Status.CLOSED else None
    save_columns(ticket, "status", "closed_at")
    record_event(ticket, "status_changed", by=by, at=at, before=before, after=status)


def record_event(
    ticket: Ticket, kind: str, /, *, by: Party, at: datetime | None = None, cause: Event | None = None, **payload: Any
) -> Event:
    """Write one line of the ledger, tell open screens, and queue the reactions if the kind has any.

    `payload` holds ids and codes only: never names, phones or text.
    """
    return record_events(ticket, kind, by=by, at=at, cause=cause, payloads=[payload])[0]


def record_events(
    ticket: Ticket,
    kind: str,
    /,
    *,
    by: Party,
    payloads: Iterable[dict[str, Any]],
    at: datetime | None = None,
    cause: Event | None = None,
) -> list[Event]:
    """Several lines of one kind at once, such as the clocks that start together. In one breath (`core/base/breath.py`)
    all lines of a transaction are one statement, and an event has its id only when the breath ends."""
    at, cause = at or timezone.now(), cause or the_cause()
    events = [
        Event(ticket=ticket, kind=kind, payload=payload, at=at, by_kind=by.kind, by_id=by.id, cause=cause)
        for payload in payloads
    ]
    gather(_write_events, *events)
    if events:
        push(*_topics(ticket), kind=kind, ident=ticket.number)
    return events


def record_customer_event(
    customer: Customer,
    kind: str,
    /,
    *,
    by: Party,
    at: datetime | None = None,
    cause: Event | None = None,
    **payload: Any,
) -> Event:
    """A line of the ledger about a customer and no ticket: callbacks of care, win-back. `payload` as in `record_event`."""
    event = Event(
        customer=customer,
        kind=kind,
        payload=payload,
        at=at or timezone.now(),
        by_kind=by.kind,
        by_id=by.id,
        cause=cause or the_cause(),
    )
    gather(_write_events, event)
    push("queue", kind=kind, ident=str(customer.pk))
    return event


def _write_events(events: list[Event]) -> None:
    store(*events)
    heard = ears() if any(event.kind in AUDIBLE for event in events) else {}
    reacting = [{"event_id": event.pk} for event in events if event.reacts or event.kind in heard]
    if reacting:
        enqueue_many(REACT_TASK, reacting)


def listen_for(kinds: Iterable[str]) -> None:
    """From now on jobs are queued for these kinds of event, and for no other that nothing else follows."""
    wanted = set(kinds) & AUDIBLE
    Ear.objects.exclude(kind__in=wanted).delete()
    Ear.objects.bulk_create([Ear(kind=kind) for kind in sorted(wanted)], ignore_conflicts=True)


def save_columns(ticket: Ticket, *names: str) -> None:
    """Save columns that a room just changed; in one breath the columns of all rooms are one statement, and a new
    ticket is written with them."""
    if not ticket._state.adding:
        gather(_write_columns, (ticket, names))


def _write_tickets(tickets: list[Ticket]) -> None:
    """At the end of the breath, when grade, desk and promises stand: a new ticket is written once, not twice."""
    store(*tickets)


def _write_columns(changes: list[tuple[Ticket, tuple[str, ...]]]) -> None:
    changed: dict[int, tuple[Ticket, set[str]]] = {}
    for ticket, names in changes:
        changed.setdefault(id(ticket), (ticket, set()))[1].update(names)
    for ticket, columns in changed.values():
        ticket.save(update_fields=sorted(columns))


def lock_ticket(ticket: Ticket) -> Ticket:
    """Read the ticket again, in place, and lock it until the transaction ends: every change starts with it."""
    write_gathered()
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update(of=("self",)))
    ticket._state.adding = False  # also where the caller knew no more than its id
    return ticket


def link_tickets(ticket: Ticket, *, other: Ticket, kind: str, by: Party, at: datetime | None = None) -> Link:
    """Tie two tickets together; twice is once."""
    link, is_new = Link.objects.get_or_create(
        ticket=ticket, other=other, kind=kind, defaults={"by_kind": by.kind, "by_id": by.id}
    )
    if is_new:
        record_event(ticket, "tickets_linked", by=by, at=at, other=other.number, link=kind)
    return link


def unlink_tickets(ticket: Ticket, *, other: Ticket, kind: str, by: Party, at: datetime | None = None) -> bool:
    """Untie them; returns whether they were tied."""
    gone, _rows = Link.objects.filter(ticket=ticket, other=other, kind=kind).delete()
    if gone:
        record_event(ticket, "tickets_unlinked", by=by, at=at, other=other.number, link=kind)
    return bool(gone)


def grant_access(
    ticket: Ticket, *, by: Party, staff: Staff | None = None, team: Team | None = None, at: datetime | None = None
) -> Grant:
    """Let one more person or team see this ticket."""
    grant, is_new = Grant.objects.get_or_create(
        ticket=ticket, staff=staff, team=team, defaults={"by_kind": by.kind, "by_id": by.id}
    )
    if is_new:
        whom, desk = (staff.pk if staff else None), (team.pk if team else None)
        record_event(ticket, "access_granted", by=by, at=at, staff=whom, team=desk)
    return grant


def add_participant(ticket: Ticket, *, identity: Identity) -> None:
    """One more address for this ticket's notices and lookups."""
    Participant.objects.get_or_create(ticket=ticket, identity=identity)


def _write_message(ticket: Ticket, *, files: Sequence[tuple[str, File]], by: Party, **fields: Any) -> Message:
    message = Message(ticket=ticket, by_kind=by.kind, by_id=by.id, **fields)
    store(message)
    if files:
        Attachment.objects.bulk_create(Attachment(message=message, file=file, name=name) for name, file in files)
    return message


def _next_numbers() -> tuple[int, int]:
    """For a new ticket: the number people say, and the row's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ticket_number'), nextval('tickets_ticket_id_seq')")
        count, pk = cursor.fetchone()
    return count, pk


def _topics(ticket: Ticket) -> list[str]:
    topics = ["queue", f"ticket:{ticket.number}"]
    if ticket.team_id:
        topics.append(f"team:{ticket.team_id}")
    if ticket.assignee_id:
        topics.append(f"staff:{ticket.assignee_id}")
    return topics
