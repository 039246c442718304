"""Take in raw items; queue letters. Sending lives in `post.py`, because it talks to the outside."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.base.asked import Asked
from huisheng.core.base.models import File
from huisheng.core.base.queue import enqueue
from huisheng.core.base.rows import store
from huisheng.core.base.vault import vault
from huisheng.core.channels.connectors.email.sender import Sender, sender_for_all
from huisheng.core.channels.connectors.email.thread import known_ids, new_message_id
from huisheng.core.channels.letter import Writing
from huisheng.core.channels.models import Channel, Inbound, InboundFile, Outbound, OutboundFile
from huisheng.kit.errors import Refused
from huisheng.kit.mask import mask_email, redact
from huisheng.kit.party import Party

SEND_TASK = "send_letter"


class ChannelClosed(Refused):
    code = "channel_closed"


class ChannelRefused(Refused):
    code = "channel_refused"


class KeyReused(Refused):
    code = "idempotency_key_reused"
    status = 422


def _channel(code: str) -> QuerySet[Channel]:
    return Channel.objects.filter(code=code)


_CHANNEL = Asked(_channel, str)


@transaction.atomic
def take_in(
    channel_code: str,
    content: dict[str, Any],
    *,
    by: Party,
    key: str = "",
    files: Sequence[tuple[str, File]] = (),
    noticed: Mapping[str, Any] | None = None,
) -> tuple[Inbound, bool]:
    """Store what came in, sealed and unjudged; returns the item and whether it is new.

    The same `key` on the same channel is the same item (KeyReused if its content differs). `noticed` is stored with
    the content, but what we noticed on the way (sent suspiciously fast) does not make the same item another. Raises
    ChannelClosed with the house's own words where a channel was shut.
    """
    channel = _CHANNEL.first(channel_code)
    if channel is None:
        raise Channel.DoesNotExist
    if not channel.enabled:
        raise ChannelClosed(channel.closed_text or _("This channel is closed. Please use another one."))
    raw = json.dumps(content, ensure_ascii=False, sort_keys=True)
    print_of = vault().blind("inbound", "".join([raw, *(file.sha256 for _name, file in files)]))
    mine = Inbound(
        channel=channel,
        key=key or uuid.uuid4().hex,
        sealed=vault().seal(json.dumps({**content, **(noticed or {})}, ensure_ascii=False, sort_keys=True)),
        fingerprint=print_of,
        file_count=len(files),
        by_kind=by.kind,
        by_id=by.id,
    )
    inbound, is_new = _store_once(mine) if key else _store(mine)
    if inbound.fingerprint != print_of:
        raise KeyReused(_("This key was used before with other content. Use a new key for new feedback."))
    if is_new and files:
        InboundFile.objects.bulk_create(InboundFile(inbound=inbound, file=file, name=name) for name, file in files)
    return inbound, is_new


def _store(item: Inbound) -> tuple[Inbound, bool]:
    store(item)
    return item, True


def _store_once(item: Inbound) -> tuple[Inbound, bool]:
    """No savepoint; a twin in another transaction is waited for."""
    if store(item, unless_there=True):
        return item, True
    return Inbound.objects.get(channel=item.channel, key=item.key), False


@transaction.atomic
def change_channel(
    channel: Channel,
    *,
    name: str,
    name_en: str = "",
    enabled: bool,
    closed_text: str = "",
    reply_hours: int | None = None,
    by: Party,
) -> Channel:
    """Rename, open or close a way in, say how many hours it lets us answer; audited.

    Refused without a name, and closed without a word where to go. `reply_hours` holds for what customers write from
    now on.
    """
    if not name.strip():
        raise ChannelRefused(_("Please give a name."), name="")
    if not enabled and not closed_text.strip():
        raise ChannelRefused(_("Say where to go instead, before you close it."), closed_text="")
    before = _channel_facts(channel)
    channel.name, channel.name_en = name.strip(), name_en.strip()
    channel.enabled, channel.closed_text, channel.reply_hours = enabled, closed_text.strip(), reply_hours
    channel.save(update_fields=["name", "name_en", "enabled", "closed_text", "reply_hours"])
    if (after := _channel_facts(channel)) != before:
        record_change(f"channels.Channel:{channel.pk}", before=before, after=after, by=by)
    return channel


def _channel_facts(channel: Channel) -> dict[str, Any]:
    return {name: getattr(channel, name) for name in ("name", "name_en", "enabled", "closed_text", "reply_hours")}


def mark_accepted(inbound: Inbound, *, about: str = "") -> None:
    """The item has become a message, on the ticket of this number."""
    inbound.state, inbound.about = Inbound.State.ACCEPTED, about
    inbound.save(update_fields=["state", "about"])


def mark_refused(inbound: Inbound, *, reason: str) -> None:
    """The item is kept and visible, but became nothing; `reason` says why."""
    inbound.state, inbound.reason = Inbound.State.REFUSED, reason
    inbound.save(update_fields=["state", "reason"])


@transaction.atomic(savepoint=False)
def queue_out(
    *,
    to: str,
    subject: str,
    text: str,
    about: str = "",
    sender: Sender | None = None,
    chain: Sequence[str] = (),
    files: Sequence[tuple[str, File]] = (),
    **more: Any,
) -> Outbound:
    """Write a letter to an email address; it leaves after commit and is retried for about a day.

    `about` = the ticket's number. `sender` = where it is sent from (the house's usual one if none is named). `chain` =
    the Message-IDs it answers, oldest first. `files` go along. `more`: what else a `Writing` says.
    """
    writing = Writing(subject=subject, text=text, **more)
    sender = sender or sender_for_all()
    answered = known_ids(chain)
    letter = Outbound.objects.create(
        sealed_to=vault().seal(to),
        masked_to=mask_email(to),
        sealed=vault().seal(writing.packed()),
        message_id=new_message_id(sender.address),
        next_try_at=timezone.now(),
        about=about,
        mailbox=sender.mailbox,
        in_reply_to=answered[-1] if answered else "",
        references=" ".join(answered),
    )
    if files:
        enclosed = [OutboundFile(outbound=letter, file=file, name=name[:200]) for name, file in files]
        OutboundFile.objects.bulk_create(enclosed)
    enqueue(SEND_TASK, outbound_id=letter.pk)
    return letter


@transaction.atomic
def mark_bounced(letter: Outbound, *, kind: str, said: str = "", at: datetime | None = None) -> bool:
    """A letter that left came back, `kind` says why (`kit.mail.Reason`); False when that is known already."""
    letter = Outbound.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.state == Outbound.State.BOUNCED:
        return False
    letter.state, letter.bounced_at, letter.bounce_kind = Outbound.State.BOUNCED, at or timezone.now(), kind[:20]
    letter.next_try_at, letter.last_error = None, redact(said)[:500] or letter.last_error
    letter.save(update_fields=["state", "bounced_at", "bounce_kind", "next_try_at", "last_error"])
    return True


def mark_given_up(letter: Outbound, *, kind: str) -> bool:
    """Say why a letter that was given up did not leave; False when that is known already."""
    failed = Outbound.objects.filter(pk=letter.pk, state=Outbound.State.FAILED, bounce_kind="")
    return failed.update(bounce_kind=kind[:20]) == 1
