"""Customers who urge or come back: who hears of it."""

from collections.abc import Callable

import pytest

from huisheng.core.base.actions import change_setting
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.tests.make import make_inbound
from huisheng.core.tickets.models import Link, Ticket
from huisheng.journey.around import see_it_again, tell_who_has_the_open_one, tell_who_is_urged
from huisheng.journey.route import receive
from huisheng.journey.tests.make import latest, make_offered, make_received
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.handling.actions import urge
from huisheng.stages.routing.actions import assign_ticket
from huisheng.trips.reclassify import change_category
from huisheng.watch.notify.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
COMPLAINT = "complaint_quality"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = make_received(owner=cast.lin, phone="13811118888")
    assign_ticket(made, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    Notice.objects.all().delete()
    return made


def hurried(ticket: Ticket) -> list[str]:
    urge(ticket, by=ticket.customer.party)
    event = latest(ticket, "customer_urged")
    tell_who_is_urged(event)
    tell_who_is_urged(event)
    return list(Notice.objects.filter(event=event).order_by("staff").values_list("staff__username", flat=True))


def test_the_owner_hears_it_and_from_the_third_on_who_leads(ticket: Ticket) -> None:
    assert [hurried(ticket) for _turn in range(3)] == [["lin"], ["lin"], ["lin", "chen"]]


def test_a_house_says_from_when(ticket: Ticket) -> None:
    change_setting("desk.urge_leader", 1, by=SYSTEM)
    assert hurried(ticket) == ["lin", "chen"]
    change_setting("desk.urge_leader", 0, by=SYSTEM)
    assert hurried(ticket) == ["lin"]


def test_where_nobody_has_it_who_leads_hears_the_first(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=None, team=cast.cs1, by=SYSTEM)
    assert hurried(ticket) == ["chen"]


def test_words_that_urge_are_counted_as_they_arrive(ticket: Ticket) -> None:
    receive(make_inbound("怎么还没发货？", number=ticket.number))
    receive(make_inbound("地址改到三楼", number=ticket.number))
    ticket.refresh_from_db()
    assert ticket.urged == 1


def test_a_question_back_to_an_offer_urges_nobody(cast: Cast, ticket: Ticket) -> None:
    make_offered(ticket, by=cast.lin)
    receive(make_inbound("什么时候能送到", number=ticket.number))
    ticket.refresh_from_db()
    assert ticket.urged == 0


def test_the_owner_of_the_open_one_hears_that_the_customer_came_back(cast: Cast, ticket: Ticket) -> None:
    again = make_received("还是漏发了配件，孩子生日要用", phone="13811118888")
    see_it_again(latest(again, "ticket_opened"))
    tell_who_has_the_open_one(latest(ticket, "repeat_contact"))
    assert Notice.objects.get(code="repeat_contact").staff == cast.lin


def test_what_becomes_a_complaint_later_is_still_the_second_one(cast: Cast, run_jobs: Run) -> None:
    """二次申诉: it came as a question; whoever gives it its right name need not think of the closed one."""
    old = make_received(owner=cast.lin, phone="13811119999", category=COMPLAINT)
    close_withdrawn(old, reason="客户说不用了", by=cast.chen.party)
    new = make_received("还是漏发了配件，孩子生日要用", owner=cast.lin, phone="13811119999", category="consult")
    run_jobs()
    assert not new.events.filter(kind="complaint_refiled").exists()
    change_category(new, category=Category.objects.get(code=COMPLAINT), by=cast.lin.party)
    run_jobs()
    assert latest(new, "complaint_refiled").payload["older"] == old.pk
    assert Notice.objects.filter(ticket=new, staff=cast.lin, code="complaint_refiled").count() == 1


def test_what_is_open_hides_no_second_complaint(cast: Cast, ticket: Ticket, run_jobs: Run) -> None:
    close_withdrawn(ticket, reason="客户说不用了", by=cast.chen.party)
    second, third = (make_received(owner=cast.lin, phone="13811118888", category=COMPLAINT) for _each in range(2))
    run_jobs()
    assert Link.objects.get(ticket=third, kind=Link.Kind.REPEAT).other == second
    assert [latest(one, "complaint_refiled").payload["older"] for one in (second, third)] == [ticket.pk, ticket.pk]
