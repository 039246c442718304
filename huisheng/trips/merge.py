"""Two tickets about one thing become one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import add_participant, link_tickets, lock_ticket, record_event
from huisheng.core.tickets.models import Link, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.actions import close_merged


class CannotMerge(Refused):
    code = "cannot_merge"
    status = 409


@transaction.atomic
def merge(ticket: Ticket, *, into: Ticket, reason: str, by: Party, at: datetime | None = None) -> Ticket:
    """Close `ticket` as merged; its words stay where they are, one click away, and its addresses hear from `into`.

    Only addresses that a colleague or a system vouches for go along: whoever typed somebody else's phone and an own
    email into the form must not get the other ticket's link this way.
    Raises CannotMerge for the same ticket, another customer, or a closed one on either side.
    """
    first, second = sorted((ticket, into), key=_rank)  # one order of locks: two merges never wait in a ring
    locked = {one.pk: lock_ticket(one) for one in (first, second)}
    ticket, into = locked[ticket.pk], locked[into.pk]
    if ticket.pk == into.pk:
        raise CannotMerge(_("A ticket cannot be merged into itself."))
    if ticket.customer_id != into.customer_id:
        raise CannotMerge(_("Only tickets of the same customer can be merged."))
    if ticket.is_closed or into.is_closed:
        raise CannotMerge(_("Both tickets must be open."))
    close_merged(ticket, into=into, reason=reason, by=by, at=at)
    ticket.merged_into = into
    ticket.save(update_fields=["merged_into"])
    for participant in ticket.participants.filter(identity__verified=True).select_related("identity"):
        add_participant(into, identity=participant.identity)
    link_tickets(into, other=ticket, kind=Link.Kind.MERGED, by=by, at=at)
    record_event(ticket, "ticket_merged", by=by, at=at, other=into.number)
    return into


def _rank(ticket: Ticket) -> int:
    return ticket.pk
