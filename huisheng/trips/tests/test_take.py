"""Who takes a ticket with the own hands has begun."""

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import AlreadyTaken, assign_ticket, hand_over
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import make_ticket, only_policy, promise
from huisheng.trips.take import answer_asked, take
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """In the pool, with a person promised in ten minutes, work in an hour and an answer in two."""
    only_policy(promise("human_pickup", 10), promise("start_handling", 60), promise("first_response", 120))
    ticket = make_ticket()
    assign_ticket(ticket, staff=None, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM)
    return ticket


def met(ticket: Ticket) -> set[str]:
    return set(Clock.objects.filter(ticket=ticket).exclude(met_at=None).values_list("kind", flat=True))


def test_taking_is_the_first_act_of_a_person_and_no_answer(cast: Cast, ticket: Ticket) -> None:
    take(ticket, staff=cast.lin)
    assert ticket.assignee == cast.lin
    assert met(ticket) == {"human_pickup", "start_handling"}


def test_a_desk_chosen_by_the_house_is_nobodys_act(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    assert met(ticket) == set()


def test_taking_over_from_a_colleague_is_an_act_declining_is_none(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    answer_asked(hand_over(ticket, to=cast.lin, note="", by=cast.chen.party), accept=False, by=cast.lin.party)
    assert met(ticket) == set()
    answer_asked(hand_over(ticket, to=cast.lin, note="", by=cast.chen.party), accept=True, by=cast.lin.party)
    assert met(ticket) == {"human_pickup", "start_handling"}


def test_what_a_colleague_has_is_not_taken_and_no_clock_hears_of_it(cast: Cast, ticket: Ticket) -> None:
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    with pytest.raises(AlreadyTaken):
        take(ticket, staff=cast.lin)
    assert met(ticket) == set()
