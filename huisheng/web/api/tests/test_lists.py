"""GET /tickets and GET /tickets/{number}."""

from typing import Any

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.web.api.tests.make import Machine, make_machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return make_machine()


def listed(machine: Machine, **query: Any) -> list[str]:
    answer = machine.get("/tickets", **query)
    assert answer.status_code == 200, answer.content.decode()
    return [row["number"] for row in answer.json()["results"]]


def test_it_pages_newest_first_without_gaps(machine: Machine) -> None:
    given = [machine.ticket(f"第{n}件事")["number"] for n in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = machine.get("/tickets", limit=2, cursor=cursor).json()
        seen += [row["number"] for row in page["results"]]
        cursor = page["next_cursor"]
    assert seen == given[::-1]
    assert cursor is None


def test_a_page_does_not_shift_when_a_ticket_comes_in(machine: Machine) -> None:
    given = [machine.ticket(f"第{n}件事")["number"] for n in range(3)]
    first = machine.get("/tickets", limit=2).json()
    machine.ticket("刚到的")
    second = machine.get("/tickets", limit=2, cursor=first["next_cursor"]).json()
    assert [row["number"] for row in second["results"]] == given[:1]


@pytest.mark.parametrize("cursor", ["zzz", "WzFd-x", "e30", "WyJhIl0", "WzEsMl0", "W251bGxd", "WzFlOTk5XQ"])
def test_a_foreign_page_mark_is_refused(machine: Machine, cursor: str) -> None:
    answer = machine.get("/tickets", cursor=cursor)
    assert answer.status_code in {400, 422}, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"


def test_it_filters(machine: Machine) -> None:
    red = machine.ticket("我的货已经延迟5天了!", customer={"external_id": "u-1"}, order_number="A1")
    calm = machine.ticket("请问周末几点开门", customer={"external_id": "u-2"})
    Ticket.objects.filter(number=calm["number"]).update(created_at="2026-01-02T00:00:00+00:00")
    for query, expected in (
        ({"grade": "red"}, [red]),
        ({"status": "new"}, [calm, red]),
        ({"status": "closed"}, []),
        ({"category": red["category"]}, [red]),
        ({"team": red["team"]}, [calm, red]),
        ({"team": "nowhere"}, []),
        ({"assignee": red["assignee"]}, [calm, red]),
        ({"channel": "api"}, [calm, red]),
        ({"channel": "web"}, []),
        ({"order_number": "A1"}, [red]),
        ({"external_id": "u-2"}, [calm]),
        ({"external_id": "u-3"}, []),
        ({"created_from": "2026-06-01T00:00:00Z"}, [red]),
        ({"created_to": "2026-06-01T00:00:00+08:00"}, [calm]),
        ({"created_to": "2026-06-01T00:00:00+20:11"}, [calm]),  # a zone that PostgreSQL does not know
        ({"created_from": "0001-01-01T00:00:00+14:00", "created_to": "9999-12-31T23:59:59-14:00"}, [calm, red]),
    ):
        assert listed(machine, **query) == [one["number"] for one in expected], query


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"grade": "a b"},
        {"order_number": "\x00"},
        {"assignee": "\x00"},
        {"external_id": "\x00"},
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"created_from": "2026-01-01T00:00:00"},
        {"created_to": "soon"},
        {"created_to": "0.5"},
        {"cursor": "\x00"},
        {"colour": "red"},  # a filter nobody has would quietly mean "all"
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(machine: Machine, query: dict[str, Any]) -> None:
    answer = machine.get("/tickets", **query)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(query)


def test_a_list_costs_the_same_for_one_row_and_for_many(machine: Machine, django_assert_num_queries: Any) -> None:
    machine.ticket()
    with django_assert_num_queries(2):  # the token, the page
        machine.get("/tickets")
    for n in range(4):
        machine.ticket(f"第{n}件事", customer={"phone": f"1381234000{n}"})
    with django_assert_num_queries(2):
        assert len(listed(machine)) == 5


def test_one_ticket_shows_its_whole_story(machine: Machine, cast: Cast) -> None:
    given = machine.ticket(customer={"name": "刘女士", "phone": "13800001234", "email": "liu@shop.example"})
    machine.post(f"/tickets/{given['number']}/messages", {"text": "马上查", "kind": "reply"})
    story = machine.get(f"/tickets/{given['number']}").json()
    assert [one["text"] for one in story["messages"]] == ["我的货已经延迟5天了!", "马上查"]
    assert {"ticket_opened", "ticket_graded", "ticket_assigned"} <= {one["kind"] for one in story["events"]}
    assert {one["kind"]: one["state"] for one in story["clocks"]}["first_response"] == "met"
    assert story["customer"]["name"] == "刘女士"
    assert "138****1234" in story["customer"]["contacts"]
    raw = machine.get(f"/tickets/{given['number']}").content.decode()
    assert "13800001234" not in raw
    assert "liu@shop.example" not in raw


def test_the_story_costs_a_fixed_number_of_statements(machine: Machine, django_assert_num_queries: Any) -> None:
    number = machine.ticket()["number"]
    with django_assert_num_queries(11):
        machine.get(f"/tickets/{number}")
    for n in range(5):
        machine.post(f"/tickets/{number}/messages", {"text": f"第{n}句", "kind": "note"})
    with django_assert_num_queries(11):
        machine.get(f"/tickets/{number}")


@pytest.mark.parametrize("number", ["FB-1", "x", "FB-20261121-1001'", "%00", "a%00b", "%F0%9F%98%80", "a" * 3000])
def test_an_unknown_number_is_not_found(machine: Machine, number: str) -> None:
    answer = machine.get(f"/tickets/{number}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
