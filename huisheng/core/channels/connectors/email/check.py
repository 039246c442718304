"""What is wrong with a mailbox, one sentence for each way: reading and sending. Looks, changes nothing."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huisheng.core.base.house import house_all
from huisheng.core.channels.connectors.email.imap import opened
from huisheng.core.channels.connectors.email.smtp import Server, logged_in, server_of
from huisheng.core.channels.connectors.email.trouble import Trouble, of_smtp
from huisheng.core.channels.models import Mailbox


@dataclass(frozen=True, slots=True)
class Check:
    """`subject` is the way looked at; `words` say how it is."""

    subject: str
    well: bool
    words: str


def check_mailbox(mailbox: Mailbox) -> list[Check]:
    """Try both ways now: connect, encrypt, log in, open the folder; connect and log in for sending. Nothing is sent."""
    return [*_reading(mailbox), *_sending(mailbox)]


def _reading(mailbox: Mailbox) -> Iterator[Check]:
    subject = _("Reading (%(server)s)") % {"server": f"{mailbox.imap_host}:{mailbox.imap_port}"}
    try:
        with opened(mailbox) as box:
            how = _("New mail is announced at once.") if box.can_idle else _("We look each minute.")
    except Trouble as trouble:
        yield Check(subject, False, str(trouble))
    else:
        yield Check(subject, True, " ".join([_("The login works, the folder opens."), how]))


def _sending(mailbox: Mailbox) -> Iterator[Check]:
    server = server_of(mailbox, house_all())
    if server is None:
        yield Check(_("Sending"), False, _("There is no SMTP server, neither here nor in the general settings."))
        return
    subject = _("Sending (%(server)s)") % {"server": f"{server.host}:{server.port}"}
    trouble = _trouble_of(server)
    yield Check(subject, trouble is None, str(trouble) if trouble else _("The server takes our letters."))


def _trouble_of(server: Server) -> Trouble | None:
    try:
        with logged_in(server) as client:
            client.noop()
    except (OSError, smtplib.SMTPException, ValueError, Trouble) as error:
        return of_smtp(error)
    return None
