"""How a mailbox is, in words for its screen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from huisheng.core.channels.connectors.email.trouble import in_words
from huisheng.core.channels.models import Mailbox


@dataclass(frozen=True, slots=True)
class State:
    """`kind`: well, waiting (nobody asked yet), off, or trouble."""

    kind: str
    words: str


def state_of(mailbox: Mailbox) -> State:
    if not mailbox.enabled:
        return State("off", _("Paused: its mails wait on the server."))
    if not mailbox.channel.enabled:
        return State("off", _("Its channel is closed: mails wait on the server."))
    if mailbox.failing_since:
        return State("trouble", in_words(mailbox.last_error))
    if mailbox.fetched_at is None:
        return State("waiting", _("Not visited yet; it will be in a moment."))
    return State("well", _("Working"))
