"""Has the mail stopped? Said on screens as long as it lasts, and by letter twice: when it began, and when it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.connectors.email.actions import note_sending_told, note_told, sending_told_at
from huisheng.core.channels.connectors.email.trouble import in_words
from huisheng.core.channels.hold import mail_is_held
from huisheng.core.channels.models import Mailbox, Outbound

STOPPED_AFTER = timedelta(minutes=15)
ONE_READER = Q(last_error__startswith="SMTPRecipientsRefused") | Q(last_error__startswith="SMTPDataError")
FALLBACK_LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Stop:
    """What does not move: `subject` is an address, "" for sending; `since` when it last did; `words` why."""

    subject: str
    since: datetime
    words: str

    @property
    def sentence(self) -> str:
        if self.subject:
            return _("Nothing is fetched from %(address)s. %(why)s") % {"address": self.subject, "why": self.words}
        return _("Letters do not leave. %(why)s") % {"why": self.words}


def stops() -> list[Stop]:
    """Everything about mail that has stood still for a quarter of an hour; empty while mail is held on purpose."""
    if mail_is_held():
        return []
    fetching = [stop for mailbox in _watched() if (stop := fetching_stopped(mailbox))]
    sending = sending_stopped()
    return [*fetching, *([sending] if sending else [])]


def fetching_stopped(mailbox: Mailbox) -> Stop | None:
    """The server has refused us for too long, or nobody has asked it."""
    if not (mailbox.enabled and mailbox.channel.enabled):
        return None
    late = timezone.now() - STOPPED_AFTER
    if mailbox.failing_since and mailbox.failing_since < late:
        return Stop(mailbox.address, mailbox.failing_since, in_words(mailbox.last_error))
    if mailbox.fetched_at and mailbox.fetched_at < late and not mailbox.failing_since:
        return Stop(mailbox.address, mailbox.fetched_at, _("No worker looks after it: is `huisheng serve` running?"))
    return None


def sending_stopped() -> Stop | None:
    """Letters wait, were tried or are overdue, and none has left meanwhile. One reader's full mailbox does not count."""
    late = timezone.now() - STOPPED_AFTER
    waiting = Outbound.objects.filter(state=Outbound.State.WAITING, created_at__lt=late).exclude(ONE_READER)
    stuck = waiting.filter(Q(tries__gt=0) | Q(next_try_at__lt=late)).order_by("created_at").first()
    if stuck is None or Outbound.objects.filter(via="smtp", sent_at__gt=late).exists():
        return None
    return Stop("", stuck.created_at, stuck.trouble or _("No worker sends them: is `huisheng serve` running?"))


def tell_admins() -> int:
    """Write to those who may change settings, once when something stopped and once when it moves again.

    Returns how many letters were written; the letters themselves wait in the outbox where sending has stopped.
    """
    if mail_is_held():
        return 0
    written = 0
    for mailbox in _watched():
        note = partial(note_told, mailbox)
        written += _tell(fetching_stopped(mailbox), mailbox.told_at, mailbox.address, note)
    return written + _tell(sending_stopped(), sending_told_at(), "", note_sending_told)


def _tell(stop: Stop | None, told_at: datetime | None, subject: str, note: Callable[[datetime | None], None]) -> int:
    if (stop is None) == (told_at is None):
        return 0
    note(timezone.now() if stop else None)
    admins = list(Staff.objects.filter(is_active=True, role__rights__contains=[Right.SETTINGS]).exclude(email=""))
    for admin in admins:
        with translation.override(admin.language or FALLBACK_LANGUAGE):
            _write(admin.email, stop, subject)
    return len(admins)


def _write(to: str, stop: Stop | None, subject: str) -> None:
    what = subject or _("sending letters")
    if stop is None:
        queue_out(to=to, subject=_("Mail works again: %(what)s") % {"what": what}, text=_("You need do nothing more."))
        return
    since = f"{timezone.localtime(stop.since):%Y-%m-%d %H:%M}"
    text = _("Since %(since)s: %(what)s\n\nNothing is lost: what waits goes on by itself as soon as this is mended.")
    queue_out(
        to=to,
        subject=_("Mail stands still: %(what)s") % {"what": what},
        text=text % {"since": since, "what": stop.sentence},
    )


def _watched() -> list[Mailbox]:
    return list(Mailbox.objects.select_related("channel"))
