"""Write down what the mail connector fetched, found out and was told to do."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from huisheng.core.base import storage
from huisheng.core.base.actions import record_change
from huisheng.core.base.models import File, Setting
from huisheng.core.base.queue import enqueue
from huisheng.core.base.vault import vault
from huisheng.core.channels.connectors.email.raw import is_like, item_key, message_id_of
from huisheng.core.channels.connectors.email.trouble import Trouble
from huisheng.core.channels.models import Channel, Inbound, InboundFile, Mailbox
from huisheng.kit.contact import normalise_email
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party

RECEIVE_TASK = "receive"
SENDING_TOLD = "mail.sending_told"  # beside the house's settings, but nobody sets it
UNREADABLE = "unreadable"
RAW_TYPE, RAW_FAMILY = "message/rfc822", "mail"
SECRETS = ("imap_password", "smtp_password", "oauth_secret", "oauth_refresh")
PLACE = ("imap_user", "folder")  # another one of these is another box: what lies there is old
MOVED = 0  # no server's UIDVALIDITY: the same box on another server, whose numbers mean nothing any more


class MailboxRefused(Refused):
    code = "mailbox_refused"


@transaction.atomic
def take_mail(
    mailbox: Mailbox, raw: bytes, *, uid: int, arrived: datetime | None = None, trouble: str = "", step: bool = True
) -> Inbound | None:
    """Store one mail as it came, and only then step over it on the server (`step`). None when it is here already.

    `arrived` is when it reached the box. `trouble` says why `raw` is not the whole mail: too_large, not_given.
    """
    file = keep_raw(raw)
    locked = Mailbox.objects.select_for_update(of=("self",), no_key=True)  # letters that leave from it need not wait
    place = locked.select_related("channel").get(pk=mailbox.pk)
    if step and place.last_uid is not None and uid <= place.last_uid:
        return None  # another worker was faster
    inbound = _store(place, raw, file, {"mailbox": place.pk, "uid": uid, "trouble": trouble}, arrived)
    if inbound is not None:
        enqueue(RECEIVE_TASK, inbound_id=inbound.pk)
    if step:
        place.last_uid = uid
        place.save(update_fields=["last_uid"])
    return inbound


def _store(place: Mailbox, raw: bytes, file: File, content: dict[str, Any], arrived: datetime | None) -> Inbound | None:
    """A new item, or None: the same bytes came before, or the same Message-ID with the same body."""
    message_id = message_id_of(raw)
    if arrived:
        content["arrived"] = arrived.isoformat()
    for key in (item_key(message_id, file.sha256), item_key(message_id, file.sha256, other=True)):
        there = Inbound.objects.filter(channel=place.channel, key=key).select_related("raw").first()
        if there is None:
            return Inbound.objects.create(
                channel=place.channel,
                key=key,
                sealed=vault().seal(json.dumps(content)),
                raw=file,
                message_id=message_id,
            )
        if there.raw_id == file.pk or (there.raw and is_like(storage.read(there.raw), raw)):
            return None
    return None


def keep_raw(raw: bytes) -> File:
    """The bytes of a mail, unjudged and unstripped: only staff ever download them, nobody is shown them."""
    digest = hashlib.sha256(raw).hexdigest()
    storage.keep(digest, raw)
    known = {"size": len(raw), "content_type": RAW_TYPE, "family": RAW_FAMILY}
    return File.objects.get_or_create(sha256=digest, defaults=known)[0]


def write_opened(
    inbound: Inbound,
    content: dict[str, Any],
    *,
    message_id: str,
    fingerprint: str,
    files: Sequence[tuple[str, File]],
) -> None:
    """The mail was read: what stands in it replaces where it lay. The raw bytes stay."""
    inbound.sealed = vault().seal(json.dumps(content, ensure_ascii=False, sort_keys=True))
    inbound.message_id, inbound.fingerprint, inbound.file_count = message_id, fingerprint, len(files)
    inbound.save(update_fields=["sealed", "message_id", "fingerprint", "file_count"])
    InboundFile.objects.filter(inbound=inbound).delete()
    InboundFile.objects.bulk_create(InboundFile(inbound=inbound, file=file, name=name) for name, file in files)


def mark_noted(inbound: Inbound, *, reason: str, about: str = "") -> None:
    """Understood, and nothing to do: `reason` is auto_reply, bounce, loop, duplicate or too_many."""
    inbound.state, inbound.reason, inbound.about = Inbound.State.NOTED, reason, about
    inbound.save(update_fields=["state", "reason", "about"])


@transaction.atomic
def take_after_all(inbound: Inbound, *, by: Party) -> None:
    """A colleague says that a noted or refused mail is feedback: it passes the line in a moment, whatever it looks like.

    Raises MailboxRefused for one that cannot be read or is a ticket already.
    """
    inbound = Inbound.objects.select_for_update(of=("self",)).get(pk=inbound.pk)
    if inbound.raw_id is None or inbound.state not in (Inbound.State.NOTED, Inbound.State.REFUSED):
        raise MailboxRefused(_("This letter is with a ticket already."))
    if inbound.reason == UNREADABLE:
        raise MailboxRefused(_("This letter cannot be read. Download it, and enter what it says by hand."))
    record_change(f"channels.Inbound:{inbound.pk}", before=inbound.state, after=Inbound.State.WAITING, by=by)
    inbound.sealed = vault().seal(json.dumps(inbound.content | {"forced": True}, ensure_ascii=False))
    inbound.state, inbound.reason, inbound.about = Inbound.State.WAITING, "", ""
    inbound.save(update_fields=["sealed", "state", "reason", "about"])
    enqueue(RECEIVE_TASK, inbound_id=inbound.pk)


def remember_place(mailbox: Mailbox, *, uid_validity: int, last_uid: int) -> None:
    """From here on: what has a higher number is new."""
    mailbox.uid_validity, mailbox.last_uid = uid_validity, last_uid
    mailbox.save(update_fields=["uid_validity", "last_uid"])


def note_fetched(mailbox: Mailbox, *, at: datetime | None = None) -> None:
    """The server was asked and answered well."""
    mailbox.fetched_at, mailbox.failing_since, mailbox.last_error = at or timezone.now(), None, ""
    mailbox.save(update_fields=["fetched_at", "failing_since", "last_error"])


def note_trouble(mailbox: Mailbox, trouble: Trouble) -> None:
    """The server could not be used; `failing_since` stays at the first time."""
    mailbox.failing_since = mailbox.failing_since or timezone.now()
    mailbox.last_error = trouble.stored
    mailbox.save(update_fields=["failing_since", "last_error"])


def note_told(mailbox: Mailbox, at: datetime | None) -> None:
    """The admins know of the trouble since `at`; None: they know that it is over."""
    mailbox.told_at = at
    mailbox.save(update_fields=["told_at"])


def sending_told_at() -> datetime | None:
    """Since when the admins know that letters do not leave, None when they need not."""
    row = Setting.objects.filter(key=SENDING_TOLD).first()
    return parse_datetime(str(row.value)) if row else None


def note_sending_told(at: datetime | None) -> None:
    """The admins know since `at`; None: they know that it is over."""
    if at is None:
        Setting.objects.filter(key=SENDING_TOLD).delete()
    else:
        Setting.objects.update_or_create(key=SENDING_TOLD, defaults={"value": at.isoformat()})


def keep_refresh_token(mailbox: Mailbox, token: str) -> None:
    """The server gave a new one and forgets the old one."""
    mailbox.sealed_oauth_refresh = vault().seal(token)
    mailbox.save(update_fields=["sealed_oauth_refresh"])


@transaction.atomic
def add_mailbox(*, name: str, address: str, by: Party, **fields: Any) -> Mailbox:
    """Connect a mailbox. The first one takes the channel “email”, each further one gets a channel of its own.

    Raises MailboxRefused (`fields` names the field). What lies in the box already stays there unread.
    """
    mailbox = Mailbox(channel=_channel_for(name), address=_address(address))
    if Mailbox.objects.filter(address=mailbox.address).exists():
        raise MailboxRefused(_("This address is connected already."), address="")
    _fill(mailbox, fields)
    mailbox.save(force_insert=True)
    record_change(f"channels.Mailbox:{mailbox.pk}", before=None, after=_facts(mailbox), by=by)
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, *, name: str, address: str, by: Party, **fields: Any) -> Mailbox:
    """Change where and how it is read. Empty secrets keep what is stored. Raises MailboxRefused.

    Another user or folder is a new box: the first visit only remembers where it ends. Another server alone is the same
    box, moved: what came since the last visit is looked for by date.
    """
    locked = Mailbox.objects.select_for_update(of=("self",), no_key=True)
    mailbox = locked.select_related("channel").get(pk=mailbox.pk)
    before, place, host = _facts(mailbox), _place(mailbox), mailbox.imap_host
    mailbox.address = _address(address)
    if Mailbox.objects.filter(address=mailbox.address).exclude(pk=mailbox.pk).exists():
        raise MailboxRefused(_("This address is connected already."), address="")
    _fill(mailbox, fields)
    if _place(mailbox) != place:
        mailbox.uid_validity = mailbox.last_uid = mailbox.fetched_at = None
    elif mailbox.imap_host != host and mailbox.last_uid is not None:
        mailbox.uid_validity = MOVED
    mailbox.failing_since, mailbox.last_error = None, ""
    mailbox.save()
    if mailbox.channel.name != name.strip():
        mailbox.channel.name = _name(name)
        mailbox.channel.save(update_fields=["name"])
    after = _facts(mailbox)
    if after != before or any(fields.get(secret) for secret in SECRETS):
        record_change(f"channels.Mailbox:{mailbox.pk}", before=before, after=after, by=by)
    return mailbox


@transaction.atomic
def switch_mailbox(mailbox: Mailbox, *, enabled: bool, by: Party) -> Mailbox:
    """Pause it, or go on: what came meanwhile is fetched then."""
    if mailbox.enabled != enabled:
        record_change(
            f"channels.Mailbox:{mailbox.pk}", before={"enabled": mailbox.enabled}, after={"enabled": enabled}, by=by
        )
        mailbox.enabled, mailbox.failing_since, mailbox.last_error, mailbox.told_at = enabled, None, "", None
        mailbox.fetched_at = mailbox.fetched_at and timezone.now()  # the monitor counts from now
        mailbox.save(update_fields=["enabled", "failing_since", "last_error", "told_at", "fetched_at"])
    return mailbox


def _channel_for(name: str) -> Channel:
    first, _new = Channel.objects.get_or_create(
        code="email", defaults={"name": _name(name), "name_en": "Email", "kind": Channel.Kind.EMAIL, "rank": 3}
    )
    if not Mailbox.objects.filter(channel=first).exists():
        first.name = _name(name)
        first.save(update_fields=["name"])
        return first
    taken = set(Channel.objects.filter(code__startswith="email-").values_list("code", flat=True))
    code = next(code for number in range(2, 10_000) if (code := f"email-{number}") not in taken)
    return Channel.objects.create(code=code, name=_name(name), kind=Channel.Kind.EMAIL, rank=first.rank)


def _fill(mailbox: Mailbox, fields: dict[str, Any]) -> None:
    for secret in SECRETS:
        if word := fields.get(secret):
            setattr(mailbox, f"sealed_{secret}", vault().seal(str(word)))
    for name, value in fields.items():
        if name not in SECRETS:
            setattr(mailbox, name, value.strip() if isinstance(value, str) else value)
    mailbox.aliases = _addresses(mailbox.aliases, mailbox.address)
    if mailbox.auth == Mailbox.Auth.OAUTH2 and not mailbox.oauth_token_url:
        raise MailboxRefused(_("OAuth needs the address that hands out tokens."), oauth_token_url="")


def _addresses(aliases: Iterable[str], address: str) -> list[str]:
    wrong = next((alias for alias in aliases if normalise_email(alias) is None), None)
    if wrong is not None:
        raise MailboxRefused(_("“%(alias)s” is no email address.") % {"alias": wrong}, aliases="")
    found = dict.fromkeys(normalise_email(alias) or "" for alias in aliases)
    return [alias for alias in found if alias != address]


def _address(address: str) -> str:
    found = normalise_email(address)
    if found is None:
        raise MailboxRefused(_("This is no email address."), address="")
    return found


def _name(name: str) -> str:
    if not name.strip():
        raise MailboxRefused(_("Please give a name."), name="")
    return name.strip()[:80]


def _place(mailbox: Mailbox) -> tuple[str, ...]:
    return tuple(getattr(mailbox, name) for name in PLACE)


def _facts(mailbox: Mailbox) -> dict[str, Any]:
    """What the audit shows: secrets as stars."""
    told: dict[str, Any] = {}
    for field in Mailbox._meta.concrete_fields:
        if field.name.startswith("sealed_"):
            told[field.name.removeprefix("sealed_")] = "***" if bytes(getattr(mailbox, field.name)) else ""
        elif field.name not in (
            "id",
            "channel",
            "uid_validity",
            "last_uid",
            "fetched_at",
            "failing_since",
            "last_error",
        ):
            told[field.name] = getattr(mailbox, field.name)
    return told | {"name": mailbox.channel.name, "told_at": None}
