"""Who logs in is at the desk."""

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.accounts.tests.make import PASSWORD
from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def log_in(person: Staff) -> Client:
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:500]
    person.refresh_from_db()
    return client


def test_who_logs_in_is_online_and_takes_from_the_pool(cast: Cast) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    ticket = make_ticket()
    assign_ticket(ticket, staff=None, team=cast.cs1, by=cast.chen.party)
    log_in(cast.lin)
    ticket.refresh_from_db()
    assert cast.lin.presence == Presence.ONLINE
    assert ticket.assignee == cast.lin


def test_who_logs_out_has_left_and_keeps_the_desk(cast: Cast) -> None:
    client = log_in(cast.lin)
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=cast.chen.party)
    client.post("/accounts/logout/")
    cast.lin.refresh_from_db()
    ticket.refresh_from_db()
    assert cast.lin.presence == Presence.OFFLINE
    assert ticket.assignee == cast.lin


def test_a_department_colleague_is_not_put_on_duty(cast: Cast) -> None:
    Staff.objects.update(presence=Presence.OFFLINE)
    log_in(cast.wang)
    assert cast.wang.presence == Presence.OFFLINE


def test_a_colleague_with_an_address_turns_the_second_factor_on(cast: Cast) -> None:
    """The address came from the admin and is confirmed by nobody; that is no reason to refuse."""
    client, address = log_in(cast.lin), "/accounts/2fa/totp/activate/"
    EmailAddress.objects.update_or_create(user=cast.lin, email=cast.lin.email, defaults={"verified": False})
    answer = client.post(f"/accounts/reauthenticate/?next={address}", {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    page = answer.content.decode()
    assert "应用里的 6 位验证码" in page
    assert 'inputmode="numeric"' in page
    assert "代号" not in page


def test_the_desk_is_the_answer_to_a_login(cast: Cast) -> None:
    assert "成功登录" not in log_in(cast.lin).get("/desk/").content.decode()


def test_the_link_for_a_new_password_is_the_houses_own_whatever_the_request_says(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    """A forged Host must not send a colleague, with the key, to somebody else's server."""
    change_setting("house.public_url", "https://hs.shop.example", by=SYSTEM)
    Client().post("/accounts/password/reset/", {"email": cast.lin.email}, headers={"host": "localhost:6666"})
    [letter] = mailoutbox
    text = str(letter.body)
    assert letter.to == [cast.lin.email]
    assert letter.subject == "设置新密码"
    assert "https://hs.shop.example/accounts/password/reset/key/" in text
    assert cast.lin.username in text
    assert "localhost" not in text
    key = text.partition("https://hs.shop.example")[2].split()[0]
    assert Client().get(key, follow=True).status_code == 200


def test_asking_for_a_strangers_new_password_makes_us_write_to_nobody(
    cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    answer = Client().post("/accounts/password/reset/", {"email": "who@elsewhere.example"})
    assert answer.status_code == 302
    assert mailoutbox == []
