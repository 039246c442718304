"""What the pages of the desk cost: as many statements for a full house as for an empty one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huisheng.core.tickets.models import Ticket
from huisheng.watch.automation.actions import save_view
from tests.cast import LIU_PHONE, Cast
from tests.jobs import run_waiting_jobs
from tests.journeys.doors import desk, give, move

pytestmark = pytest.mark.django_db
WHO = 2  # the session, the person with role and teams
FRAME = 2  # what is remembered (the house's name), the bell
Assert = Callable[..., Any]


@pytest.fixture
def lin(cast: Cast) -> Client:
    return desk(cast.lin)


def feedback(cast: Cast, count: int) -> list[Ticket]:
    made = [give(f"第 {n} 只花瓶碎了,少了一个配件", phone=LIU_PHONE, name="刘女士")[1] for n in range(count)]
    chief = desk(cast.chen)
    for ticket in made:
        if ticket.assignee != cast.lin:
            move(chief, ticket, "assignment", staff=cast.lin.pk)
        move(chief, ticket, "note", text="已问仓库")
    return made


@pytest.mark.parametrize("count", [1, 6])
def test_the_queue(cast: Cast, lin: Client, django_assert_num_queries: Assert, count: int) -> None:
    feedback(cast, count)
    lin.get("/desk/?view=mine")  # the view is kept in the session, the promises in the process
    with django_assert_num_queries(WHO + FRAME + 5):  # the views kept, the look, rows, their clocks, the tabs
        page = lin.get("/desk/?view=mine")
    assert page.content.decode().count("data-row") == count
    with django_assert_num_queries(WHO + 6):
        lin.get("/desk/?list&view=mine", headers={"HX-Request": "true"})
    shown = [ticket.number for ticket in Ticket.objects.all()]
    with django_assert_num_queries(WHO + 7):  # the rows shown and those of the first page are two
        lin.get("/desk/rows/", {"view": "mine", "number": shown, "first": ""}, headers={"HX-Request": "true"})


@pytest.mark.parametrize("count", [1, 5])
def test_the_queue_with_views_of_ones_own(
    cast: Cast, lin: Client, django_assert_num_queries: Assert, count: int
) -> None:
    feedback(cast, 2)
    red = {"field": "grade", "op": "in", "value": ["red"]}
    kept = [save_view(name=f"红 {n}", condition=red, staff=cast.lin, columns=["channel", "team"]) for n in range(count)]
    lin.get(f"/desk/?view={kept[0].code}")
    with django_assert_num_queries(WHO + FRAME + 6):  # their counters are one more
        page = lin.get(f"/desk/?view={kept[0].code}")
    assert page.content.decode().count("data-row") == 2


@pytest.mark.parametrize("count", [1, 6])
def test_search(cast: Cast, lin: Client, django_assert_num_queries: Assert, count: int) -> None:
    feedback(cast, count)
    lin.get("/desk/search/?q=花瓶")  # it is remembered as looked for
    # the newest 300 (4), candidates (5: bitmaps on and off), the gate, rows, excerpts; customers (6), wording, handbook;
    # what can be chosen (5), what was looked for (4)
    with django_assert_num_queries(WHO + FRAME + 12 + 8 + 5 + 4):
        page = lin.get("/desk/search/?q=花瓶")
    assert page.content.decode().count("data-row") == count


@pytest.mark.parametrize("count", [1, 6])
def test_notices(cast: Cast, lin: Client, django_assert_num_queries: Assert, count: int) -> None:
    feedback(cast, count)
    run_waiting_jobs()
    with django_assert_num_queries(WHO + FRAME + 2):  # rows, wording
        page = lin.get("/desk/notices/")
    assert page.content.decode().count("data-row") >= count


@pytest.mark.parametrize("count", [1, 6])
def test_a_ticket_in_the_pane(cast: Cast, lin: Client, django_assert_num_queries: Assert, count: int) -> None:
    ticket = feedback(cast, count)[0]
    for n in range(count):
        move(lin, ticket, "note", text=f"第 {n} 次问仓库")
    lin.get(f"/desk/tickets/{ticket.number}/", headers={"HX-Request": "true"})  # the words of the house are kept
    with django_assert_num_queries(WHO + 27):
        page = lin.get(f"/desk/tickets/{ticket.number}/", headers={"HX-Request": "true"})
    assert page.content.decode().count("hs-said is-note") == count + 1
