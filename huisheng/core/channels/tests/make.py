"""Items and letters for tests."""

from typing import Any

from huisheng.core.base.models import File
from huisheng.core.channels.actions import mark_refused, queue_out, take_in
from huisheng.core.channels.connectors.email.actions import UNREADABLE, take_mail
from huisheng.core.channels.models import Channel, Inbound, Mailbox, Outbound
from huisheng.kit.party import SYSTEM, Party


def make_channel(code: str = "web", **changes: Any) -> Channel:
    """A channel of the house; made when the presets have none of this code."""
    kind = code if code in Channel.Kind.values else "web"
    channel, _new = Channel.objects.get_or_create(code=code, defaults={"name": code, "kind": kind, **changes})
    return channel


def make_inbound(
    text: str = "漏发了配件，孩子生日要用",
    *,
    channel: str = "web",
    key: str = "",
    by: Party = SYSTEM,
    files: list[tuple[str, File]] | None = None,
    **content: Any,
) -> Inbound:
    """An item that came in and waits."""
    make_channel(channel)
    return take_in(channel, {"text": text, **content}, by=by, key=key, files=files or [])[0]


def make_mailbox(address: str = "support@shop.example", **changes: Any) -> Mailbox:
    """A mailbox with a channel of its own; `code` names the channel. Its server is a closed port of this machine."""
    channel = make_channel(changes.pop("code", address.replace("@", "-").replace(".", "-")), kind=Channel.Kind.EMAIL)
    servers: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": 9, "imap_security": "none", "imap_user": address}
    return Mailbox.objects.create(channel=channel, address=address, **servers | changes)


def make_mail_item(raw: bytes, *, uid: int = 1, mailbox: Mailbox | None = None, **changes: Any) -> Inbound:
    """A mail that was fetched and waits."""
    box = mailbox or Mailbox.objects.first() or make_mailbox()
    item = take_mail(box, raw, uid=uid, step=False, **changes)
    assert item is not None
    return item


def make_refused_mail() -> Inbound:
    """A mail that cannot be read."""
    known = Inbound.objects.filter(state=Inbound.State.REFUSED).exclude(raw=None).first()
    item = known or make_mail_item(b"")
    mark_refused(item, reason=UNREADABLE)
    return item


def make_letter(
    to: str = "liu@example.com", *, subject: str = "收到了", text: str = "您好！", **changes: Any
) -> Outbound:
    """A letter in the outbox. What `queue_out` takes it gets; the other changes are written onto the row."""
    columns = {field.name for field in Outbound._meta.get_fields()} - {"about", "files"}
    said = {name: changes.pop(name) for name in list(changes) if name not in columns}
    letter = queue_out(to=to, subject=subject, text=text, **said)
    if changes:
        Outbound.objects.filter(pk=letter.pk).update(**changes)
        letter.refresh_from_db()
    return letter
