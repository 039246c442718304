"""What a letter to a customer says beyond the wording of its notice."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting, store_file
from huisheng.core.base.models import File
from huisheng.core.base.tests.make import make_photo
from huisheng.core.channels.connectors.email.marker import mark
from huisheng.core.channels.models import Inbound, Outbound
from huisheng.core.channels.tests.make import make_inbound, make_mailbox
from huisheng.core.customers.models import Identity
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.watch.notify.actions import tell_customer
from huisheng.watch.notify.models import Delivery
from huisheng.watch.notify.tests.make import make_event
from tests.cast import Cast

pytestmark = pytest.mark.django_db
EMAIL = "liu@example.com"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """By the web form, with an email address."""
    return make_ticket(customer=make_customer("刘女士", email=EMAIL), team=cast.cs1, assignee=cast.lin)


def reply(ticket: Ticket, cast: Cast, text: str = "已经在查了", **more: Any) -> Outbound:
    message = send_reply(ticket, text=text, by=cast.lin.party, **more)
    event = ticket.events.filter(kind="message_added", payload__message=message.pk).get()
    [letter] = tell_customer(event, "reply_sent")
    return letter


def by_mail(ticket: Ticket, text: str = "请尽快补发", message_id: str = "<one@qq.com>", **changes: Any) -> Message:
    """The customer's own mail on this ticket."""
    item = make_inbound(text, channel="support", key=message_id)
    Inbound.objects.filter(pk=item.pk).update(message_id=message_id)
    return make_message(ticket, text, inbound=Inbound.objects.get(pk=item.pk), **changes)


def automatic(ticket: Ticket, code: str = "ticket_reopened") -> list[Outbound]:
    return tell_customer(make_event(ticket, "ticket_reopened"), code)


# ── subject, chain, sender
def test_who_wrote_by_the_form_gets_the_notices_subject_with_the_mark(ticket: Ticket, cast: Cast) -> None:
    letter = reply(ticket, cast)
    assert letter.letter["subject"] == f"林晓回复您了（{ticket.number}） [{mark(ticket.number)}]"
    assert (letter.about, letter.in_reply_to) == (ticket.number, "")


def test_who_wrote_by_mail_gets_an_answer_to_that_mail(ticket: Ticket, cast: Cast) -> None:
    mailbox = make_mailbox(code="support")
    by_mail(ticket)
    letter = reply(ticket, cast)
    assert letter.letter["subject"] == f"Re: {ticket.subject} [{mark(ticket.number)}]"
    assert (letter.in_reply_to, letter.mailbox) == ("<one@qq.com>", mailbox)


def test_letters_follow_one_another_in_each_readers_own_thread(ticket: Ticket, cast: Cast) -> None:
    first, second = reply(ticket, cast, "在查"), reply(ticket, cast, "查到了")
    assert second.in_reply_to == first.message_id
    assert second.references == first.message_id


def test_a_mail_that_came_without_an_id_breaks_no_chain(ticket: Ticket, cast: Cast) -> None:
    by_mail(ticket, message_id="<abc@no-id>")
    assert reply(ticket, cast).in_reply_to == ""


def test_a_paused_mailbox_goes_on_with_its_conversations_but_begins_none(ticket: Ticket, cast: Cast) -> None:
    paused = make_mailbox(code="support", enabled=False)
    other = make_mailbox("hello@shop.example")
    assert reply(ticket, cast, "在查").mailbox == other
    by_mail(ticket)
    assert reply(ticket, cast, "查到了").mailbox == paused


def test_it_leaves_from_the_houses_own_mailbox(ticket: Ticket, cast: Cast) -> None:
    make_mailbox("first@shop.example")
    house = make_mailbox("hello@shop.example")
    change_setting("mail.sender", "hello@shop.example", by=SYSTEM)
    letter = reply(ticket, cast)
    assert letter.mailbox == house
    assert "也可以直接回复这封邮件" in letter.letter["text"]


def test_nobody_is_invited_to_answer_where_nobody_reads(ticket: Ticket, cast: Cast) -> None:
    assert "也可以直接回复这封邮件" not in reply(ticket, cast).letter["text"]


# ── what was said before
def test_it_quotes_what_both_sides_said_newest_first(ticket: Ticket, cast: Cast) -> None:
    send_reply(ticket, text="在查", by=cast.lin.party)
    make_message(ticket, "别让别人知道", kind=Message.Kind.NOTE, by=cast.lin.party)
    make_message(ticket, "自动回执", kind=Message.Kind.RECEIPT, by=SYSTEM)
    make_message(ticket, "还没消息吗")
    quotes = reply(ticket, cast, "明天送到").writing.quotes
    assert [quote.text for quote in quotes] == ["还没消息吗", "在查", "漏发了配件，孩子生日要用"]
    assert [quote.head.rpartition("，")[2] for quote in quotes] == ["您：", "林晓：", "您："]


