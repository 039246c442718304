"""Logging in, looking after, and what is wrong, against the real servers."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from huisheng.core.channels.connectors.email import watch as watching
from huisheng.core.channels.connectors.email.actions import change_mailbox, switch_mailbox
from huisheng.core.channels.connectors.email.check import check_mailbox
from huisheng.core.channels.connectors.email.forms import mailbox_initial
from huisheng.core.channels.connectors.email.imap import Box
from huisheng.core.channels.connectors.email.watch import MailWatch
from huisheng.core.channels.models import Inbound, Mailbox
from huisheng.kit.party import SYSTEM
from tests.mail.make import fetch, make_mail, make_mailbox
from tests.mail.server import MailServer

SOON_S = 15


def change(mailbox: Mailbox, **changes: object) -> Mailbox:
    change_mailbox(mailbox, **mailbox_initial(mailbox) | changes, by=SYSTEM)
    return Mailbox.objects.select_related("channel").get(pk=mailbox.pk)


def words_of(mailbox: Mailbox) -> list[tuple[bool, str]]:
    return [(check.well, check.words) for check in check_mailbox(mailbox)]


@pytest.mark.django_db
def test_all_is_well_both_ways(mail_server: MailServer) -> None:
    assert [check.well for check in check_mailbox(make_mailbox(mail_server))] == [True, True]


@pytest.mark.django_db
def test_starttls_works_both_ways(mail_server: MailServer) -> None:
    mailbox = make_mailbox(mail_server, imap_port=mail_server.imap, imap_security="starttls")
    assert [check.well for check in check_mailbox(mailbox)] == [True, True]
    mailbox = change(mailbox, smtp_port=mail_server.submissions, smtp_security="tls")
    assert [check.well for check in check_mailbox(mailbox)] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"imap_host": "no-such-host.invalid"}, "域名"),
        ({"imap_port": 9}, "端口"),
        ({"imap_security": "starttls"}, "加密"),
        ({"imap_password": "wrong"}, "授权码"),
        ({"folder": "没有这个"}, "文件夹"),
    ],
)
def test_what_is_wrong_with_reading_is_one_sentence(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], sentence: str
) -> None:
    monkeypatch.setattr("huisheng.core.channels.connectors.email.imap.TIMEOUT_S", 5)
    mailbox = change(make_mailbox(mail_server), **changes)
    (reads, said), (sends, _words) = words_of(mailbox)
    assert (reads, sends) == (False, "imap_password" not in changes)
    assert sentence in said


@pytest.mark.django_db
def test_a_certificate_nobody_vouches_for_is_said(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = make_mailbox(mail_server)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert ["证书" in said for _well, said in words_of(mailbox)] == [True, True]


@pytest.mark.django_db
def test_a_folder_with_a_chinese_name_is_read(mail_server: MailServer) -> None:
    mailbox = make_mailbox(mail_server, folder="投诉")
    mail_server.put(make_mail(), folder="投诉")
    assert fetch(mailbox) == 1


@pytest.mark.django_db
def test_mail_to_an_alias_and_to_a_plus_address_arrives(mail_server: MailServer) -> None:
    mailbox = make_mailbox(mail_server, aliases=[mail_server.alias])
    mail_server.deliver(make_mail(message_id="<1@x.example>"), to=mail_server.alias)
    mail_server.deliver(make_mail(message_id="<2@x.example>"), to="support+order-1023@shop.example")
    assert fetch(mailbox, least=2, server=mail_server) == 2


@pytest.mark.django_db
def test_a_box_that_was_made_anew_gives_nothing_twice(mail_server: MailServer) -> None:
    mailbox = make_mailbox(mail_server)
    mail_server.put(make_mail(message_id="<1@x.example>"))
    assert fetch(mailbox) == 1
    mail_server.begin_anew()
    mail_server.put(make_mail(message_id="<1@x.example>"), make_mail(message_id="<2@x.example>"))
    assert fetch(mailbox) == 1
    assert Inbound.objects.count() == 2


@pytest.mark.django_db
def test_mails_are_marked_as_read_only_where_the_house_wants_it(mail_server: MailServer) -> None:
    mailbox = make_mailbox(mail_server, mark_seen=True)
    mail_server.put(make_mail())
    fetch(mailbox)
    assert mail_server.unread() == 0


@contextmanager
def watched() -> Iterator[MailWatch]:
    watch = MailWatch()
    watch.start()
    try:
        yield watch
    finally:
        began = time.monotonic()
        watch.stop()
        assert time.monotonic() - began < 10
        assert not any(sitter.is_alive() for sitter in watch.sitters.values())


def soon(look: Callable[[], bool], seconds: float = SOON_S) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0.2)
    monkeypatch.setattr(watching, "POLL_S", 0.5)
    monkeypatch.setattr(watching, "BACKOFF_S", (0.3,))


@pytest.mark.django_db(transaction=True)
def test_the_watch_takes_mail_as_it_comes_and_survives_the_server(mail_server: MailServer, quick: None) -> None:
    """IDLE: the watch looks by itself only every four minutes. Restart, pause and new settings need no restart of ours."""
    mailbox = make_mailbox(mail_server)
    with watched():
        assert soon(lambda: Mailbox.objects.filter(fetched_at__gt=mailbox.fetched_at).exists())
        mail_server.deliver(make_mail(message_id="<1@x.example>"))
        assert soon(lambda: Inbound.objects.count() == 1)
        mail_server.stop_imap()
        assert soon(lambda: Mailbox.objects.filter(failing_since__isnull=False).exists())
        mail_server.start_imap()
        mail_server.deliver(make_mail(message_id="<2@x.example>"))
        assert soon(lambda: Inbound.objects.count() == 2, 40)  # exim tries a lost LMTP again each 5 s
        assert soon(lambda: Mailbox.objects.filter(failing_since=None).exists())
        switch_mailbox(Mailbox.objects.get(), enabled=False, by=SYSTEM)
        time.sleep(3)
        mail_server.put(make_mail(message_id="<3@x.example>"))
        assert not soon(lambda: Inbound.objects.count() == 3, 2)
        switch_mailbox(Mailbox.objects.get(), enabled=True, by=SYSTEM)
        assert soon(lambda: Inbound.objects.count() == 3)


@pytest.mark.django_db(transaction=True)
def test_two_watches_take_each_mail_once_also_without_idle(
    mail_server: MailServer, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Box, "can_idle", property(lambda self: False, lambda self, value: None), raising=False)
    make_mailbox(mail_server)
    with watched(), watched():
        mail_server.put(*(make_mail(message_id=f"<{n}@x.example>") for n in range(30)))
        assert soon(lambda: Inbound.objects.count() == 30)
        time.sleep(1)
    assert Inbound.objects.count() == 30
