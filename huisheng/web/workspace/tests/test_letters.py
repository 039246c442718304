"""Settings → Letters: what became no feedback."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Role
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.models import Inbound
from huisheng.core.channels.tests.make import make_letter, make_mail_item, make_refused_mail
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive_letter
from tests.cast import Cast
from tests.mail.make import LIU, make_mail

pytestmark = pytest.mark.django_db
ALL = reverse("settings:letters")


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def make_noted(**headers: Any) -> Inbound:
    item = make_mail_item(
        make_mail("我休假到周五", auto_submitted="auto-replied", message_id="<a@x.example>", **headers)
    )
    receive_letter(item)
    item.refresh_from_db()
    return item


def test_it_lists_what_was_noted_and_refused_with_the_reason(admin: Client) -> None:
    make_noted()
    make_refused_mail()
    page = admin.get(ALL).content.decode()
    assert "自动回复" in page
    assert "无法读取" in page
    assert LIU in page
    assert "无法读取，" not in admin.get(ALL, {"state": "noted"}).content.decode()


def test_an_empty_list_says_what_will_stand_here(admin: Client) -> None:
    assert "没有搁置的来信" in admin.get(ALL).content.decode()


def test_the_raw_mail_is_downloaded_and_never_shown(admin: Client) -> None:
    item = make_noted()
    response = admin.get(reverse("settings:letter_raw", args=[item.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    body: Any = getattr(response, "streaming_content", [])
    assert b"auto-replied" in b"".join(body)


def test_what_became_a_message_is_not_to_be_had_here(admin: Client) -> None:
    item = make_mail_item(make_mail())
    receive_letter(item)
    assert admin.get(reverse("settings:letter_raw", args=[item.pk])).status_code == 404


def test_a_noted_mail_is_made_feedback(admin: Client) -> None:
    item = make_noted()
    page = admin.post(reverse("settings:letter_ticket", args=[item.pk]), follow=True).content.decode()
    assert Ticket.objects.get().number in page
    item.refresh_from_db()
    assert item.state == Inbound.State.ACCEPTED


def test_what_cannot_be_read_stays_refused(admin: Client) -> None:
    item = make_refused_mail()
    admin.post(reverse("settings:letter_ticket", args=[item.pk]), follow=True)
    item.refresh_from_db()
    assert item.state == Inbound.State.REFUSED
    assert not Ticket.objects.exists()


def test_what_is_about_a_ticket_of_others_is_not_seen(client: Client, cast: Cast) -> None:
    """The right to change settings is no right to read every ticket."""
    arrived = receive_letter(make_mail_item(make_mail()))
    assert arrived is not None
    letter = make_letter(LIU, about=arrived.ticket.number)
    item = make_noted(in_reply_to=letter.message_id)
    assert item.about == arrived.ticket.number
    role = Role.objects.create(code="plumber", name="只管设置", rights=[Right.SETTINGS])
    type(cast.dan).objects.filter(pk=cast.dan.pk).update(role=role)
    cast.dan.refresh_from_db()
    client.force_login(cast.dan)
    assert arrived.ticket.number not in client.get(ALL).content.decode()
    assert client.get(reverse("settings:letter_raw", args=[item.pk])).status_code == 404
    assert client.post(reverse("settings:letter_ticket", args=[item.pk])).status_code == 404
