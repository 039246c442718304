"""Fetch what is new in a mailbox: store each mail as it is, then step over it. Nothing is judged here."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, DataError, connection
from django.utils import timezone

from huisheng.core.channels.connectors.email import imap
from huisheng.core.channels.connectors.email.actions import note_fetched, note_trouble, remember_place, take_mail
from huisheng.core.channels.connectors.email.imap import Box, Gone, Odd, opened
from huisheng.core.channels.connectors.email.raw import date_of
from huisheng.core.channels.connectors.email.trouble import Trouble
from huisheng.core.channels.hold import mail_is_held
from huisheng.core.channels.models import Mailbox

LOCK = 0x4D41494C  # "MAIL": the first half of the advisory lock, the mailbox's id is the second
OVERLAP = timedelta(hours=1)  # clocks differ; what is known already is told by its Message-ID
STALE = timedelta(days=2)  # a mail written so long before we were last here is old, whatever date the box gives it
MOST_LOOKS = 5  # that find nothing though the server says that something came
HOPELESS = 3  # a mail at which the connection breaks so often is stepped over, visibly

log = structlog.get_logger("huisheng.mail")
_broken: dict[int, tuple[int, int]] = {}  # mailbox -> the mail at which the connection broke, and how often


def fetch_mailbox(mailbox: Mailbox) -> int:
    """Visit a mailbox once; returns how many mails were taken in. What goes wrong is written on the mailbox.

    Nothing happens while it is paused, its channel is closed, mail is held, or somebody else fetches it right now.
    """
    if not may_fetch(mailbox):
        return 0
    try:
        with opened(mailbox) as box:
            return fetch_from(box, mailbox) or 0
    except Trouble as trouble:
        note_trouble(mailbox, trouble)
        log.warning("mailbox cannot be fetched", mailbox=mailbox.pk, trouble=trouble.kind)
        return 0


def may_fetch(mailbox: Mailbox) -> bool:
    return mailbox.enabled and mailbox.channel.enabled and not mail_is_held()


def fetch_from(box: Box, mailbox: Mailbox) -> int | None:
    """The same over a connection that is open already; None while somebody else fetches. Raises Trouble."""
    with alone_with(mailbox) as is_mine:
        if not is_mine:
            return None
        mailbox.refresh_from_db(fields=["uid_validity", "last_uid", "fetched_at", "failing_since", "last_error"])
        began = timezone.now()
        try:
            taken = _take_new(box, mailbox)
        except imaplib.IMAP4.error as error:
            raise Trouble("lost", imap.said(error)) from error
        note_fetched(mailbox, at=began)
        return taken


@contextmanager
def alone_with(mailbox: Mailbox) -> Iterator[bool]:
    """Whether nobody else, in whatever process, fetches this mailbox now; held until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, mailbox.pk])
        (is_mine,) = cursor.fetchone()
    try:
        yield is_mine
    finally:
        if is_mine:
            with suppress(DatabaseError), connection.cursor() as cursor:  # a lost connection took the lock along
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, mailbox.pk])


def _take_new(box: Box, mailbox: Mailbox) -> int:
    if mailbox.last_uid is None:
        log.info("mailbox connected; what lies there is old", mailbox=mailbox.pk)
        remember_place(mailbox, uid_validity=box.uid_validity, last_uid=box.uid_next - 1)
        return 0
    if mailbox.uid_validity != box.uid_validity:
        return _take_from_another_box(box, mailbox)
    taken = empty_looks = 0
    while empty_looks < MOST_LOOKS:
        uids = box.uids_after(mailbox.last_uid or 0)
        if not uids and not box.more:
            break
        empty_looks += not uids
        taken += sum(_take_one(box, mailbox, uid) for uid in uids)
        mailbox.last_uid = max([mailbox.last_uid or 0, *uids])  # others may have come while we fetched these
    return taken


def _take_from_another_box(box: Box, mailbox: Mailbox) -> int:
    """The numbers mean nothing any more (the box was restored, or moved): by date, and by what we know already."""
    since = (mailbox.fetched_at or timezone.now()) - OVERLAP
    end = box.uid_next - 1
    taken = 0
    for uid in box.uids_since((since - timedelta(days=1)).date()):
        if uid <= end and _is_news(box, uid, since):
            taken += _take_one(box, mailbox, uid, step=False)
    remember_place(mailbox, uid_validity=box.uid_validity, last_uid=end)
    log.warning("mailbox has new numbers", mailbox=mailbox.pk, taken=taken)
    return taken + _take_new(box, mailbox)


def _is_news(box: Box, uid: int, since: datetime) -> bool:
    """By the day it came and, where a careless move gave all mails today's date, by the day it was written."""
    with suppress(Gone, Odd):
        _size, arrived = box.facts(uid)
        written = date_of(box.header(uid))
        return (arrived is None or arrived >= since) and (written is None or written >= since - STALE)
    return False


def _take_one(box: Box, mailbox: Mailbox, uid: int, *, step: bool = True) -> int:
    """Fetch and store one mail; 1 when it was new. A mail that cannot be had is stored as that, visibly."""
    try:
        raw, arrived, trouble = _fetched(box, mailbox, uid)
    except Gone:
        return 0
    try:
        inbound = take_mail(mailbox, raw, uid=uid, arrived=arrived, trouble=trouble, step=step)
    except OSError as error:  # our own disk: the mail stays where it is
        raise Trouble("disk", error.strerror or "") from error
    except DataError:  # no mail should bring bytes the database refuses; if one does, those behind it must not wait
        log.exception("a mail cannot be stored", mailbox=mailbox.pk, uid=uid)
        inbound = take_mail(mailbox, _placeholder(mailbox, uid), uid=uid, trouble="not_given", step=step)
    if inbound is not None:
        box.mark_seen(uid)
    return int(inbound is not None)


def _fetched(box: Box, mailbox: Mailbox, uid: int) -> tuple[bytes, datetime | None, str]:
    """The mail, when it came, and what is missing. Raises Gone."""
    if _breaks_us(mailbox, uid):
        return _placeholder(mailbox, uid), None, "not_given"
    arrived = None
    try:
        size, arrived = box.facts(uid)
        if size > imap.LARGEST:
            return box.header(uid), sane(arrived), "too_large"
        raw = box.mail(uid)
    except Odd as odd:
        log.warning("a mail is not given", mailbox=mailbox.pk, uid=uid, said=str(odd))
        return _placeholder(mailbox, uid), sane(arrived), "not_given"
    except (imaplib.IMAP4.error, OSError):
        before = _broken.get(mailbox.pk, (0, 0))
        _broken[mailbox.pk] = (uid, before[1] + 1 if before[0] == uid else 1)
        raise
    return raw, sane(arrived), ""


def _breaks_us(mailbox: Mailbox, uid: int) -> bool:
    where, times = _broken.get(mailbox.pk, (0, 0))
    return where == uid and times >= HOPELESS


def _placeholder(mailbox: Mailbox, uid: int) -> bytes:
    """Stands for a mail we could not get, so that it is on the list of what became nothing."""
    return f"X-Huisheng-Missing: {mailbox.address} {mailbox.folder} {mailbox.uid_validity}:{uid}\r\n\r\n".encode()


def sane(arrived: datetime | None) -> datetime | None:
    """When it reached the box, unless the server's clock is in the future."""
    now = timezone.now()
    return None if arrived is None or arrived.year < 2000 else min(arrived, now)
