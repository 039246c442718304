"""催办: counted until we answer."""

import pytest

from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import NothingToUrge, add_note, offer_solution, send_reply, urge
from huisheng.stages.routing.actions import assign_ticket
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = make_ticket()
    assign_ticket(made, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    return made


def counted(ticket: Ticket) -> int:
    return Ticket.objects.get(pk=ticket.pk).urged


def test_each_counts_and_stands_in_the_ledger(ticket: Ticket) -> None:
    urge(ticket, by=ticket.customer.party)
    said = make_message(ticket, "怎么还没发货")
    urge(ticket, by=ticket.customer.party, message=said)
    assert counted(ticket) == 2
    told = [one.payload for one in Event.objects.filter(ticket=ticket, kind="customer_urged").order_by("id")]
    assert told == [{"count": 1}, {"count": 2, "message": said.pk}]


def test_an_answer_or_an_offer_ends_the_count_a_note_does_not(cast: Cast, ticket: Ticket) -> None:
    urge(ticket, by=ticket.customer.party)
    add_note(ticket, text="已问仓库", by=cast.lin.party)
    assert counted(ticket) == 1
    send_reply(ticket, text="今天下午发出", by=cast.lin.party)
    assert counted(ticket) == 0
    urge(ticket, by=ticket.customer.party)
    offer_solution(ticket, measure="补发", timing="11月25日 18:00 前", responsible="林晓", by=cast.lin.party)
    assert counted(ticket) == 0


def test_there_is_nothing_to_urge_where_it_is_the_customers_turn(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, measure="补发", timing="11月25日 18:00 前", responsible="林晓", by=cast.lin.party)
    with pytest.raises(NothingToUrge):
        urge(ticket, by=ticket.customer.party)
    assert counted(ticket) == 0


def test_nor_on_a_closed_one(cast: Cast) -> None:
    ticket = make_ticket(status="closed")
    with pytest.raises(NothingToUrge):
        urge(ticket, by=ticket.customer.party)
