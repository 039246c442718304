"""The pause audit on the desk: for supervisors, within what they may see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.actions import add_message
from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.handling.actions import offer_solution
from tests.cast import LIU_PHONE, Cast
from tests.journeys.doors import desk, give, move, see

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(cast: Cast) -> Client:
    return desk(cast.chen)


def waited(cast: Cast, phone: str = LIU_PHONE) -> Ticket:
    """Offered two hours ago, answered an hour ago, and the clocks still wait."""
    ticket = move(desk(cast.chen), give("漏发了一个配件", phone=phone)[1], "assignment", staff=cast.lin.pk)
    now = timezone.now()
    began = now - timedelta(hours=2)
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party, at=began)
    told = {"text": "还是少一个", "by": ticket.customer.party, "at": now - timedelta(hours=1)}
    add_message(ticket, kind=Message.Kind.CUSTOMER, **told)  # type: ignore[arg-type]
    return ticket


def test_it_lists_what_waits_by_person_with_the_list_behind(cast: Cast, chen: Client) -> None:
    ticket = waited(cast)
    page = see(chen, "/desk/waits/")
    assert ticket.number in page
    assert f"?person={cast.lin.pk}" in page
    assert "仍在暂停" in page
    assert ticket.number in see(chen, f"/desk/waits/?person={cast.lin.pk}")
    assert ticket.number not in see(chen, "/desk/waits/?person=none")


def test_where_nothing_waits_it_says_so(chen: Client) -> None:
    assert "没有白等的时钟" in see(chen, "/desk/waits/")


def test_it_is_not_for_everybody(cast: Cast) -> None:
    assert desk(cast.lin).get("/desk/waits/").status_code == 403


def test_what_somebody_may_not_see_is_not_counted(cast: Cast, chen: Client) -> None:
    ticket = waited(cast)
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.warehouse, assignee=cast.dan)
    assert ticket.number not in see(chen, "/desk/waits/")


def test_the_ticket_says_it_beside_its_promises(cast: Cast) -> None:
    ticket = waited(cast)
    assert "时钟还停着" in see(desk(cast.lin), f"/desk/tickets/{ticket.number}/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_many(
    cast: Cast, chen: Client, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        waited(cast, phone=f"1390000{number:04}")
    see(chen, "/desk/waits/")
    with django_assert_num_queries(7):  # type: ignore[operator]  # who, frame, the audit, the tickets
        see(chen, "/desk/waits/")
