"""What the variables of a reply say, and in whose language."""

import pytest

from huisheng.core.base.actions import change_setting
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.handling.speech import MEANINGS, moment, speak, speech_of
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.queries import promise_of
from huisheng.stages.sla.tests.make import only_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 15), promise("resolve", 10, "natural_day"))
    ticket = make_ticket(
        "我的货已经延迟5天了!", customer=make_customer("刘女士", phone="13811112222"), order_number="1023"
    )
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def test_every_variable_has_a_value_from_the_ticket(ticket: Ticket, cast: Cast) -> None:
    change_setting("house.public_url", "https://hs.example/", by=SYSTEM)
    said = dict(speech_of(ticket, by=cast.chen.party))
    assert list(said) == list(MEANINGS)
    assert said == {
        "customer": "刘女士",
        "number": ticket.number,
        "order": "1023",
        "problem": "您的货已经延迟5天了",
        "owner": "陈蔚",
        "expected": moment(promise_of(ticket)),
        "progress": "已接收",
        "link": f"https://hs.example{ticket.public_path}",
    }
    assert "月" in said["expected"]


def test_a_rule_speaks_in_the_owners_name(ticket: Ticket) -> None:
    assert speak("我是{owner}", ticket, by=Party("rule", 3, "夜间规则")) == "我是林晓"


def test_a_pool_speaks_in_the_teams_name(cast: Cast) -> None:
    assert speak("{owner}", make_ticket(team=cast.cs1), by=SYSTEM) == cast.cs1.label


def test_a_colleague_named_by_id_only_is_looked_up(ticket: Ticket, cast: Cast) -> None:
    assert speak("{owner}", ticket, by=Party("staff", cast.lin.pk)) == "林晓"


def test_it_speaks_the_customers_language(cast: Cast) -> None:
    ticket = make_ticket(customer=make_customer("Ann", phone="13811117777", language="en"))
    assert speak("{progress}", ticket, by=cast.lin.party) == "Received"


def test_what_has_no_value_stays_to_be_seen(ticket: Ticket, cast: Cast) -> None:
    ticket.order_number = ""
    assert speak("订单 {order}", ticket, by=cast.lin.party) == "订单 {order}"


def test_only_what_is_asked_for_is_looked_up(
    ticket: Ticket, cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    assert ticket.customer.name
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert speak("{customer}，{number}", ticket, by=cast.lin.party) == f"刘女士，{ticket.number}"
