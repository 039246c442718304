"""What was raised to somebody after a no is on their own day and on top of their list, until it ends."""

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast
from tests.journeys.doors import desk, see

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(cast: Cast) -> Ticket:
    """Liu said no to Lin's offer: Chen looks after it, too."""
    ticket = make_ticket(customer=cast.liu)
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    offer(ticket, cast)
    answer_confirmation(ticket, solved=False, stars=1, word="还是缺一个", by=cast.liu.party)
    return ticket


def offer(ticket: Ticket, cast: Cast) -> None:
    offer_solution(ticket, measure="补发", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)


@pytest.mark.parametrize("path", ["/desk/day/?raised", "/desk/woken/"])
def test_it_is_shown_to_whom_it_was_raised_until_the_customer_says_yes(cast: Cast, raised: Ticket, path: str) -> None:
    chen = desk(cast.chen)
    page = see(chen, path)
    assert "升级到您这里" in page
    assert f"/desk/tickets/{raised.number}/" in page
    for other in (cast.lin, cast.dan):
        assert raised.number not in see(desk(other), path)
    offer(raised, cast)
    answer_confirmation(raised, solved=True, stars=5, by=cast.liu.party)
    assert "升级到您这里" not in see(chen, path)


def test_the_page_of_the_day_fetches_it_beside_the_days_numbers(cast: Cast, raised: Ticket) -> None:
    chen = desk(cast.chen)
    assert 'hx-get="/desk/day/?raised"' in see(chen, "/desk/day/")
    assert "?raised" not in see(chen, "/desk/day/?day=2026-01-05"), "it is of today, not of a day that was"
    assert "?raised" not in see(chen, f"/desk/day/?person={cast.lin.pk}"), "and one's own"
    assert "还是缺一个" in see(chen, "/desk/day/?raised"), "the customer's words"
