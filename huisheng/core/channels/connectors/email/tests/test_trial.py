"""The test letter, and what the person who asked reads."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.base.actions import change_setting
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.tests.mailserver import mailserver
from huisheng.core.channels.tests.make import make_mailbox
from huisheng.core.channels.tests.test_post import closed_port, post_through
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def send(admin: Client, **given: object) -> str:
    page = admin.post(reverse("settings:test_letter"), {"to": "fang@shop.example", **given})
    assert page.status_code == 200
    return page.content.decode()


def test_it_leaves_at_once_and_says_so(admin: Client) -> None:
    with mailserver() as box:
        post_through(box.port)
        page = send(admin)
    assert "邮件服务器已经收下寄给 fang@shop.example 的信" in page
    assert box.recipients == ["fang@shop.example"]
    assert box.letters[0]["Subject"] == "测试邮件"


def test_it_takes_the_way_of_the_chosen_mailbox(admin: Client) -> None:
    with mailserver() as box, mailserver() as house:
        post_through(house.port)
        mailbox = make_mailbox(smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none", imap_user="")
        send(admin, mailbox=mailbox.pk)
    assert box.letters[0]["From"] == "回声 <support@shop.example>"
    assert house.letters == []


def test_it_says_in_words_what_is_wrong_and_tries_only_once(admin: Client, run_jobs: Callable[..., int]) -> None:
    post_through(closed_port())
    page = send(admin)
    letter = Outbound.objects.get()
    assert "邮件服务器的端口没有回应" in page
    assert "ConnectionRefusedError" in page
    assert (letter.state, letter.tries) == (Outbound.State.FAILED, 1)
    with mailserver() as box:
        post_through(box.port)
        run_jobs()
    assert box.letters == []


def test_without_a_server_it_says_that_nothing_left(admin: Client) -> None:
    assert "还没有设置 SMTP 服务器" in send(admin)


def test_while_mail_is_held_it_waits(admin: Client) -> None:
    change_setting("mail.held", True, by=SYSTEM)
    assert "目前暂停收发邮件" in send(admin)
    assert Outbound.objects.get().state == Outbound.State.WAITING


def test_an_address_that_is_none_is_asked_for_again(admin: Client) -> None:
    send(admin, to="fang at shop")
    assert not Outbound.objects.exists()