def test_it_quotes_nobody_elses_words(ticket: Ticket, cast: Cast) -> None:
    other = make_customer("赵先生", email="zhao@example.com")
    make_message(ticket, "我是赵先生", by=other.party)
    make_message(ticket, "我从别的地址写来", written_from="x***@qq.com")
    quotes = reply(ticket, cast).writing.quotes
    assert [quote.text for quote in quotes] == ["漏发了配件，孩子生日要用"]


def test_a_reader_of_another_customer_sees_only_our_words(ticket: Ticket, cast: Cast) -> None:
    stranger = Identity.objects.get(customer=make_customer("赵先生", email="zhao@example.com"))
    ticket.participants.create(identity=stranger)
    message = send_reply(ticket, text="查到了", by=cast.lin.party)
    event = ticket.events.filter(payload__message=message.pk).get()
    letters = {letter.to: letter for letter in tell_customer(event, "reply_sent")}
    assert letters["zhao@example.com"].writing.quotes == ()
    assert len(letters[EMAIL].writing.quotes) == 1
    assert letters[EMAIL].message_id not in letters["zhao@example.com"].references


def test_what_it_quotes_is_bounded(ticket: Ticket, cast: Cast) -> None:
    for n in range(9):
        make_message(ticket, f"{n}" + "长" * 3000)
    quotes = reply(ticket, cast).writing.quotes
    assert [quote.text[0] for quote in quotes] == ["8", "7", "6", "5", "4"]
    assert {len(quote.text) for quote in quotes} == {1500}


# ── who wrote, and what goes along
def test_a_persons_letter_names_the_person_and_is_not_automatic(ticket: Ticket, cast: Cast) -> None:
    writing = reply(ticket, cast).writing
    assert (writing.colleague, writing.automatic) == ("林晓", False)
    [machine] = automatic(ticket)
    assert (machine.writing.colleague, machine.writing.automatic) == ("", True)


def test_files_of_a_reply_go_along(ticket: Ticket, cast: Cast) -> None:
    photo = store_file(make_photo(), name="a.jpg")
    letter = reply(ticket, cast, files=[("配件.jpg", photo)])
    assert [(one.name, one.file) for one in letter.enclosed.all()] == [("配件.jpg", photo)]


def test_files_too_large_are_named_and_wait_on_the_page(ticket: Ticket, cast: Cast) -> None:
    photo = store_file(make_photo(), name="a.jpg")
    film = File.objects.create(sha256="f" * 64, size=11 * 1024 * 1024, content_type="video/mp4", family="video")
    letter = reply(ticket, cast, files=[("演示.mp4", film), ("配件.jpg", photo)])
    assert [one.name for one in letter.enclosed.all()] == ["配件.jpg"]
    assert "演示.mp4" in letter.letter["text"]
    assert ticket.public_path in letter.letter["text"]


def test_the_solution_carries_the_words_before_it(ticket: Ticket, cast: Cast) -> None:
    elements: dict[str, Any] = {
        "measure": "今天补发配件\n另送一件",
        "timing": "11月22日 18:00 前",
        "responsible": "林晓",
    }
    offer_solution(ticket, **elements, text="让您久等了。", by=cast.lin.party)
    [letter] = tell_customer(ticket.events.get(kind="solution_offered"), "solution_offered")
    text = letter.letter["text"]
    for said in ("让您久等了。", *elements.values(), "页面上点一下"):
        assert text.count(said) == 1
    assert "也可以直接回复这封邮件" not in text


# ── robots
@pytest.mark.parametrize(
    "address", ["no-reply@qq.com", "noreply@qq.com", "orders.noreply@qq.com", "MAILER-DAEMON@qq.com", "bounce+1@qq.com"]
)
def test_nobody_writes_to_robots(address: str) -> None:
    ticket = make_ticket(customer=make_customer("系统", email=address))
    assert automatic(ticket) == []
    held = ticket.events.get(kind="notice_held")
    assert held.payload == {"notice": "ticket_reopened", "why": "robot"}
    assert not ticket.events.filter(kind="notice_sent").exists()
    assert not Outbound.objects.exists()


def test_a_person_may_still_write_there(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("系统", email="noreply@qq.com"))
    assert reply(ticket, cast).to == "noreply@qq.com"


@pytest.mark.parametrize("address", ["replay@qq.com", "bounty@qq.com", "noreplyfan@qq.com", "postman@qq.com"])
def test_people_with_such_names_are_written_to(address: str) -> None:
    assert len(automatic(make_ticket(customer=make_customer("刘女士", email=address)))) == 1


def test_two_machines_that_answer_each_other_come_to_an_end(ticket: Ticket, cast: Cast) -> None:
    change_setting("mail.automatic_per_hour", 3, by=SYSTEM)
    assert [len(automatic(ticket)) for _ in range(5)] == [1, 1, 1, 0, 0]
    held = ticket.events.filter(kind="notice_held")
    assert [one.payload["why"] for one in held] == ["too_many", "too_many"]
    assert reply(ticket, cast)
    Delivery.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert len(automatic(ticket)) == 1


def test_a_house_may_lift_the_limit(ticket: Ticket) -> None:
    change_setting("mail.automatic_per_hour", 0, by=SYSTEM)
    assert sum(len(automatic(ticket)) for _ in range(12)) == 12
