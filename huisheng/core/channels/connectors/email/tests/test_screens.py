"""Settings → Mailboxes."""

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.base.tests.make import last_change
from huisheng.core.channels.connectors.email.actions import SECRETS
from huisheng.core.channels.connectors.email.forms import mailbox_initial
from huisheng.core.channels.models import Mailbox
from huisheng.core.channels.tests.make import make_mailbox
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FORM = {
    "name": "客服邮箱",
    "address": "Support@shop.example",
    "aliases": "help@shop.example\nSERVICE@shop.example",
    "imap_host": "127.0.0.1",
    "imap_port": "9",
    "imap_security": "none",
    "imap_user": "support@shop.example",
    "imap_password": "sesame-open",
    "folder": "INBOX",
    "auth": "password",
    "smtp_port": "587",
    "smtp_security": "starttls",
}


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def connect(admin: Client, **changes: str) -> str:
    response = admin.post(reverse("settings:new_mailbox"), FORM | changes, follow=True)
    return response.content.decode()


def test_a_mailbox_is_connected(admin: Client) -> None:
    connect(admin)
    mailbox = Mailbox.objects.select_related("channel").get()
    assert mailbox.addresses == ("support@shop.example", "help@shop.example", "service@shop.example")
    assert (mailbox.channel.code, mailbox.channel.name) == ("email", "客服邮箱")
    assert mailbox.last_uid is None


def test_secrets_are_sealed_and_never_shown_again(admin: Client) -> None:
    connect(admin, oauth_secret="app-secret", oauth_refresh="refresh-me", smtp_password="other-secret")
    mailbox = Mailbox.objects.get()
    assert mailbox.secret("imap_password") == "sesame-open"
    assert b"sesame" not in bytes(mailbox.sealed_imap_password)
    page = admin.get(reverse("settings:mailbox", args=[mailbox.pk])).content.decode()
    for secret in ("sesame-open", "app-secret", "refresh-me", "other-secret"):
        assert secret not in page
        assert secret not in str(last_change())
    assert last_change().after["imap_password"] == "***"


def test_an_empty_secret_keeps_the_stored_one(admin: Client) -> None:
    connect(admin)
    mailbox = Mailbox.objects.get()
    form = FORM | {"imap_password": "", "folder": "投诉"}
    assert admin.post(reverse("settings:mailbox", args=[mailbox.pk]), form).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.folder, mailbox.secret("imap_password")) == ("投诉", "sesame-open")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "support"}, "address"),
        ({"aliases": "no address"}, "aliases"),
        ({"imap_port": "70000"}, "imap_port"),
        ({"auth": "oauth2"}, "oauth_token_url"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(admin: Client, changes: dict[str, str], field: str) -> None:
    page = connect(admin, **changes)
    assert f'id="id_{field}_error"' in page
    assert not Mailbox.objects.exists()


def test_an_address_is_connected_once(admin: Client) -> None:
    connect(admin)
    assert 'id="id_address_error"' in connect(admin)
    assert Mailbox.objects.count() == 1


def test_check_now_says_what_is_wrong_in_words(admin: Client) -> None:
    connect(admin)
    address = reverse("settings:mailbox_check", args=[Mailbox.objects.get().pk])
    assert "端口没有响应" in admin.post(address).content.decode()
    assert "端口没有响应" not in admin.get(address).content.decode()


def test_it_is_paused_and_goes_on(admin: Client) -> None:
    mailbox = make_mailbox()
    address = reverse("settings:mailbox_state", args=[mailbox.pk])
    assert "已暂停" in admin.post(address, {"enabled": "0"}, follow=True).content.decode()
    admin.post(address, {"enabled": "1"})
    mailbox.refresh_from_db()
    assert mailbox.enabled


def test_a_mailbox_in_trouble_shows_it(admin: Client) -> None:
    make_mailbox(failing_since="2026-01-01T00:00:00Z", last_error="login|[AUTHENTICATIONFAILED] no")
    assert "授权码" in admin.get(reverse("settings:mailboxes")).content.decode()


def test_the_form_is_filled_with_everything_but_secrets() -> None:
    assert not set(mailbox_initial(make_mailbox())) & set(SECRETS)
