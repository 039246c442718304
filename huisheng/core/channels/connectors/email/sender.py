"""From which address a letter leaves."""

from dataclasses import dataclass

from django.conf import settings

from huisheng.core.base.house import house
from huisheng.core.channels.models import Mailbox


@dataclass(frozen=True, slots=True)
class Sender:
    """A mailbox of ours, which reads the answers, or an address that only writes."""

    address: str
    mailbox: Mailbox | None = None


def sender_for_all(house_sender: str | None = None) -> Sender:
    """Who writes where no mailbox has a reason to: the one of the house's sender, else the first, else nobody reads.

    `house_sender` spares asking for the setting `mail.sender` again.
    """
    address = str(house("mail.sender") if house_sender is None else house_sender).lower()
    for mailbox in Mailbox.objects.filter(enabled=True).select_related("channel"):
        if not address or address in mailbox.addresses:
            return Sender(mailbox.address, mailbox)
    return Sender(address or settings.DEFAULT_FROM_EMAIL)


def sender_of(mailbox: Mailbox) -> Sender:
    return Sender(mailbox.address, mailbox)


def address_of(mailbox: Mailbox | None, house_sender: str) -> str:
    """Where a stored letter comes from: its mailbox, else the house's own address, else the environment's."""
    return mailbox.address if mailbox else house_sender or settings.DEFAULT_FROM_EMAIL
