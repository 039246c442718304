import smtplib

import pytest

from huisheng.core.base.actions import change_setting
from huisheng.core.base.house import house_all
from huisheng.core.base.vault import vault
from huisheng.core.channels.connectors.email.smtp import Server, hand_over, server_of
from huisheng.core.channels.models import Mailbox
from huisheng.core.channels.tests.mailserver import Mailbox as Box
from huisheng.core.channels.tests.mailserver import mailserver
from huisheng.core.channels.tests.make import make_mailbox
from huisheng.kit.party import SYSTEM

MAIL = b"Subject: x\r\n\r\nx\r\n"


def send(box: Box) -> None:
    server = Server("127.0.0.1", box.port, "none", user="support@shop.example", token=lambda: "T0KEN")
    hand_over(server, MAIL, sender="support@shop.example", to="liu@example.com")


def test_it_logs_in_by_token() -> None:
    with mailserver() as box:
        send(box)
    assert box.tokens == ["user=support@shop.example\x01auth=Bearer T0KEN\x01\x01"]
    assert box.recipients == ["liu@example.com"]


def test_a_refused_token_sends_nothing() -> None:
    with mailserver() as box:
        box.refuse_token = "535 5.7.8 token expired"
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send(box)
    assert box.recipients == []


@pytest.mark.django_db
def test_a_mailbox_without_a_server_of_its_own_uses_the_houses() -> None:
    assert server_of(make_mailbox(), house_all()) is None
    change_setting("mail.host", "smtp.shop.example", by=SYSTEM)
    change_setting("mail.password", "秘密", by=SYSTEM)
    found = server_of(Mailbox.objects.get(), house_all())
    assert found is not None
    assert (found.host, found.port, found.security, found.password) == ("smtp.shop.example", 587, "starttls", "秘密")


@pytest.mark.django_db
def test_its_own_server_takes_the_login_for_reading_where_none_is_named() -> None:
    mailbox = make_mailbox(smtp_host="smtp.shop.example", sealed_imap_password=vault().seal("一"))
    found = server_of(mailbox, house_all())
    assert found is not None
    assert (found.user, found.password, found.token) == (mailbox.imap_user, "一", None)
    mailbox.sealed_smtp_password, mailbox.smtp_user = vault().seal("二"), "sender"
    found = server_of(mailbox, house_all())
    assert found is not None
    assert (found.user, found.password) == ("sender", "二")


@pytest.mark.django_db
def test_with_oauth_no_password_is_used() -> None:
    mailbox = make_mailbox(
        smtp_host="smtp.shop.example", auth=Mailbox.Auth.OAUTH2, sealed_imap_password=vault().seal("一")
    )
    found = server_of(mailbox, house_all())
    assert found is not None
    assert found.password == ""
    assert found.token is not None
