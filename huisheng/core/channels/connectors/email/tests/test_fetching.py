"""Fetching on bad days: nothing is lost, nothing is taken twice, one mail holds up no other."""

import errno
from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from huisheng.core.base import storage
from huisheng.core.base.actions import change_setting
from huisheng.core.channels.connectors.email import fetch as fetching
from huisheng.core.channels.connectors.email import imap
from huisheng.core.channels.connectors.email.actions import change_mailbox, switch_mailbox
from huisheng.core.channels.connectors.email.fetch import LOCK, fetch_mailbox
from huisheng.core.channels.connectors.email.forms import mailbox_initial
from huisheng.core.channels.connectors.email.imap import opened, quoted
from huisheng.core.channels.connectors.email.tests.imap_server import BadDay, bad_day
from huisheng.core.channels.models import Inbound, Mailbox
from huisheng.core.channels.tests.make import make_mailbox
from huisheng.kit.party import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def server() -> Iterator[BadDay]:
    fetching._broken.clear()
    with bad_day() as started:
        yield started


def box_on(server: BadDay, **changes: Any) -> Mailbox:
    """A mailbox on that server, visited once."""
    made = make_mailbox(imap_port=server.port, imap_user="support", **changes)
    mailbox = change_mailbox(made, **mailbox_initial(made) | {"imap_password": "sesame"}, by=SYSTEM)
    fetch_mailbox(mailbox)
    return mailbox


def mail(number: int, *, written: str = "Sat, 21 Nov 2026 20:00:00 +0800") -> bytes:
    return f"From: a@x.example\r\nMessage-ID: <{number}@x.example>\r\nDate: {written}\r\n\r\nNo. {number}".encode()


def ids() -> list[str]:
    return list(Inbound.objects.order_by("pk").values_list("message_id", flat=True))


def again(mailbox: Mailbox) -> int:
    taken = fetch_mailbox(Mailbox.objects.select_related("channel").get(pk=mailbox.pk))
    mailbox.refresh_from_db()
    return taken


def test_the_first_visit_only_remembers_where_the_box_ends(server: BadDay) -> None:
    server.mails = {number: mail(number) for number in range(1, 6)}
    mailbox = box_on(server)
    assert (mailbox.last_uid, mailbox.uid_validity, ids()) == (5, 7, [])
    server.mails[6] = mail(6)
    assert again(mailbox) == 1
    assert ids() == ["<6@x.example>"]


