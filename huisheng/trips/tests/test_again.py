"""A customer with something open comes back: tied together, told to the owner, never merged by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.catalogue.models import Category
from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Event, Link, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_spam, close_withdrawn
from huisheng.trips.again import see_whether_again, see_whether_refiled
from huisheng.trips.tests.arriving import arrived
from huisheng.trips.tests.test_merge import ask_the_warehouse
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Assert = Callable[..., Any]
LEAK, INVOICE = "净水器接口漏水，柜子泡了", "请问发票什么时候开，抬头是公司"


@pytest.fixture
def liu() -> Customer:
    return make_customer("刘女士", phone="13811118888")


def test_the_same_order_is_the_same_matter(cast: Cast, liu: Customer) -> None:
    old = arrived(LEAK, customer=liu, order_number="A1001")
    new = arrived(INVOICE, customer=liu, order_number="A1001")
    see_whether_again(new)
    assert Link.objects.get(kind=Link.Kind.REPEAT).other == old
    assert Event.objects.get(ticket=old, kind="repeat_contact").payload == {"other": new.number, "asked": False}


def test_like_words_are(cast: Cast, liu: Customer) -> None:
    old, new = arrived(LEAK, customer=liu), arrived("净水器的接口又漏水了，柜子都泡了", customer=liu)
    see_whether_again(new)
    assert Link.objects.get(ticket=new).other == old


def test_another_matter_and_another_order_are_not(cast: Cast, liu: Customer) -> None:
    arrived(LEAK, customer=liu, order_number="A1001")
    new = arrived(INVOICE, customer=liu, order_number="A1002")
    assert see_whether_again(new) is None


def test_neither_closed_nor_old_nor_somebody_elses(cast: Cast, liu: Customer) -> None:
    close_spam(arrived(LEAK, customer=liu), reason="广告", by=SYSTEM)
    arrived(LEAK, customer=make_customer("赵先生", phone="13911119999"))
    old = arrived(LEAK, customer=liu)
    Ticket.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert see_whether_again(arrived(LEAK, customer=liu)) is None


@pytest.mark.parametrize(("nature", "is_refiled"), [("complaint", True), ("repair", True), ("consult", False), ("praise", False)])  # fmt: skip
def test_only_a_complaint_or_problem_under_the_old_number_is_a_second_complaint(
    cast: Cast, liu: Customer, nature: str, *, is_refiled: bool
) -> None:
    """Who asks for an invoice under the number of a closed complaint follows it, and complains of nothing."""
    old, new = arrived(LEAK, customer=liu), arrived(INVOICE, customer=liu)
    link_tickets(new, other=old, kind=Link.Kind.FOLLOWS, by=liu.party)
    new.category = Category.objects.filter(nature=nature).earliest("id")
    assert bool(see_whether_refiled(new)) is is_refiled
    assert Event.objects.filter(ticket=new, kind="complaint_refiled").exists() is is_refiled


def closed(text: str, customer: Customer, **changes: Any) -> Ticket:
    """A complaint that was taken back."""
    ticket = arrived(text, customer=customer, **changes)
    Ticket.objects.filter(pk=ticket.pk).update(category=complaint())
    close_withdrawn(ticket, reason="客户说不用了", by=SYSTEM)
    return ticket


def complaint() -> Category:
    return Category.objects.filter(nature="complaint").earliest("id")


def test_what_is_open_hides_no_second_complaint(cast: Cast, liu: Customer) -> None:
    old, again = closed(LEAK, liu, order_number="A1001"), arrived(LEAK, customer=liu)
    new = arrived(LEAK, customer=liu, order_number="A1001")
    new.category = complaint()
    assert see_whether_again(new)
    assert [bool(see_whether_refiled(new)) for _turn in range(2)] == [True, False]
    assert set(new.links.values_list("other", "kind")) == {(again.pk, "repeat"), (old.pk, "follows")}
    assert Event.objects.filter(ticket=new, kind="complaint_refiled").count() == 1


@pytest.mark.parametrize(("is_open", "is_refiled"), [(True, False), (False, True)])
def test_what_is_open_in_like_words_is_nearer_than_what_was_closed_of_the_same_kind(
    cast: Cast, liu: Customer, *, is_open: bool, is_refiled: bool
) -> None:
    closed(INVOICE, liu)
    if is_open:
        arrived(LEAK, customer=liu)
    new = arrived(LEAK, customer=liu)
    new.category = complaint()
    assert bool(see_whether_refiled(new)) is is_refiled


def test_twice_is_once_and_nothing_is_merged(cast: Cast, liu: Customer) -> None:
    old, new = arrived(LEAK, customer=liu), arrived(LEAK, customer=liu)
    for _turn in range(2):
        see_whether_again(new)
    assert Event.objects.filter(kind="repeat_contact").count() == 1
    assert not Ticket.objects.filter(pk__in=[old.pk, new.pk], status="closed").exists()


def test_it_says_whether_a_department_owed_an_answer(cast: Cast, liu: Customer) -> None:
    """协作追问: the customer asked twice because the answer of a department was not passed on (requirements S0)."""
    old = arrived(LEAK, customer=liu)
    ask_the_warehouse(old, cast)
    see_whether_again(arrived(LEAK, customer=liu))
    assert Event.objects.get(kind="repeat_contact").payload["asked"] is True


@pytest.mark.parametrize("count", [1, 8])
def test_it_costs_the_same_however_many_are_open(
    cast: Cast, liu: Customer, django_assert_max_num_queries: Assert, count: int
) -> None:
    for _n in range(count):
        arrived(LEAK, customer=liu)
    new = arrived(LEAK, customer=liu)
    with django_assert_max_num_queries(15):
        see_whether_again(new)
