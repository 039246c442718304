"""Finding the way back by number and contact."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from huisheng.core.base.actions import change_setting
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.web.portal.tests.make import Customer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return Customer().give(phone="13812345678", email="Liu@Shop.Example")


def ask(number: str, contact: str) -> Any:
    return Customer().post("/f/", number=number, contact=contact)


@pytest.mark.parametrize("contact", ["5678", "13812345678", "138 1234 5678", "liu@shop.example", " LIU@SHOP.EXAMPLE "])
def test_number_and_contact_lead_to_the_page(ticket: Ticket, contact: str) -> None:
    for number in (ticket.number, f"  {ticket.number.lower()} "):
        answer = ask(number, contact)
        assert (answer.status_code, answer.url) == (302, ticket.public_path)


@pytest.mark.parametrize("contact", ["0000", "678", "5", "a@b.example", "liu@shop", "@", "１２３４", "刘女士"])
def test_a_wrong_contact_leads_nowhere(ticket: Ticket, contact: str) -> None:
    assert ask(ticket.number, contact).status_code == 404


def test_an_unknown_number_looks_like_a_wrong_contact(ticket: Ticket) -> None:
    wrong, unknown = ask(ticket.number, "0000"), ask("FB-20260101-0001", "0000")
    assert wrong.status_code == unknown.status_code == 404
    assert same_page(wrong, ticket.number) == same_page(unknown, "FB-20260101-0001")


def same_page(answer: Any, number: str) -> list[str]:
    lines = answer.content.decode().replace(number, "NUMBER").splitlines()
    return [line for line in lines if "csrf" not in line and "data-now" not in line]


def test_five_wrong_tries_are_followed_by_a_pause(ticket: Ticket) -> None:
    for _ in range(5):
        assert ask(ticket.number, "0000").status_code == 404
    for contact in ("0000", "5678"):  # now not even the right answer
        paused = ask(ticket.number, contact)
        assert (paused.status_code, int(paused["Retry-After"]) > 25 * 60) == (429, True)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_instant_are_counted_one_by_one() -> None:
    ticket = Customer().give(phone="13812345678")
    start = Barrier(12)

    def ask_now(tail: int) -> int:
        start.wait(10)
        try:
            return int(ask(ticket.number, f"{tail:04d}").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as people:
        answers = list(people.map(ask_now, range(12)))
    assert sorted(answers) == [404] * 5 + [429] * 7


def test_an_unknown_number_pauses_just_the_same(ticket: Ticket) -> None:
    assert [ask("FB-20260101-0001", "0000").status_code for _ in range(6)] == [404] * 5 + [429]


def test_the_right_answer_starts_the_count_anew(ticket: Ticket) -> None:
    for _ in range(2):
        assert [ask(ticket.number, "0000").status_code for _ in range(4)] == [404] * 4
        assert ask(ticket.number, "5678").status_code == 302


def test_one_number_at_rest_leaves_the_others_alone(ticket: Ticket, cast: Cast) -> None:
    change_setting("portal.lookup_tries", 1, by=SYSTEM)
    other = Customer().give(phone="13700000001")
    assert [ask(ticket.number, "0000").status_code for _ in range(2)] == [404, 429]
    assert ask(other.number, "0001").status_code == 302


def test_one_address_cannot_try_all_numbers(cast: Cast) -> None:
    answers = [ask(f"FB-20260101-{n:04d}", "0000").status_code for n in range(62)]
    assert answers == [404] * 60 + [429] * 2


def test_something_missing_is_asked_for(cast: Cast) -> None:
    page = Customer().post("/f/", number="", contact="")
    assert page.status_code in {200, 422}
    answer = Customer().post("/f/", number="FB-1", contact="")
    assert answer.status_code == 422
    assert "后四位" in answer.content.decode()


@pytest.mark.parametrize("number", ["FB\x00", "' OR 1=1 --", "FB-" + "9" * 30])
def test_odd_numbers_are_only_wrong(cast: Cast, number: str) -> None:
    assert ask(number, "5678").status_code in {404, 422}


def test_the_number_may_come_with_the_address(cast: Cast) -> None:
    assert 'value="FB-7"' in Customer().read("/f/?number=FB-7")


def test_it_asks_only_a_few_questions(ticket: Ticket, django_assert_max_num_queries: Any) -> None:
    for contact in ("5678", "0000"):
        with django_assert_max_num_queries(8):
            ask(ticket.number, contact)
