"""Accept what came in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from huisheng.core.base.asked import Asked
from huisheng.core.base.house import house
from huisheng.core.channels.actions import mark_accepted
from huisheng.core.channels.models import Inbound
from huisheng.core.customers.actions import Recognised, give_consent, learn_of, recognise_customer
from huisheng.core.tickets.actions import add_message, link_tickets, lock_ticket, open_ticket, record_event
from huisheng.core.tickets.models import Link, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.intake.models import SpamVerdict
from huisheng.stages.intake.thanks import is_thanks

STAFF_KINDS = ("staff", "token")  # who vouches for a phone or an email


class NothingSaid(Refused):
    code = "nothing_said"


@dataclass(frozen=True, slots=True)
class Accepted:
    ticket: Ticket
    message: Message
    is_new: bool
    at_rest: bool = False  # nothing follows: a mere thank-you, or an item that was accepted before


def _locked(pk: int) -> QuerySet[Inbound]:
    return Inbound.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=pk)


_LOCKED = Asked(_locked, int)


def accept_inbound(inbound: Inbound, *, at: datetime | None = None) -> Accepted:
    """Make the item a message: on the ticket its content names, or on a new one. Twice is once.

    A message on a merged ticket goes to the one it went into. On a ticket closed longer than `intake.reopen_days` it
    opens a new one, linked with the old.
    Raises NothingSaid for an item with neither text nor file.
    """
    if not str(inbound.content.get("text", "")).strip() and not inbound.file_count:
        raise NothingSaid(_("Please tell us in a few words what happened."))
    return _accept(inbound, at=at)


@transaction.atomic(savepoint=False)
def _accept(inbound: Inbound, *, at: datetime | None) -> Accepted:
    inbound = _LOCKED(inbound.pk)[0]
    if inbound.state == Inbound.State.ACCEPTED:
        done = Message.objects.select_related("ticket").get(inbound=inbound)
        return Accepted(done.ticket, done, is_new=False, at_rest=True)
    content = inbound.content
    known = Ticket.objects.filter(number=content["number"]).first() if content.get("number") else None
    accepted = _continue(inbound, content, known, at=at) if known else _open(inbound, content, at=at)
    if content.get("suspicions"):
        SpamVerdict.objects.create(inbound=inbound, reasons=content["suspicions"])
    _tell_left_out(accepted.ticket, content, at=at)
    mark_accepted(inbound, about=accepted.ticket.number)
    return accepted


def _open(inbound: Inbound, content: dict[str, Any], *, at: datetime | None) -> Accepted:
    seen = _recognise(inbound, content)
    author = inbound.by if inbound.by.kind in STAFF_KINDS else seen.customer.party
    ticket, message = open_ticket(
        seen.customer,
        channel=inbound.channel,
        text=content.get("text", ""),
        by=author,
        subject=content.get("subject", ""),
        order_number=content.get("order_number", ""),
        occurred_at=parse_datetime(content["occurred_at"]) if content.get("occurred_at") else None,
        identities=seen.identities,
        inbound=inbound,
        files=_files(inbound),
        at=at,
        quoted=content.get("quoted", ""),
    )
    if seen.conflict:
        record_event(ticket, "identity_conflict", by=author, at=at, other=seen.conflict.other_id)
    return Accepted(ticket, message, is_new=True)


def _continue(inbound: Inbound, content: dict[str, Any], ticket: Ticket, *, at: datetime | None) -> Accepted:
    ticket = lock_ticket(_after_merges(ticket))
    if ticket.merged_into_id:  # it was merged while we waited for it
        return _continue(inbound, content, ticket, at=at)
    if _too_old(ticket) and not content.get("is_note"):
        return _follow_up(inbound, content, ticket, at=at)
    is_note = bool(content.get("is_note"))  # a colleague's mail stays inside the house
    message = add_message(
        ticket,
        kind=Message.Kind.NOTE if is_note else Message.Kind.CUSTOMER,
        text=content.get("text", ""),
        by=SYSTEM if is_note else _author(inbound, ticket),
        channel=inbound.channel,
        inbound=inbound,
        files=_files(inbound),
        at=at,
        quoted=content.get("quoted", ""),
        written_from=content.get("written_from", ""),
    )
    at_rest = is_note or (is_thanks(message.text) and not inbound.file_count)
    return Accepted(ticket, message, is_new=False, at_rest=at_rest)


def _after_merges(ticket: Ticket) -> Ticket:
    """Where it goes on: who wrote to a merged ticket is heard on the one it went into."""
    while ticket.merged_into:
        ticket = ticket.merged_into
    return ticket


def _follow_up(inbound: Inbound, content: dict[str, Any], old: Ticket, *, at: datetime | None) -> Accepted:
    identities = [participant.identity for participant in old.participants.select_related("identity")]
    ticket, message = open_ticket(
        old.customer,
        channel=inbound.channel,
        text=content.get("text", ""),
        by=_author(inbound, old),
        order_number=old.order_number,
        identities=identities,
        inbound=inbound,
        files=_files(inbound),
        at=at,
        quoted=content.get("quoted", ""),
    )
    link_tickets(ticket, other=old, kind=Link.Kind.FOLLOWS, by=ticket.customer.party)
    return Accepted(ticket, message, is_new=True)


def _tell_left_out(ticket: Ticket, content: dict[str, Any], *, at: datetime | None) -> None:
    """What came along and could not be taken is said to colleagues, on the ticket; the raw mail still holds it."""
    if left_out := content.get("left_out"):
        told = "\n".join([_("This came with the mail and was not taken (see Letters in the settings):"), *left_out])
        add_message(ticket, kind=Message.Kind.NOTE, text=told, by=SYSTEM, at=at)


def _recognise(inbound: Inbound, content: dict[str, Any]) -> Recognised:
    seen = recognise_customer(
        name=content.get("name", ""),
        phone=content.get("phone", ""),
        email=content.get("email", ""),
        external_id=content.get("external_id", ""),
        language=content.get("language", ""),
        verified=inbound.by.kind in STAFF_KINDS,
    )
    if inbound.by.kind in STAFF_KINDS:
        since = parse_date(str(content.get("customer_since") or ""))
        learn_of(seen.customer, yearly_spend=content.get("yearly_spend"), customer_since=since)
    if content.get("consents"):
        give_consent(
            seen.customer,
            purposes=content["consents"],
            text_version=content.get("notice_version", ""),
            channel=inbound.channel.code,
            by=seen.customer.party,
        )
    return seen


def _too_old(ticket: Ticket) -> bool:
    if ticket.status != Status.CLOSED or ticket.closed_at is None:
        return False
    return ticket.closed_at < timezone.now() - timedelta(days=int(house("intake.reopen_days")))


def _author(inbound: Inbound, ticket: Ticket) -> Party:
    return inbound.by if inbound.by.kind in STAFF_KINDS else ticket.customer.party


def _files(inbound: Inbound) -> list[tuple[str, Any]]:
    enclosed = inbound.enclosed.select_related("file").order_by("id") if inbound.file_count else ()
    return [(one.name, one.file) for one in enclosed]