def test_each_mail_is_stepped_over_only_when_it_is_stored(server: BadDay, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = box_on(server)
    server.mails = {1: mail(1), 2: mail(2)}
    keep = storage.keep

    def full(sha256: str, data: bytes) -> None:
        if b"No. 2" in data:
            raise OSError(errno.ENOSPC, "No space left on device")
        keep(sha256, data)

    monkeypatch.setattr(storage, "keep", full)
    assert again(mailbox) == 0
    assert (mailbox.last_uid, ids()) == (1, ["<1@x.example>"])
    assert mailbox.last_error.startswith("disk|")
    monkeypatch.setattr(storage, "keep", keep)
    assert again(mailbox) == 1
    assert (mailbox.last_uid, mailbox.last_error) == (2, "")


def test_a_mail_the_server_will_not_give_holds_up_no_other(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails, server.refuses = {1: mail(1), 2: mail(2), 3: mail(3)}, {2}
    assert again(mailbox) == 3
    assert ids() == ["<1@x.example>", "", "<3@x.example>"]
    missing = Inbound.objects.get(message_id="")
    assert (missing.content["trouble"], missing.content["uid"]) == ("not_given", 2)


def test_a_mail_at_which_the_connection_breaks_is_stepped_over_in_the_end(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails, server.breaks = {1: mail(1), 2: mail(2)}, {1}
    for _try in range(3):
        assert again(mailbox) == 0
        assert mailbox.failing_since is not None
    assert again(mailbox) == 2
    assert ids() == ["", "<2@x.example>"]
    assert mailbox.failing_since is None


def test_of_a_huge_mail_only_the_head_is_taken(server: BadDay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "LARGEST", 1000)
    mailbox = box_on(server)
    server.mails = {1: mail(1) + b"x" * 2000, 2: mail(2)}
    assert again(mailbox) == 2
    huge = Inbound.objects.select_related("raw").get(message_id="<1@x.example>")
    assert huge.content["trouble"] == "too_large"
    assert huge.raw is not None
    assert huge.raw.size < 1000


def test_it_remembers_when_the_mail_reached_the_box(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails = {1: mail(1)}
    again(mailbox)
    arrived = Inbound.objects.get().content["arrived"]
    assert arrived <= timezone.now().isoformat()
    assert arrived.startswith("2026-11-21T12:00:01") or arrived < "2026-11-21T12:00:01"


def test_a_box_with_new_numbers_gives_what_is_new_and_nothing_old(server: BadDay) -> None:
    server.mails = {1: mail(1)}
    mailbox = box_on(server)
    server.mails[2] = mail(2)
    again(mailbox)
    old = mail(50, written="Mon, 02 Nov 2020 20:00:00 +0800")
    Mailbox.objects.filter(pk=mailbox.pk).update(fetched_at="2026-11-21T12:00:00Z")
    server.validity, server.mails = 8, {1: old, 2: mail(2), 3: mail(3)}
    assert again(mailbox) == 1
    assert ids() == ["<2@x.example>", "<3@x.example>"]
    assert (mailbox.uid_validity, mailbox.last_uid) == (8, 3)


def test_another_folder_is_another_box(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails = {1: mail(1), 2: mail(2)}
    change_mailbox(mailbox, **mailbox_initial(mailbox) | {"folder": "Archive"}, by=SYSTEM)
    assert again(mailbox) == 0
    assert mailbox.last_uid == 2


def test_another_server_is_the_same_box_moved(server: BadDay) -> None:
    mailbox = box_on(server)
    Mailbox.objects.filter(pk=mailbox.pk).update(imap_host="old.example", fetched_at="2026-11-21T12:00:00Z")
    server.mails = {1: mail(1)}
    mailbox.refresh_from_db()
    change_mailbox(mailbox, **mailbox_initial(mailbox) | {"imap_host": "127.0.0.1"}, by=SYSTEM)
    assert again(mailbox) == 1


def test_netease_wants_to_know_who_we_are(server: BadDay) -> None:
    """163 and 126 answer “Unsafe Login” to a program that did not say its name."""
    server.capabilities += " ID"
    server.needs_id = True
    mailbox = box_on(server)
    assert mailbox.fetched_at is not None


def test_a_server_that_only_knows_login(server: BadDay) -> None:
    server.capabilities = "IMAP4rev1"
    assert box_on(server).fetched_at is not None


def test_news_that_came_with_the_first_answer_is_not_missed(server: BadDay) -> None:
    """Bytes that were read already are invisible to `select`."""
    with opened(box_on(server)) as box:
        assert box.idle(5, Event())


def test_what_comes_while_we_fetch_is_fetched_too(server: BadDay) -> None:
    """Its announcement stood among the answers to another question, and IDLE does not repeat it."""
    mailbox = box_on(server)
    server.mails, server.meanwhile = {1: mail(1)}, {2: mail(2)}
    assert again(mailbox) == 2


@pytest.mark.parametrize("greeting", ["* BYE too many connections", "220 smtp.example ESMTP", "\x00\x01"])
def test_what_is_no_imap_server_is_said(server: BadDay, greeting: str) -> None:
    server.greeting = greeting
    mailbox = box_on(server)
    assert mailbox.failing_since is not None
    assert mailbox.last_error.partition("|")[0] in ("lost", "tls", "protocol")


def test_the_servers_words_are_kept_without_addresses(server: BadDay) -> None:
    server.password = "other"
    mailbox = box_on(server)
    assert mailbox.last_error.startswith("login|")
    assert "wrong password" in mailbox.last_error
    assert "liu@" not in mailbox.last_error


def test_nothing_is_fetched_while_somebody_else_fetches(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails = {1: mail(1)}
    settings = connection.get_connection_params()
    wanted = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, mailbox.pk])
        assert again(mailbox) == 0
    assert again(mailbox) == 1


def test_nothing_is_fetched_while_paused_closed_or_held(server: BadDay) -> None:
    mailbox = box_on(server)
    server.mails = {1: mail(1)}
    switch_mailbox(mailbox, enabled=False, by=SYSTEM)
    assert again(mailbox) == 0
    switch_mailbox(mailbox, enabled=True, by=SYSTEM)
    change_setting("mail.held", True, by=SYSTEM)
    assert again(mailbox) == 0
    change_setting("mail.held", False, by=SYSTEM)
    mailbox.channel.enabled = False
    mailbox.channel.save()
    assert again(mailbox) == 0
    mailbox.channel.enabled = True
    mailbox.channel.save()
    assert again(mailbox) == 1


def test_failing_since_stays_at_the_first_time(server: BadDay) -> None:
    mailbox = box_on(server)
    long_ago = timezone.now() - timedelta(hours=3)
    Mailbox.objects.filter(pk=mailbox.pk).update(imap_port=9, failing_since=long_ago)
    again(mailbox)
    assert mailbox.failing_since == long_ago


@pytest.mark.parametrize(
    ("folder", "wire"),
    [
        ("INBOX", '"INBOX"'),
        ("投诉", '"&YpWLyQ-"'),
        ("R&D", '"R&-D"'),
        ('a"b', '"a\\"b"'),
        ("台北 日本語", '"&U,BTFw- &ZeVnLIqe-"'),
    ],
)
def test_folders_of_any_script(folder: str, wire: str) -> None:
    assert quoted(folder) == wire
