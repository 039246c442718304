"""A customer's page at the desk: callbacks with and without a ticket, planning one, win-back without a ticket."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event, Ticket
from huisheng.journey.tests.make import make_received
from huisheng.stages.followup.models import Callback, CallRecord, Scenario
from huisheng.stages.followup.tests.make import make_callback, make_scenario
from huisheng.stages.winback.models import Lost
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast, client: Client) -> Ticket:
    client.force_login(cast.lin)
    return make_received(owner=cast.lin)


def page(customer: Customer) -> str:
    return f"/desk/customers/{customer.pk}/"


def told(client: Client, customer: Customer, **asked: str) -> str:
    answer = client.get(page(customer), asked, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_planned_and_made_callbacks_stand_there_with_their_results(cast: Cast, ticket: Ticket, client: Client) -> None:
    now = timezone.now()
    made = make_callback(ticket.customer, ticket=ticket, assignee=cast.chen, state="done", ended_at=now)
    CallRecord.objects.create(
        callback=made, solved=False, stars=2, words="还是没收到", follow_up="明天再打", recorded_at=now
    )
    make_callback(ticket.customer, assignee=cast.lin, scenario=make_scenario("care-two", name="问候"))
    shown = told(client, ticket.customer)
    for words in ("还是没收到", "not solved", "2/5", "明天再打", "问候", ticket.number):
        assert words in shown


def test_of_others_only_what_one_may_see_is_shown(cast: Cast, ticket: Ticket, client: Client) -> None:
    make_callback(ticket.customer, assignee=cast.dan, scenario=make_scenario("theirs", name="别组的"))
    assert (
        "别组的"
        not in told(client, ticket.customer).partition("cu-calls")[2].partition("cu-lost")[0].partition("<ul")[2]
    )
    Customer.objects.filter(pk=ticket.customer_id).update(agent=cast.lin)
    assert "别组的" in told(client, ticket.customer).partition("<ul")[2]


def test_who_may_see_nothing_of_the_customer_finds_no_page(cast: Cast, ticket: Ticket, client: Client) -> None:
    client.force_login(cast.dan)
    for way, place in (("get", ""), ("post", "call/"), ("post", "lost/")):
        assert getattr(client, way)(page(ticket.customer) + place).status_code == 404
    assert not Lost.objects.exists()
    make_callback(ticket.customer, assignee=cast.dan)
    assert client.get(page(ticket.customer)).status_code == 200, "who is to ring up sees whom"


def test_a_callback_is_planned_without_a_ticket_and_twice_is_once(cast: Cast, ticket: Ticket, client: Client) -> None:
    scenario = Scenario.objects.get(code=make_scenario("by-hand").code)
    for _n in range(2):
        assert client.post(f"{page(ticket.customer)}call/", {"scenario": scenario.code}).status_code == 302
    planned = Callback.objects.get(customer=ticket.customer, scenario=scenario)
    assert (planned.ticket, planned.by_id) == (None, cast.lin.pk)
    assert Event.objects.filter(customer=ticket.customer, kind="callback_planned").count() == 1


def test_what_cannot_be_planned_is_said(ticket: Ticket, client: Client) -> None:
    scenario = make_scenario("by-hand")
    stranger = make_customer("没电话")
    Customer.objects.filter(pk=stranger.pk).update(agent=ticket.assignee)
    answer = client.post(f"{page(stranger)}call/", {"scenario": scenario.code}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    for code in ("win_back", "no-such"):
        assert client.post(f"{page(ticket.customer)}call/", {"scenario": code}).status_code == 404
    assert not Callback.objects.filter(customer=stranger).exists()


def test_a_win_back_begins_without_a_ticket_and_its_finder_plans_it(cast: Cast, ticket: Ticket, client: Client) -> None:
    answer = client.post(f"{page(ticket.customer)}lost/", {"why": "said_so", "note": "说去别家了"})
    lost = Lost.objects.get(customer=ticket.customer)
    here = f"/desk/winback/{lost.pk}/"
    assert (lost.ticket, answer.headers["Location"]) == (None, here)
    due = timezone.localdate() + timedelta(days=5)
    client.post(f"{here}plan/", {"text": "登门致歉", "staff": cast.lin.pk, "due_on": due.isoformat()})
    lost.refresh_from_db()
    assert (lost.state, lost.owner, lost.due_on) == ("planned", cast.lin, due)
    assert here in told(client, ticket.customer)
    client.force_login(cast.dan)
    assert client.get(here).status_code == 404


def test_a_note_is_asked_for(ticket: Ticket, client: Client) -> None:
    answer = client.post(f"{page(ticket.customer)}lost/", {"why": "said_so"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert not Lost.objects.exists()


def test_many_callbacks_come_in_pages_and_cost_no_more(cast: Cast, ticket: Ticket, client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page(ticket.customer)).status_code == 200
        return len(asked)

    for n in range(2):
        make_callback(ticket.customer, ticket=ticket if n else None, assignee=cast.lin)
    count()
    few = count()
    for n in range(25):
        make_callback(ticket.customer, ticket=ticket if n % 2 else None, assignee=cast.lin)
    assert count() == few
    assert 'rel="next"' in told(client, ticket.customer)


def test_an_empty_page_says_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    assert "hs-empty" in told(client, make_customer("新客户"))
