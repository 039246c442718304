"""Below our words the ticket page says which way they went, how far they are, and whether they were seen."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.channels.actions import mark_bounced
from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.actions import note_read
from huisheng.trips.merge import merge
from huisheng.watch.notify.models import Delivery
from huisheng.web.frame.filters import time_of_day
from tests.cast import LIU_PHONE, Cast
from tests.jobs import run_waiting_jobs
from tests.journeys.doors import desk, give, move, see

pytestmark = pytest.mark.django_db
State = Outbound.State
LINE = re.compile(r'<article class="hs-said is-(\w+)[^>]*>(?:(?!</article>).)*<p class="dl-reach">(.*?)</p>', re.DOTALL)


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


def feedback(cast: Cast, **fields: str) -> Ticket:
    _customer, ticket = give("花瓶碎了,少了一个配件", phone=LIU_PHONE, name="刘女士", **fields)
    if ticket.assignee != cast.lin:
        move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)
    return ticket


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return feedback(cast, email="liu@qq.com")


def lines(lin: Client, ticket: Ticket) -> dict[str, list[str]]:
    """What stands below our words, by their side: {"receipt": ["…"], "out": ["… · …"]}."""
    found: dict[str, list[str]] = {}
    for side, line in LINE.findall(see(lin, f"/desk/tickets/{ticket.number}/")):
        found.setdefault(side, []).append(line)
    return found


def reply(lin: Client, ticket: Ticket, text: str = "今天补发一只新的") -> Message:
    move(lin, ticket, "reply", text=text)
    return Message.objects.filter(ticket=ticket, kind="reply").latest("pk")


def letters(**changes: Any) -> None:
    Outbound.objects.update(**changes)


def write_letters() -> None:
    """The reactions of what happened; the letters themselves wait."""
    run_waiting_jobs()
    letters(state=State.WAITING, via="", sent_at=None, tries=0)


def test_the_reply_stands_on_the_page_before_its_letter_is_written(ticket: Ticket, lin: Client) -> None:
    reply(lin, ticket)
    assert lines(lin, ticket) == {"out": ["在进度页上，没有寄邮件 · 还没有客户看过的记录"]}


def test_who_left_no_email_address_reads_it_on_the_page_only(cast: Cast, lin: Client) -> None:
    ticket = feedback(cast)
    reply(lin, ticket)
    run_waiting_jobs()
    expected = "只在进度页上（没有客户邮箱） · 还没有客户看过的记录"
    assert lines(lin, ticket) == {"receipt": [expected], "out": [expected]}


def test_a_letter_in_the_queue_a_letter_tried_and_one_handed_over(ticket: Ticket, lin: Client, now: datetime) -> None:
    reply(lin, ticket)
    write_letters()
    letters(created_at=now)
    assert lines(lin, ticket)["out"] == [f"邮件排队中，{time_of_day(now)} 起"]
    letters(tries=2, next_try_at=now + timedelta(minutes=5))
    assert lines(lin, ticket)["out"] == [f"邮件还没发出，{time_of_day(now + timedelta(minutes=5))} 再试"]
    letters(state=State.SENT, via="smtp", sent_at=now)
    told = [f"已交给邮件服务器 {time_of_day(now)}"]
    assert lines(lin, ticket) == {"receipt": told, "out": told}


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_without_a_mail_server_it_says_where_the_letter_is(ticket: Ticket, lin: Client) -> None:
    reply(lin, ticket)
    run_waiting_jobs()
    assert all(line[0].startswith("没有设置邮件服务器，") for line in lines(lin, ticket).values())


def test_what_came_back_or_was_refused_is_said_with_the_reason(ticket: Ticket, lin: Client, now: datetime) -> None:
    reply(lin, ticket)
    run_waiting_jobs()
    for letter in Outbound.objects.all():
        mark_bounced(letter, kind="no_such_user", at=now)
    assert lines(lin, ticket)["out"] == [f"邮件 {time_of_day(now)} 被退回"]
    page = see(lin, f"/desk/tickets/{ticket.number}/")
    assert page.count('class="hs-undelivered"') == 2
    assert "l***@qq.com：没有这个邮箱地址" in page
    letters(state=State.FAILED)
    assert lines(lin, ticket)["out"] == ["邮件服务器拒收，已不再重试"]


def test_each_reader_has_a_letter_of_its_own(ticket: Ticket, lin: Client, now: datetime) -> None:
    reply(lin, ticket)
    write_letters()
    first = Delivery.objects.get(code="reply_sent")
    twin = Outbound.objects.exclude(pk=first.outbound_id or 0).get(about=ticket.number)
    Delivery.objects.filter(outbound=twin).update(event=first.event, code="reply_sent", reader="identity:0")
    letters(state=State.SENT, via="smtp", sent_at=now)
    Outbound.objects.filter(pk=twin.pk).update(masked_to="w***@qq.com", state=State.BOUNCED, bounced_at=now)
    at = time_of_day(now)
    both = sorted(lines(lin, ticket)["out"][0].split(" · "))
    assert both == [f"l***@qq.com：已交给邮件服务器 {at}", f"w***@qq.com：邮件 {at} 被退回"]


def test_the_first_look_after_a_message_is_when_it_was_read(ticket: Ticket, lin: Client, now: datetime) -> None:
    first = reply(lin, ticket)
    write_letters()
    letters(state=State.SENT, via="smtp", sent_at=now)
    early, late = now + timedelta(minutes=10), now + timedelta(minutes=40)
    note_read(ticket, upto=first.pk, at=early)
    second = reply(lin, ticket, "已经交给顺丰")
    assert [line.count("已看") for line in lines(lin, ticket)["out"]] == [1, 0]
    note_read(ticket, upto=second.pk, at=late)
    out = lines(lin, ticket)["out"]
    assert out[0] == f"已交给邮件服务器 {time_of_day(now)} · 客户 {time_of_day(early)} 已看"
    assert out[1].endswith(f" · 客户 {time_of_day(late)} 已看")


def test_what_was_seen_on_a_merged_page_is_seen_in_the_one_it_went_into(
    cast: Cast, ticket: Ticket, lin: Client
) -> None:
    said, into = reply(lin, ticket), feedback(cast, email="liu@qq.com")
    unread = reply(lin, into, "一起处理")
    merge(ticket, into=into, reason="同一件事", by=cast.chen.party)
    note_read(ticket, upto=said.pk)
    assert said.pk < unread.pk
    assert ["已看" in line for line in lines(lin, into)["out"]] == [True, False]


def test_customers_words_and_notes_have_no_such_line(ticket: Ticket, lin: Client) -> None:
    move(lin, ticket, "note", text="已问仓库")
    assert lines(lin, ticket) == {}


def test_it_speaks_english(cast: Cast, ticket: Ticket, lin: Client, now: datetime) -> None:
    said = reply(lin, ticket)
    write_letters()
    letters(state=State.SENT, via="smtp", sent_at=now)
    note_read(ticket, upto=said.pk, at=now)
    type(cast.lin).objects.filter(pk=cast.lin.pk).update(language="en")
    at = time_of_day(now)
    assert lines(lin, ticket)["out"] == [f"handed to the mail server {at} · seen by the customer {at}"]


@pytest.mark.parametrize("count", [1, 7])
def test_it_costs_the_same_for_one_message_as_for_many(
    ticket: Ticket, lin: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for n in range(count):
        note_read(ticket, upto=reply(lin, ticket, f"第 {n} 句").pk)
    run_waiting_jobs()
    path = f"/desk/tickets/{ticket.number}/"
    lin.get(path, headers={"HX-Request": "true"})
    with django_assert_num_queries(COST):
        page = lin.get(path, headers={"HX-Request": "true"}).content.decode()
    assert page.count('class="dl-reach"') == count + 1


COST = 2 + 27  # who; the page, as in test_costs.py
