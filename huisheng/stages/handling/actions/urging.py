"""The customer urges (催办): counted until we answer, heard by the owner, and from the third time on by who leads."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket, record_event, save_columns
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party

MOST = 999  # more is counted in the ledger only


class NothingToUrge(Refused):
    code = "nothing_to_urge"
    status = 409
    message = _("There is nothing to hurry right now.")


@transaction.atomic
def urge(ticket: Ticket, *, by: Party, message: Message | None = None, at: datetime | None = None) -> Ticket:
    """The customer asks us to hurry: by the button, or in the words of `message`. Raises NothingToUrge where it is the
    customer's turn, or the ticket is closed.
    """
    ticket = lock_ticket(ticket)
    if ticket.is_closed or ticket.status == Status.AWAITING_CONFIRMATION:
        raise NothingToUrge
    ticket.urged = min(ticket.urged + 1, MOST)
    save_columns(ticket, "urged")
    said: dict[str, Any] = {"message": message.pk} if message else {}
    record_event(ticket, "customer_urged", by=by, at=at or timezone.now(), count=ticket.urged, **said)
    return ticket


def answered(ticket: Ticket) -> None:
    """We wrote: the count begins anew. The caller holds the ticket's lock."""
    if ticket.urged:
        ticket.urged = 0
        save_columns(ticket, "urged")
