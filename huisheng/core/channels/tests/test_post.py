import json
import re
import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.base.models import SettingChange
from huisheng.core.channels.connectors.email.sender import sender_of
from huisheng.core.channels.hold import letters_held
from huisheng.core.channels.models import Outbound
from huisheng.core.channels.post import WAIT_MINUTES, AlreadySent, letters_due, send_again, send_letter
from huisheng.core.channels.tests.mailserver import mailserver
from huisheng.core.channels.tests.make import make_letter, make_mailbox
from huisheng.kit.party import SYSTEM

pytestmark = pytest.mark.django_db
WAITING, SENT, FAILED = Outbound.State.WAITING, Outbound.State.SENT, Outbound.State.FAILED


def send_waiting() -> int:
    """As the sweep does."""
    return sum(send_letter(letter) for letter in letters_due())


def post_through(port: int, **more: object) -> None:
    settings = {"mail.host": "127.0.0.1", "mail.port": port, "mail.security": "none", "mail.sender": "hi@shop.example"}
    for key, value in (settings | {key.replace("__", "."): value for key, value in more.items()}).items():
        change_setting(key, value, by=SYSTEM)


def without_boundaries(mail: bytes) -> bytes:
    return re.sub(rb"=+\d+==", b"", mail)


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_without_a_mail_server_the_letter_stays_to_be_read() -> None:
    letter = make_letter()
    assert send_letter(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.via, letter.tries) == (SENT, "console", 1)
    assert letter.letter["text"] == "您好！"


@pytest.mark.parametrize("refuse", ["", "451 later"])
def test_the_page_of_its_ticket_hears_how_far_it_is(refuse: str) -> None:
    letter, other = make_letter(about="FB-20261130-0001"), make_letter()
    with mailserver(refuse=refuse) as box, transaction.atomic():
        post_through(box.port)
        send_letter(other)
        send_letter(letter)
        leaving = transaction.get_connection().run_on_commit
        told = [json.loads(news) for _ids, news_of, _robust in leaving for news in getattr(news_of, "news", ())]
    about = {"topics": [f"ticket:{letter.about}"], "kind": "letter_tried", "id": letter.about}
    assert [one for one in told if one["kind"] == "letter_tried"] == [about]


def test_it_sends_by_smtp() -> None:
    letter = make_letter(subject="FB-1\n收到了", text="刘女士，您好！\n谢谢")
    with mailserver() as box:
        post_through(box.port)
        assert send_letter(letter)
    [mail] = box.letters
    letter.refresh_from_db()
    assert (letter.state, letter.via, letter.last_error) == (SENT, "smtp", "")
    assert box.recipients == ["liu@example.com"]
    assert mail["Subject"] == "FB-1 收到了"
    assert mail["From"] == "回声 <hi@shop.example>"
    assert mail["Message-ID"] == letter.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",))
    assert text
    assert text.get_content().split() == ["刘女士，您好！", "谢谢"]


def test_an_address_that_no_mail_can_carry_is_given_up_and_holds_up_nobody() -> None:
    odd, other = make_letter(to=f"liu@{'例' * 60}.com"), make_letter()
    Outbound.objects.update(next_try_at=timezone.now() - timedelta(minutes=5))
    with mailserver() as box:
        post_through(box.port)
        assert send_waiting() == 1
    odd.refresh_from_db()
    other.refresh_from_db()
    assert (odd.state, other.state) == (FAILED, SENT)
    assert odd.last_error


def test_the_same_letter_is_the_same_mail_at_every_try() -> None:
    letter = make_letter()
    with mailserver(refuse_data="451 not now") as box:
        post_through(box.port)
        assert not send_letter(letter)
        box.refuse_data = ""
        assert send_letter(letter)
    first, second = (mail.as_bytes() for mail in box.letters)
    assert without_boundaries(first) == without_boundaries(second)
    assert letter.message_id.encode() in first


