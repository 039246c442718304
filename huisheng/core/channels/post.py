"""Send letters: the one place that talks to a mail server. Every try leaves its trace on the Outbound row."""

import smtplib
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huisheng.core.base.actions import record_change
from huisheng.core.base.house import house_all
from huisheng.core.base.news import push
from huisheng.core.base.queue import enqueue
from huisheng.core.channels.actions import SEND_TASK, queue_out
from huisheng.core.channels.connectors.email.faults import is_final
from huisheng.core.channels.connectors.email.outgoing import mail_of
from huisheng.core.channels.connectors.email.sender import address_of, sender_of
from huisheng.core.channels.connectors.email.smtp import Server, envelope_address, hand_over, server_of
from huisheng.core.channels.connectors.email.trouble import Trouble
from huisheng.core.channels.hold import mail_is_held
from huisheng.core.channels.models import Mailbox, Outbound
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.kit.party import Party

WAIT_MINUTES = (1, 5, 15, 60, 180, 360, 720)  # between the eight tries: about a day in all

log = structlog.get_logger("huisheng.post")


class AlreadySent(Refused):
    code = "already_sent"
    status = 409
    message = gettext_lazy("This letter has been sent already.")


@transaction.atomic
def send_letter(outbound: Outbound) -> bool:
    """Try one waiting letter now; True when it left. A failed try is noted and the next one queued.

    Without a mail server, the mailbox's own or the house's, it counts as sent to the console outbox: read it there.
    The row stays locked meanwhile, so two workers never send one letter twice. While mail is held (`hold.py`) it waits.
    """
    if mail_is_held():
        return False
    waiting = Outbound.objects.select_for_update(skip_locked=True)
    letter = waiting.filter(pk=outbound.pk, state=Outbound.State.WAITING).first()
    if letter is None:
        return False
    house = house_all()
    server = server_of(letter.mailbox, house)
    letter.tries += 1
    if server is None:
        log.info("no mail server is set: read the letter in the outbox", letter=letter.pk, to=letter.masked_to)
        _mark_sent(letter, via=Outbound.CONSOLE)
        return True
    try:
        _hand_to_server(letter, server, house)
    except (OSError, smtplib.SMTPException, ValueError, Trouble) as error:
        _note_failure(letter, error)
        return False
    _mark_sent(letter, via="smtp")
    return True


def letters_due(*, limit: int = 50) -> list[Outbound]:
    """Letters that are due for more than a minute: those whose job was lost. None while mail is held."""
    if mail_is_held():
        return []
    late = timezone.now() - timedelta(minutes=1)
    due = Outbound.objects.filter(state=Outbound.State.WAITING, next_try_at__lt=late)
    return list(due.order_by("next_try_at")[:limit])


@transaction.atomic
def send_test_letter(*, to: str, mailbox: Mailbox | None = None) -> Outbound:
    """Write a letter that says nothing but that it arrived, and try it now, once. The row tells what happened."""
    sender = sender_of(mailbox) if mailbox else None
    letter = queue_out(
        to=to,
        subject=_("A test letter"),
        text=_("This letter was sent to try the mail settings. That you read it means they work."),
        sender=sender,
        language=get_language() or "",
    )
    Outbound.objects.filter(pk=letter.pk).update(tries=Outbound.MAX_TRIES - 1)  # no second try
    send_letter(letter)
    Outbound.objects.filter(pk=letter.pk).update(tries=1)
    letter.refresh_from_db()
    return letter


@transaction.atomic
def send_again(outbound: Outbound, *, by: Party) -> Outbound:
    """Give a letter that was given up or came back its tries back. Raises AlreadySent."""
    letter = Outbound.objects.select_for_update().get(pk=outbound.pk)
    if letter.state == Outbound.State.SENT:
        raise AlreadySent
    before = letter.state
    letter.state, letter.tries, letter.next_try_at = Outbound.State.WAITING, 0, timezone.now()
    letter.bounced_at, letter.bounce_kind = None, ""
    letter.save(update_fields=["state", "tries", "next_try_at", "bounced_at", "bounce_kind"])
    record_change(f"channels.Outbound:{letter.pk}", before=before, after=letter.state, by=by)
    enqueue(SEND_TASK, outbound_id=letter.pk)
    return letter


def _hand_to_server(letter: Outbound, server: Server, house: dict[str, Any]) -> None:
    mail = mail_of(letter, house)
    sender = address_of(letter.mailbox, str(house["mail.sender"]))
    hand_over(server, mail, sender=envelope_address(sender), to=envelope_address(letter.to))


def _mark_sent(letter: Outbound, *, via: str) -> None:
    letter.state, letter.via, letter.sent_at = Outbound.State.SENT, via, timezone.now()
    letter.next_try_at, letter.last_error = None, ""
    letter.save(update_fields=["state", "via", "sent_at", "tries", "next_try_at", "last_error"])
    _tell(letter)


def _note_failure(letter: Outbound, error: Exception) -> None:
    letter.last_error = redact(f"{type(error).__name__}: {error}")[:500]
    if letter.tries >= Outbound.MAX_TRIES or is_final(error):
        letter.state, letter.next_try_at = Outbound.State.FAILED, None
    else:
        wait = WAIT_MINUTES[letter.tries - 1]
        letter.next_try_at = timezone.now() + timedelta(minutes=wait)
        enqueue(SEND_TASK, after_seconds=wait * 60, outbound_id=letter.pk)
    letter.save(update_fields=["state", "tries", "next_try_at", "last_error"])
    log.warning("letter did not leave", letter=letter.pk, tries=letter.tries, error=letter.last_error)
    _tell(letter)


def _tell(letter: Outbound) -> None:
    """The page of its ticket says how far the letter is."""
    if letter.about:
        push(f"ticket:{letter.about}", kind="letter_tried", ident=letter.about)
