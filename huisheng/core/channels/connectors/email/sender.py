"""From which address a letter leaves."""

from django.conf import settings

from huisheng.core.base.house import house
from huisheng.core.channels.models import Mailbox


def mailbox_for_all() -> Mailbox | None:
    """The mailbox that writes where no other one has a reason to: the one of the house's sender, else the first."""
    sender = str(house("mail.sender")).lower()
    for mailbox in Mailbox.objects.filter(enabled=True).select_related("channel"):
        if not sender or sender in mailbox.addresses:
            return mailbox
    return None


def address_of(mailbox: Mailbox | None) -> str:
    """The sender's address: the mailbox, the house's own, or the one of the environment."""
    return mailbox.address if mailbox else str(house("mail.sender")) or settings.DEFAULT_FROM_EMAIL
