"""What must be known before filing: the form on the ticket, the list on the day, the house's rules and causes."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import ClosingRule, Finding, RootCause
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast: Cast) -> Ticket:
    """A complaint that the customer called solved; nobody has said yet why it happened."""
    ticket = make_ticket("又发错型号")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.get(code="complaint_quality"))
    offer_solution(ticket, measure="换货", timing="明天 18 点前", responsible="林晓", by=cast.lin.party)
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    ticket.refresh_from_db()
    return ticket


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_owner_is_reminded_and_says_why(client: Client, cast: Cast, closed: Ticket) -> None:
    client.force_login(cast.lin)
    assert closed.number in page(client, "/desk/to-file/")
    assert "/desk/to-file/" in page(client, "/desk/day/")
    assert "1 " in page(client, "/desk/to-file/?count")
    packing = RootCause.objects.get(code="packing")
    assert packing.label in page(client, f"/desk/tickets/{closed.number}/finding/dialog/")
    sent = {"cause": packing.pk, "found": "两个型号放在一起"}
    assert client.post(f"/desk/tickets/{closed.number}/finding/", sent).status_code == 302
    found = Finding.objects.get()
    assert (found.ticket, found.words, found.by.id) == (closed, "两个型号放在一起", cast.lin.pk)
    assert closed.number not in page(client, "/desk/to-file/")


def test_nothing_filled_in_is_told_and_kept_nowhere(client: Client, cast: Cast, closed: Ticket) -> None:
    client.force_login(cast.lin)
    client.post(f"/desk/tickets/{closed.number}/finding/", {"cause": "", "found": " "})
    assert not Finding.objects.exists()


def test_strangers_say_nothing_and_see_nothing(client: Client, cast: Cast, closed: Ticket) -> None:
    client.force_login(cast.dan)
    assert client.get(f"/desk/tickets/{closed.number}/finding/dialog/").status_code == 404
    assert client.post(f"/desk/tickets/{closed.number}/finding/", {"found": "我猜的"}).status_code == 404
    assert closed.number not in page(client, "/desk/to-file/")
    assert not Finding.objects.exists()


def test_the_list_costs_the_same_however_long(
    client: Client, cast: Cast, closed: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.lin)
    page(client, "/desk/to-file/")
    with django_assert_max_num_queries(14):
        page(client, "/desk/to-file/")


def test_admins_say_what_must_be_known_and_others_do_not(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    assert client.get("/settings/filing/").status_code == 403
    client.force_login(cast.admin)
    assert "投诉" in page(client, "/settings/filing/")
    assert ClosingRule.objects.exists()