def test_a_letter_refused_for_good_is_given_up_and_the_reason_is_words() -> None:
    letter = make_letter()
    with mailserver(refuse_data="552 5.3.4 message too large") as box:
        post_through(box.port)
        send_letter(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (FAILED, 1)
    assert letter.trouble == "邮件太大，对方的邮件服务器不收。"


def test_a_mailbox_writes_through_its_own_server(run_jobs: Callable[..., int]) -> None:
    with mailserver() as box, mailserver() as house:
        post_through(house.port)
        mailbox = make_mailbox(smtp_host="127.0.0.1", smtp_port=box.port, smtp_security="none", imap_user="")
        letter = make_letter(sender=sender_of(mailbox))
        assert send_letter(letter)
    assert (len(box.letters), len(house.letters)) == (1, 0)
    assert box.letters[0]["From"] == "回声 <support@shop.example>"
    assert letter.message_id.endswith("@shop.example>")


def test_without_a_server_of_its_own_it_uses_the_houses() -> None:
    with mailserver() as house:
        post_through(house.port)
        assert send_letter(make_letter(sender=sender_of(make_mailbox())))
    assert house.letters[0]["From"] == "回声 <support@shop.example>"


def test_it_leaves_once_however_often_it_is_tried() -> None:
    letter = make_letter()
    with mailserver() as box:
        post_through(box.port)
        assert [send_letter(letter), send_letter(letter)] == [True, False]
        assert send_waiting() == 0
    assert len(box.letters) == 1


def test_a_failed_try_is_noted_and_queued_again() -> None:
    letter = make_letter()
    post_through(closed_port())
    before = timezone.now()
    assert not send_letter(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (WAITING, 1)
    assert "ConnectionRefusedError" in letter.last_error
    assert letter.next_try_at is not None
    assert letter.next_try_at - before >= timedelta(minutes=WAIT_MINUTES[0])


def test_it_gives_up_after_the_last_try_and_says_so() -> None:
    letter = make_letter(tries=Outbound.MAX_TRIES - 1)
    post_through(closed_port())
    send_letter(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letter.next_try_at) == (FAILED, Outbound.MAX_TRIES, None)


def test_there_is_a_wait_for_every_try_but_the_last() -> None:
    assert len(WAIT_MINUTES) == Outbound.MAX_TRIES - 1
    assert list(WAIT_MINUTES) == sorted(WAIT_MINUTES)


def test_an_address_refused_for_good_is_given_up_at_once() -> None:
    letter = make_letter()
    with mailserver(refuse="550 no such user liu@example.com") as box:
        post_through(box.port)
        send_letter(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (FAILED, 1)
    assert "550" in letter.last_error
    assert "liu@example.com" not in letter.last_error


def test_an_address_refused_for_now_is_tried_again() -> None:
    letter = make_letter()
    with mailserver(refuse="451 come back later") as box:
        post_through(box.port)
        send_letter(letter)
    letter.refresh_from_db()
    assert letter.state == WAITING


def test_it_leaves_when_the_server_is_back(run_jobs: Callable[..., int]) -> None:
    letter = make_letter()
    post_through(closed_port())
    run_jobs()
    with mailserver() as box:
        post_through(box.port)
        run_jobs(until=timezone.now() + timedelta(minutes=2))
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (SENT, 2)
    assert len(box.letters) == 1


def test_the_sweep_takes_letters_whose_job_was_lost() -> None:
    old, fresh = make_letter(next_try_at=timezone.now() - timedelta(minutes=2)), make_letter()
    later = make_letter(next_try_at=timezone.now() + timedelta(minutes=2))
    assert send_waiting() == 1
    states = dict(Outbound.objects.values_list("pk", "state"))
    assert states == {old.pk: SENT, fresh.pk: WAITING, later.pk: WAITING}


def test_the_password_is_sealed_and_never_shown() -> None:
    change_setting("mail.password", "秘密", by=SYSTEM)
    assert SettingChange.objects.latest("id").after == "***"
    letter = make_letter()
    with mailserver() as box:
        post_through(box.port, mail__user="shop")
        send_letter(letter)
    letter.refresh_from_db()
    assert letter.state == WAITING
    assert "AUTH" in letter.last_error
    assert "秘密" not in letter.last_error


def test_a_given_up_letter_can_be_sent_again(run_jobs: Callable[..., int]) -> None:
    letter = make_letter(state=FAILED, tries=8, next_try_at=None)
    send_again(letter, by=SYSTEM)
    run_jobs()
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (SENT, 1)
    with pytest.raises(AlreadySent):
        send_again(letter, by=SYSTEM)


def test_held_mail_waits_untried_and_leaves_when_it_is_let_go() -> None:
    letter = make_letter()
    Outbound.objects.update(next_try_at=timezone.now() - timedelta(minutes=5))
    change_setting("mail.held", True, by=SYSTEM)
    assert not send_letter(letter)
    assert send_waiting() == 0
    letter.refresh_from_db()
    assert (letter.state, letter.tries, letters_held()) == (WAITING, 0, 1)

    change_setting("mail.held", False, by=SYSTEM)

    assert send_waiting() == 1
    assert letters_held() == 0
