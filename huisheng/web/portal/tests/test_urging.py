"""催一下 on the customer's page."""

import pytest
from django.test import Client

from huisheng.core.base.actions import change_setting
from huisheng.core.channels.tests.make import make_channel
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.tests.make import make_offered, make_received
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import ask_customer
from huisheng.trips.merge import merge
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BUTTON = "urging/"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_received(owner=cast.lin, phone="13811118888")


def press(ticket: Ticket) -> str:
    answer = Client().post(f"{ticket.public_path}urging/")
    assert answer.status_code == 302
    return Client().get(answer["Location"]).content.decode()


def test_one_press_tells_us_and_says_what_happens(ticket: Ticket) -> None:
    page = press(ticket)
    assert "收到您的催办" in page
    assert Event.objects.filter(ticket=ticket, kind="customer_urged").count() == 1
    assert "催过 1 次" in Client().get(ticket.public_path).content.decode()


def test_a_second_press_at_once_changes_nothing(ticket: Ticket) -> None:
    press(ticket)
    assert "刚刚已经提醒过" in press(ticket)
    assert Event.objects.filter(kind="customer_urged").count() == 1


def test_a_house_may_do_without_the_wait(ticket: Ticket) -> None:
    change_setting("desk.urge_minutes", 0, by=SYSTEM)
    press(ticket)
    press(ticket)
    assert Event.objects.filter(kind="customer_urged").count() == 2


@pytest.mark.parametrize("turn", ["offered", "asked"])
def test_there_is_no_button_where_it_is_the_customers_turn(cast: Cast, ticket: Ticket, turn: str) -> None:
    if turn == "offered":
        make_offered(ticket, by=cast.lin)
    else:
        ask_customer(ticket, text="请发张照片", by=cast.lin.party)
    assert BUTTON not in Client().get(ticket.public_path).content.decode()


def test_looking_urges_nobody(ticket: Ticket) -> None:
    assert Client().get(f"{ticket.public_path}urging/").status_code == 405
    assert not Event.objects.filter(kind="customer_urged").exists()


def test_from_the_old_page_of_a_merged_one_the_other_is_urged(cast: Cast, ticket: Ticket) -> None:
    into = make_received(owner=cast.lin, phone="13811118888")
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    press(ticket)
    into.refresh_from_db()
    assert into.urged == 1


def test_an_offer_that_went_along_is_answered_from_the_old_page(cast: Cast, ticket: Ticket) -> None:
    into = make_received(owner=cast.lin, phone="13811118888")
    make_offered(ticket, by=cast.lin)
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    page = Client().get(ticket.public_path).content.decode()
    assert "今天补发配件" in page
    done = Client().post(f"{ticket.public_path}confirmation/", {"solved": "yes", "stars": "5"})
    assert done.status_code == 302
    assert Ticket.objects.get(pk=into.pk).is_closed


def test_an_offer_of_the_other_one_is_not_shown_on_the_old_page(cast: Cast, ticket: Ticket) -> None:
    """Its words are for who may read the other ticket."""
    into = make_received(owner=cast.lin, phone="13811118888")
    make_offered(into, by=cast.lin)
    merge(ticket, into=into, reason="同一件事", by=cast.lin.party)
    page = Client().get(ticket.public_path).content.decode()
    assert "今天补发配件" not in page
    assert f"/f/?number={into.number}" in page


def test_a_mails_link_leads_on_where_all_its_addresses_take_part(cast: Cast) -> None:
    liu = make_customer("刘女士", phone="13811118888")
    first, into = (make_received(owner=cast.lin, phone="13811118888") for _ in range(2))
    Ticket.objects.filter(pk=first.pk).update(channel=make_channel("email"))
    first.refresh_from_db()
    assert liu.pk == first.customer_id
    merge(first, into=into, reason="同一件事", by=cast.lin.party)
    assert into.public_path in Client().get(first.public_path).content.decode()
