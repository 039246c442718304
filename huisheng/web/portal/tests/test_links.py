"""Customers' links: looking changes nothing, guessing is counted, old ones expire, an answer is for the offer it was for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.actions import link_tickets
from huisheng.core.tickets.models import Link, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.actions import answer_confirmation, begin_asking
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.handling.models import Solution
from huisheng.web.portal.doorkeeper import WRONG_LINKS_HOUR
from huisheng.web.portal.tests.make import Customer, offer
from tests.cast import Cast
from tests.journeys.doors import desk

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) MicroMessenger/8.0.60 NetType/WIFI Language/zh_CN"
LOOKERS = {
    "link preview": {"HTTP_USER_AGENT": "facebookexternalhit/1.1"},
    "WeChat": {"HTTP_USER_AGENT": WECHAT},
    "prefetch": {"HTTP_PURPOSE": "prefetch", "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    "mail scanner": {"HTTP_USER_AGENT": "BarracudaCentral", "HTTP_X_MOZ": "prefetch"},
}
WRITTEN = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"


@pytest.fixture
def customer() -> Customer:
    return Customer()


@pytest.fixture
def ticket(cast: Cast, customer: Customer) -> Ticket:
    """A solution waits for the customer's answer, and is being asked about."""
    ticket = customer.give()
    offer(ticket, by=cast.lin.party)
    begin_asking(Solution.objects.get(ticket=ticket))
    ticket.refresh_from_db()
    return ticket


def written() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return int(cursor.fetchone()[0])


def closed_unconfirmed(ticket: Ticket, *, days_ago: int = 0) -> None:
    ended = timezone.now() - timedelta(days=days_ago)
    Closure.objects.create(ticket=ticket, kind=Closure.Kind.UNCONFIRMED, at=ended)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED, closed_at=ended)


@pytest.mark.parametrize("state", ["awaiting", "unconfirmed", "confirmed"])
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("looker", LOOKERS)
def test_who_only_looks_changes_nothing(ticket: Ticket, looker: str, method: str, state: str) -> None:
    """Every table is as before, whatever a preview adds to the address."""
    if state == "unconfirmed":
        closed_unconfirmed(ticket)
    if state == "confirmed":
        answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party)
    before = written()
    for path in ("", "?solved=yes&stars=5", "?now=answered", "?round=1&solved=no"):
        answer = getattr(Client(), method)(ticket.public_path + path, **LOOKERS[looker])
        assert answer.status_code == 200
    for path in ("confirmation/", "urging/", "messages/"):
        assert getattr(Client(), method)(ticket.public_path + path, **LOOKERS[looker]).status_code == 405
    assert written() == before


def test_guessing_secrets_costs_and_stops(ticket: Ticket, customer: Customer) -> None:
    """192 bits; after sixty wrong ones within the hour the door says so, and still tells nothing."""
    assert len(ticket.secret) * 6 == 192
    for n in range(WRONG_LINKS_HOUR):
        assert customer.get(f"/f/{ticket.number}/{n:032d}/").status_code == 404
    assert customer.get(f"/f/{ticket.number}/{'x' * 32}/").status_code == 429
    assert customer.get(f"/f/FB-20200101-0001/{'x' * 32}/").status_code == 429, "also for numbers that do not exist"
    assert customer.get(ticket.public_path).status_code == 200, "who has the link is not kept out by a guesser"


def test_each_customer_and_each_version_has_a_link_of_its_own(ticket: Ticket, customer: Customer) -> None:
    other = customer.give("另一件事")
    assert customer.get(f"/f/{ticket.number}/{other.secret}/").status_code == 404
    old = ticket.public_path
    Ticket.objects.filter(pk=ticket.pk).update(link_version=2)
    assert customer.get(old).status_code == 404
    assert customer.post(f"{old}confirmation/", solved="yes", stars="5").status_code == 404
    assert not Confirmation.objects.exists()


