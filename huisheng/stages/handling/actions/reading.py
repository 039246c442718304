"""Whether the customer has seen our words on the progress page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huisheng.core.base.news import push
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.models import Reading

OURS = (Message.Kind.REPLY, Message.Kind.RECEIPT)


@transaction.atomic
def note_read(ticket: Ticket, *, upto: int, at: datetime | None = None) -> bool:
    """The page whose newest word of ours is the message `upto` was looked at; True where that is news.

    Open desks are told. It is no work and no word, so it takes no lock and leaves no line in the ledger.
    """
    message = ticket.messages.filter(pk=upto, kind__in=OURS).first()
    if message is None or Reading.objects.filter(ticket=ticket, message__gte=upto).exists():
        return False
    Reading.objects.bulk_create(
        [Reading(ticket=ticket, message=message, at=at or timezone.now())], ignore_conflicts=True
    )  # two windows at one instant are one reading
    push(f"ticket:{ticket.number}", kind="message_read", ident=ticket.number)
    return True
