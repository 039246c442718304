"""A promise while one writes: offered with one tick, asked about once, never in the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.models import Promise
from huisheng.web.workspace.promises import found_in
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import call, desk, give, move, see

pytestmark = pytest.mark.django_db
SAID = "已经在查了，2个工作日内答复您。"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = give("漏发了一个配件", phone=LIU_PHONE, name="刘女士")[1]
    return move(desk(cast.chen), ticket, "assignment", staff=cast.lin.pk)


def send(lin: Client, ticket: Ticket, **fields: Any) -> HttpResponse:
    return lin.post(f"/desk/tickets/{ticket.number}/reply/", {"text": SAID, **fields}, headers=HTMX)  # type: ignore[return-value]


def look(lin: Client, ticket: Ticket, text: str) -> str:
    path = f"/desk/tickets/{ticket.number}/promises/look/"
    return str(lin.post(path, {"text": text}, headers=HTMX).content.decode())


def test_leaving_the_field_offers_what_the_words_promise(lin: Client, ticket: Ticket) -> None:
    shown = look(lin, ticket, SAID)
    assert 'name="promised" value="2个工作日内"' in shown
    assert "勾上就会计时提醒" in shown
    assert look(lin, ticket, "已经在查了").strip() == ""
    assert not Promise.objects.exists()


def test_one_tick_makes_it_a_clock(lin: Client, ticket: Ticket) -> None:
    assert send(lin, ticket, promised="2个工作日内", asked="2个工作日内").status_code == 200
    made = Promise.objects.select_related("clock", "message").get(ticket=ticket)
    assert (made.words, made.message and made.message.text) == ("2个工作日内", SAID)
    assert made.clock
    assert (made.clock.amount, made.clock.unit) == (2, "work_day")
    assert "2个工作日内" in see(lin, f"/desk/tickets/{ticket.number}/")


def test_words_without_a_clock_are_asked_about_once_and_then_sent(lin: Client, ticket: Ticket) -> None:
    asked = send(lin, ticket)
    assert (asked.status_code, asked.headers["HX-Retarget"]) == (422, "#promised")
    assert "再点一次就直接发送" in asked.content.decode()
    assert not ticket.messages.filter(kind="reply").exists()
    assert send(lin, ticket, asked="2个工作日内").status_code == 200
    assert ticket.messages.filter(kind="reply").count() == 1
    assert not Promise.objects.exists()


def test_another_time_written_afterwards_is_asked_about_again(lin: Client, ticket: Ticket) -> None:
    assert send(lin, ticket, text=SAID + "30分钟内回电", asked="2个工作日内").status_code == 422


def test_without_scripts_nothing_stands_in_the_way(lin: Client, ticket: Ticket) -> None:
    move(lin, ticket, "reply", text=SAID)
    assert ticket.messages.filter(kind="reply").count() == 1


def test_the_small_form_takes_a_span_or_a_moment(lin: Client, ticket: Ticket) -> None:
    move(lin, ticket, "reply", text="好的", promise_words="回电", promise_amount="30", promise_unit="minute")
    local = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT15:00")
    move(lin, ticket, "reply", text="再说一下", promise_due=local)
    first, second = Promise.objects.select_related("clock").order_by("id")
    assert first.clock
    assert (first.words, first.clock.amount, first.clock.unit) == ("回电", 30, "minute")
    assert second.clock
    assert timezone.localtime(second.clock.due_at).strftime("%Y-%m-%dT%H:%M") == local


@pytest.mark.parametrize(
    "wrong",
    [
        {"promise_amount": "bald", "promise_unit": "hour"},
        {"promise_amount": "2", "promise_unit": "hour", "promise_due": "2030-01-01T10:00"},
        {"promise_due": "2020-01-01T10:00"},
        {"promise_due": "2026-99-01T10:00"},
        {"promise_amount": "0", "promise_unit": "hour"},
    ],
)
def test_a_time_that_cannot_be_kept_is_refused_and_nothing_is_sent(
    lin: Client, ticket: Ticket, wrong: dict[str, str]
) -> None:
    assert send(lin, ticket, text="好的", **wrong).status_code == 422
    assert not ticket.messages.filter(kind="reply").exists()
    assert not Promise.objects.exists()


def test_an_answer_keeps_what_is_ticked(lin: Client, ticket: Ticket) -> None:
    move(lin, ticket, "reply", text=SAID, promised="2个工作日内")
    made = Promise.objects.get()
    assert f'name="keeps" value="{made.pk}"' in see(lin, f"/desk/tickets/{ticket.number}/")
    move(lin, ticket, "reply", text="查到了：今天补发", keeps=made.pk)
    made.refresh_from_db()
    assert made.kept_at is not None
    assert 'name="keeps"' not in see(lin, f"/desk/tickets/{ticket.number}/")


def test_it_is_kept_or_taken_back_beside_its_clock(lin: Client, ticket: Ticket) -> None:
    for _n in range(2):
        move(lin, ticket, "reply", text=f"好的 {_n}", promise_amount="2", promise_unit="hour")
    first, second = Promise.objects.order_by("id")
    move(lin, ticket, f"promises/{first.pk}/kept")
    move(lin, ticket, f"promises/{second.pk}/withdrawal", reason="客户不需要了")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.kept_at is None, second.withdrawn_why) == (False, "客户不需要了")


def test_a_promise_of_another_ticket_is_not_found(lin: Client, ticket: Ticket, cast: Cast) -> None:
    move(lin, ticket, "reply", text="好的", promise_amount="2", promise_unit="hour")
    other = move(desk(cast.chen), give("另一件事", phone="13900001111")[1], "assignment", staff=cast.lin.pk)
    path = f"/desk/tickets/{other.number}/promises/{Promise.objects.get().pk}/kept/"
    assert lin.post(path).status_code == 404
    assert Promise.objects.get().kept_at is None


def test_a_call_written_down_may_carry_a_promise(lin: Client) -> None:
    ticket = call(
        lin, "杯子碎了", phone=LIU_PHONE, keep="1", promise_words="回电", promise_amount="2", promise_unit="hour"
    )
    made = Promise.objects.select_related("clock").get(ticket=ticket)
    assert made.words == "回电"
    assert made.message is None


def test_a_call_with_half_a_promise_is_shown_again_with_what_was_typed(lin: Client) -> None:
    answer = lin.post("/desk/new/", {"text": "杯子碎了", "channel": "phone", "phone": LIU_PHONE, "promise_amount": "x"})
    assert answer.status_code == 422
    assert "请写明期限" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_the_same_words_twice_are_one_offer(cast: Cast) -> None:
    assert [one.words for one in found_in("2小时内回电，2小时内答复")] == ["2小时内"]
