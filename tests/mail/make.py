"""Mailboxes on the real server, and mails to put into them."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from django.utils import timezone

from huisheng.core.channels.connectors.email.actions import add_mailbox
from huisheng.core.channels.connectors.email.fetch import fetch_mailbox
from huisheng.core.channels.models import Inbound, Mailbox
from huisheng.kit.party import SYSTEM
from tests.mail.server import MailServer

LIU = "liu@outside.example"


def make_mailbox(server: MailServer, *, connected: bool = True, **changes: Any) -> Mailbox:
    """support@ of the shop; `connected` = it was visited once, so that everything from here on is new."""
    address = changes.pop("address", server.address)
    known: dict[str, Any] = {
        "name": "客服邮箱",
        "imap_host": server.host,
        "imap_port": server.imaps,
        "imap_security": "tls",
        "imap_user": address,
        "imap_password": server.password,
        "smtp_host": server.host,
        "smtp_port": server.submission,
        "smtp_security": "starttls",
    }
    mailbox = add_mailbox(address=address, by=SYSTEM, **known | changes)
    if connected:
        fetch(mailbox)
    return mailbox


def fetch(mailbox: Mailbox, *, least: int = 0, server: MailServer | None = None) -> int:
    """Visit it once; with `server`, wait until `least` mails lie there."""
    if server is not None:
        server.raw(mailbox.address, least=least)
    fresh = Mailbox.objects.select_related("channel").get(pk=mailbox.pk)
    taken = fetch_mailbox(fresh)
    mailbox.refresh_from_db()
    return taken


def make_mail(
    text: str = "漏发了配件，孩子生日要用，请尽快补发。",
    *,
    subject: str = "漏发配件",
    sender: str = f"刘女士 <{LIU}>",
    to: str = "support@shop.example",
    message_id: str = "<first@outside.example>",
    files: tuple[tuple[str, str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A mail as a customer's program writes it. Further headers by name: in_reply_to="<…>", cc="…"."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(timezone.now())
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, kind, data in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def states() -> dict[str, list[str]]:
    """All items by state, with what they are about or why."""
    found: dict[str, list[str]] = {}
    for item in Inbound.objects.order_by("pk"):
        found.setdefault(item.state, []).append(item.reason or item.about)
    return found
