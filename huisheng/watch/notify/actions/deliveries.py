"""What telling customers and colleagues share."""

from datetime import timedelta

from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Event, Ticket
from huisheng.watch.notify.models import Delivery

DEFAULT_LANGUAGE = "zh-hans"
TOO_LATE = timedelta(days=3)  # a letter about something older (an import, the demo) would only confuse


def ticket_of(event: Event) -> Ticket:
    """The event's ticket; loaded with it where the runner brought it along."""
    assert event.ticket is not None  # noqa: S101 - events of a customer alone are told to nobody
    return event.ticket


def is_too_late(event: Event) -> bool:
    """Whether a letter about it would only confuse."""
    return event.at < timezone.now() - TOO_LATE


def note_delivery(event: Event, code: str, reader: str, letter: Outbound | None) -> None:
    """Remember that this reader was written to, or held back (no `letter`): unique, so nothing is sent twice."""
    Delivery.objects.create(event=event, ticket_id=event.ticket_id or 0, code=code, reader=reader, outbound=letter)