def test_a_link_expires_and_number_and_contact_open_it_again(ticket: Ticket, customer: Customer) -> None:
    closed_unconfirmed(ticket, days_ago=181)
    refused = customer.get(ticket.public_path)
    assert refused.status_code == 422
    assert "编号" in refused.content.decode()
    assert customer.post(f"{ticket.public_path}confirmation/", solved="no").status_code == 422
    found = customer.post("/f/", number=ticket.number, contact="1234")
    assert found.status_code == 302
    assert customer.get(found["Location"]).status_code == 200
    assert Client().get(ticket.public_path).status_code == 422, "in this browser only"


def test_a_link_of_a_ticket_closed_lately_opens(ticket: Ticket, customer: Customer) -> None:
    closed_unconfirmed(ticket, days_ago=179)
    assert customer.get(ticket.public_path).status_code == 200


def test_an_answer_to_an_older_round_is_refused_kindly(ticket: Ticket, customer: Customer, cast: Cast) -> None:
    answer_confirmation(ticket, solved=False, stars=None, by=ticket.customer.party)
    offer(ticket, by=cast.lin.party, measure="退款")
    refused = customer.post(f"{ticket.public_path}confirmation/", solved="yes", stars="5", round="1")
    assert refused.status_code == 409
    assert "退款" in refused.content.decode(), "the page shows what is offered now"
    assert not Confirmation.objects.filter(solution__round=2).exists()


def test_an_answer_to_an_offer_of_long_ago_is_refused_kindly(ticket: Ticket, customer: Customer) -> None:
    Solution.objects.filter(ticket=ticket).update(offered_at=timezone.now() - timedelta(days=61))
    refused = customer.post(f"{ticket.public_path}confirmation/", solved="yes", stars="5")
    assert refused.status_code == 409
    assert "很久以前" in refused.content.decode()
    assert not Confirmation.objects.exists()


def test_a_silent_customer_still_finds_two_answers(ticket: Ticket, customer: Customer) -> None:
    closed_unconfirmed(ticket)
    page = customer.read(ticket.public_path)
    assert "已完成（未确认）" in page
    assert page.count('name="solved"') == 2
    assert customer.post(f"{ticket.public_path}confirmation/", solved="no", stars="2").status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


@pytest.mark.parametrize(
    ("path", "said"),
    [("confirmation/", {"solved": "yes", "stars": "5"}), ("messages/", {"text": "好了"}), ("urging/", {})],
)
def test_a_colleague_says_nothing_in_the_customers_name(
    ticket: Ticket, cast: Cast, path: str, said: dict[str, str]
) -> None:
    """The link stands on every page of the desk: looking is fine."""
    lin = desk(cast.lin)
    assert lin.get(ticket.public_path).status_code == 200
    before = ticket.messages.count()
    refused = lin.post(f"{ticket.public_path}{path}", said)
    assert refused.status_code == 403
    assert "这一页只由客户本人答复" in refused.content.decode()
    assert not Confirmation.objects.exists()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages.count(), ticket.urged) == (Status.AWAITING_CONFIRMATION, before, 0)


def test_the_same_yes_twice_is_thanked_for_twice(ticket: Ticket, customer: Customer) -> None:
    for _each in range(2):
        sent = customer.post(f"{ticket.public_path}confirmation/", solved="yes", stars="5", round="1")
        assert (sent.status_code, "now=answered" in sent["Location"]) == (302, True)
    assert Closure.objects.count() == 1


def test_a_yes_before_the_parts_are_done_is_noted_and_names_no_numbers(
    ticket: Ticket, customer: Customer, cast: Cast
) -> None:
    part = make_ticket()
    link_tickets(ticket, other=part, kind=Link.Kind.PART, by=cast.lin.party)
    customer.post(f"{ticket.public_path}confirmation/", solved="yes", stars="5", round="1")
    page = customer.read(ticket.public_path)
    assert "记下了：您这边已经解决" in page
    assert part.number not in page
    assert 'action="' + ticket.public_path + 'confirmation/"' not in page
