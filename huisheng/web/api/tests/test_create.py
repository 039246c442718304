"""POST /tickets: what is made, what is made once, what is refused."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from huisheng.core.channels.models import Channel, Inbound
from huisheng.core.customers.models import Identity
from huisheng.core.tickets.models import Message, Ticket
from huisheng.web.api.tests.make import TEXT, Machine, make_machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def numbers() -> list[str]:
    return list(Ticket.objects.values_list("number", flat=True))


def test_it_answers_with_number_grade_desk_and_promise(cast: Cast) -> None:
    answer = make_machine().post("/tickets", {"text": TEXT, "customer": {"phone": "13812341234", "name": "刘女士"}})
    assert answer.status_code == 201
    given = answer.json()
    ticket = Ticket.objects.get()
    assert given["number"] == ticket.number
    assert given["public_url"].endswith(f"/f/{ticket.number}/{ticket.secret}/")
    assert given["status"] == "new"
    assert given["grade"]["code"] == "red"
    assert "延迟5天" in given["grade"]["reason"]
    assert given["category"] == "complaint_delay"
    assert (given["team"], given["assignee"]) == ("cs1", "lin")
    assert {"first_response", "give_plan"} <= {one["kind"] for one in given["commitments"]}


def test_it_keeps_everything_it_was_given(cast: Cast) -> None:
    given: dict[str, Any] = {
        "text": "包装破损，第二次了",
        "subject": "包装",
        "channel": "chat",
        "customer": {"name": "赵先生", "phone": "139 0000 5678", "email": "Zhao@Example.com", "external_id": "u-77"},
        "order_number": "DD-100777",
        "category": "complaint_quality",
        "occurred_at": "2026-11-01T09:30:00+08:00",
    }
    Channel.objects.filter(code="chat").update(enabled=True)
    make_machine().ticket(**given)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.channel.code, ticket.order_number) == ("包装", "chat", "DD-100777")
    assert ticket.category
    assert ticket.category.code == "complaint_quality"
    assert ticket.occurred_at
    assert ticket.occurred_at.isoformat() == "2026-11-01T01:30:00+00:00"
    assert ticket.customer == cast.zhao, "recognised by the phone, however it is spelled"
    assert sorted(Identity.objects.filter(customer=cast.zhao).values_list("kind", flat=True)) == [
        "email", "external", "phone",
    ]  # fmt: skip


def test_chinese_is_sent_as_it_is_read(cast: Cast) -> None:
    machine = make_machine()
    number = machine.ticket("物流三天没更新，急")["number"]
    raw = machine.get(f"/tickets/{number}").content.decode()
    assert "物流三天没更新" in raw
    assert "\\u" not in raw


# ── once is once


def test_the_same_key_and_words_give_the_same_ticket(cast: Cast) -> None:
    machine = make_machine()
    body = {"text": TEXT, "customer": {"phone": "13812341234"}, "order_number": "1023"}
    first = machine.post("/tickets", body, key="order-1023")
    again = machine.post("/tickets", body, key="order-1023")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["number"] == again.json()["number"]
    assert len(numbers()) == 1
    assert Message.objects.filter(kind="customer").count() == 1


def test_the_same_key_with_other_words_is_refused(cast: Cast) -> None:
    machine = make_machine()
    machine.post("/tickets", {"text": TEXT}, key="k")
    refused = machine.post("/tickets", {"text": "别的事"}, key="k")
    assert refused.status_code == 422
    assert refused.json()["code"] == "idempotency_key_reused"
    assert len(numbers()) == 1


def test_keys_of_two_tokens_do_not_meet(cast: Cast) -> None:
    one, other = make_machine(), make_machine()
    assert one.post("/tickets", {"text": TEXT}, key="k").json() != other.post("/tickets", {"text": "x"}, key="k").json()
    assert len(numbers()) == 2


def test_without_a_key_the_same_words_are_two_tickets(cast: Cast) -> None:
    machine = make_machine()
    assert machine.ticket()["number"] != machine.ticket()["number"]


def test_a_repeat_finishes_what_a_crash_left_lying(cast: Cast) -> None:
    """The item was stored, the line never ran: the same call makes the ticket from the item that waits."""
    machine = make_machine()
    number = machine.post("/tickets", {"text": TEXT}, key="k").json()["number"]
    inbound = Inbound.objects.get()
    assert inbound.state == "accepted"
    assert machine.post("/tickets", {"text": TEXT}, key="k").json()["number"] == number


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_are_one_ticket(transactional_db: None) -> None:
    machine = make_machine()
    barrier, answers = threading.Barrier(4), []

    def send() -> None:
        barrier.wait()
        body = {"text": TEXT, "customer": {"phone": "13812341234"}}
        answers.append(Machine(machine.secret).post("/tickets", body, key="twin"))

    at_once(send, 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len(numbers()) == 1


@pytest.mark.django_db(transaction=True)
def test_one_new_customer_by_four_calls_at_once_is_one_customer(transactional_db: None) -> None:
    machine = make_machine()
    barrier = threading.Barrier(4)

    def send() -> None:
        barrier.wait()
        Machine(machine.secret).ticket(customer={"phone": "13812341234"})

    at_once(send, 4)
    assert len(numbers()) == 4
    assert Ticket.objects.values("customer").distinct().count() == 1


def at_once(send: Callable[[], None], times: int) -> None:
    def with_own_connection() -> None:
        try:
            send()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=with_own_connection) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


# ── what is refused


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": None}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "字" * 20_001}, "text"),
        ({"text": "a", "subject": "字" * 201}, "subject"),
        ({"text": "a", "channel": "pigeon"}, "channel"),
        ({"text": "a", "channel": "a b"}, "channel"),
        ({"text": "a", "category": "nothing_like_it"}, "category"),
        ({"text": "a", "tags": ["nothing_like_it"]}, "tags"),
        ({"text": "a", "tags": "x"}, "tags"),
        ({"text": "a", "tags": ["x"] * 31}, "tags"),
        ({"text": "a", "customer": "Liu"}, "customer"),
        ({"text": "a", "customer": {"phone": "12"}}, "customer.phone"),
        ({"text": "a", "customer": {"email": "liu"}}, "customer.email"),
        ({"text": "a", "customer": {"name": "a\x00"}}, "customer.name"),
        ({"text": "a", "customer": {"age": 7}}, "customer.age"),
        ({"text": "a", "order_number": "1" * 61}, "order_number"),
        ({"text": "a", "occurred_at": "2026-11-01T09:30:00"}, "occurred_at"),
        ({"text": "a", "occurred_at": "yesterday"}, "occurred_at"),
        ({"text": "a", "occurred_at": 1_700_000_000}, "occurred_at"),
        ({"text": "a", "occurred_at": "9999-12-31T23:59:59-14:00"}, "occurred_at"),
        ({"text": "a", "occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"text": "a", "urgent": True}, "urgent"),
    ],
)
def test_it_names_the_field_at_fault(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = make_machine().post("/tickets", raw=ascii_json(body))
    assert answer.status_code == 422, answer.content.decode()
    assert field in answer.json()["errors"], answer.json()
    assert numbers() == []
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe{}", b"text=a", b"{'text': 'a'}", b"[" * 100_000])
def test_what_is_no_json_is_a_problem_not_a_crash(cast: Cast, raw: bytes) -> None:
    answer = make_machine().post("/tickets", raw=raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_too_much_at_once_is_told_so(cast: Cast) -> None:
    answer = make_machine().post("/tickets", raw=b'{"text": "' + b"a" * 6_000_000 + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_longest_text_is_taken_whole(cast: Cast) -> None:
    make_machine().ticket("字" * 20_000)
    assert len(Message.objects.get(kind="customer").text) == 20_000


def test_a_closed_channel_says_where_to_go(cast: Cast) -> None:
    Channel.objects.filter(code="api").update(enabled=False, closed_text="请改用新接口。")
    answer = make_machine().post("/tickets", {"text": TEXT})
    assert (answer.status_code, answer.json()["code"]) == (400, "channel_closed")
    assert answer.json()["detail"] == "请改用新接口。"


def test_a_time_that_just_passed_is_taken(cast: Cast) -> None:
    make_machine().ticket(occurred_at=timezone.now().isoformat())
    assert Ticket.objects.get().occurred_at


def ascii_json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


def test_the_create_path_stays_thrifty(cast: Cast, django_assert_max_num_queries: Any) -> None:
    machine = make_machine()
    machine.ticket(customer={"phone": "13812340000"})  # rules and calendars are read once per process
    with django_assert_max_num_queries(40):
        machine.post("/tickets", {"text": TEXT, "customer": {"phone": "13812341234"}}, key="k")
