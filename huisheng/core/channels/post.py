"""Send letters: the one place that talks to a mail server. Every try leaves its trace on the Outbound row."""

import smtplib
from datetime import timedelta
from email.utils import formataddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.base.house import house_all
from huisheng.core.base.queue import enqueue
from huisheng.core.base.vault import vault
from huisheng.core.channels.actions import SEND_TASK
from huisheng.core.channels.hold import mail_is_held
from huisheng.core.channels.models import Outbound
from huisheng.kit.errors import Refused
from huisheng.kit.mask import redact
from huisheng.kit.party import Party

WAIT_MINUTES = (1, 5, 15, 60, 180, 360, 720)  # between the eight tries: about a day in all
TIMEOUT_S = 20
QUIET = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}  # no robot answers a robot

log = structlog.get_logger("huisheng.post")


class AlreadySent(Refused):
    code = "already_sent"
    status = 409
    message = _("This letter has been sent already.")


@transaction.atomic
def send_letter(outbound: Outbound) -> bool:
    """Try one waiting letter now; True when it left. A failed try is noted and the next one queued.

    Without a mail server (`mail.host` empty) the letter counts as sent to the console outbox: it can be read there.
    The row stays locked meanwhile, so two workers never send one letter twice. While mail is held (`hold.py`) it waits.
    """
    if mail_is_held():
        return False
    waiting = Outbound.objects.select_for_update(skip_locked=True)
    letter = waiting.filter(pk=outbound.pk, state=Outbound.State.WAITING).first()
    if letter is None:
        return False
    mail = house_all()
    letter.tries += 1
    if not mail["mail.host"]:
        log.info("no mail server is set: read the letter in the outbox", letter=letter.pk, to=letter.masked_to)
        _mark_sent(letter, via="console")
        return True
    try:
        _hand_to_server(letter, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: no mail can carry such an address
        _note_failure(letter, error)
        return False
    _mark_sent(letter, via="smtp")
    return True


def send_waiting(*, limit: int = 50) -> int:
    """Send letters that are due for more than a minute: those whose job was lost. Returns how many left."""
    if mail_is_held():
        return 0
    late = timezone.now() - timedelta(minutes=1)
    due = Outbound.objects.filter(state=Outbound.State.WAITING, next_try_at__lt=late).order_by("next_try_at")[:limit]
    return sum(send_letter(letter) for letter in due)


@transaction.atomic
def send_again(outbound: Outbound, *, by: Party) -> Outbound:
    """Give a letter that was given up its tries back. Raises AlreadySent."""
    letter = Outbound.objects.select_for_update().get(pk=outbound.pk)
    if letter.state == Outbound.State.SENT:
        raise AlreadySent
    before = letter.state
    letter.state, letter.tries, letter.next_try_at = Outbound.State.WAITING, 0, timezone.now()
    letter.save(update_fields=["state", "tries", "next_try_at"])
    record_change(f"channels.Outbound:{letter.pk}", before=before, after=letter.state, by=by)
    enqueue(SEND_TASK, outbound_id=letter.pk)
    return letter


def _hand_to_server(letter: Outbound, mail: dict[str, object]) -> None:
    written = letter.letter
    sender = str(mail["mail.sender"] or settings.DEFAULT_FROM_EMAIL)
    with _connection(mail) as connection:
        EmailMessage(
            subject=" ".join(written["subject"].split()),
            body=written["text"],
            from_email=formataddr((str(mail["house.name"]), sender)),
            to=[letter.to],
            headers={"Message-ID": letter.message_id, **QUIET},
            connection=connection,
        ).send()


def _connection(mail: dict[str, object]) -> Any:
    security = mail["mail.security"]
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=mail["mail.host"],
        port=int(str(mail["mail.port"])),
        username=mail["mail.user"] or None,
        password=_password(mail),
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=TIMEOUT_S,
    )


def _password(mail: dict[str, object]) -> str | None:
    sealed = str(mail["mail.password"] or "")
    return vault().open(bytes.fromhex(sealed)) if sealed else None


def _mark_sent(letter: Outbound, *, via: str) -> None:
    letter.state, letter.via, letter.sent_at = Outbound.State.SENT, via, timezone.now()
    letter.next_try_at, letter.last_error = None, ""
    letter.save(update_fields=["state", "via", "sent_at", "tries", "next_try_at", "last_error"])


def _note_failure(letter: Outbound, error: Exception) -> None:
    letter.last_error = redact(f"{type(error).__name__}: {error}")[:500]
    if letter.tries >= Outbound.MAX_TRIES or _is_final(error):
        letter.state, letter.next_try_at = Outbound.State.FAILED, None
    else:
        wait = WAIT_MINUTES[letter.tries - 1]
        letter.next_try_at = timezone.now() + timedelta(minutes=wait)
        enqueue(SEND_TASK, after_seconds=wait * 60, outbound_id=letter.pk)
    letter.save(update_fields=["state", "tries", "next_try_at", "last_error"])
    log.warning("letter did not leave", letter=letter.pk, tries=letter.tries, error=letter.last_error)


def _is_final(error: Exception) -> bool:
    """The address is refused for good (5xx), or is none: trying again would only annoy the server."""
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return True
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _said in error.recipients.values())
