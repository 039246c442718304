"""A survey that waits is shown on the customer's own page, as one calm line."""

import re

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.survey.actions import answer, ask_again, opt_out
from huisheng.stages.survey.models import Invitation, Response
from huisheng.stages.survey.tests.make import make_invitation
from huisheng.trips.reopen import reopen
from huisheng.web.portal.tests.make import Customer
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return Customer()


@pytest.fixture
def ticket(cast: Cast, customer: Customer) -> Ticket:
    return customer.give()


@pytest.fixture
def invited(ticket: Ticket) -> Invitation:
    """It is closed, and its customer was asked how it felt."""
    close_withdrawn(ticket, reason="客户说好了", by=SYSTEM)
    return make_invitation(customer=ticket.customer, ticket=ticket)


def test_a_survey_that_waits_is_one_line_with_its_link(customer: Customer, ticket: Ticket, invited: Invitation) -> None:
    before = Invitation.objects.values().get()
    page = customer.read(ticket.public_path)
    assert page.count(f'href="{invited.public_path}"') == 1
    assert "还有几个小问题想听您说" in re.sub(r"<[^>]+>", " ", page)
    assert Invitation.objects.values().get() == before, "looking writes nothing"
    assert not Response.objects.exists()


def test_it_is_shown_only_while_it_may_be_answered(customer: Customer, ticket: Ticket, invited: Invitation) -> None:
    def is_shown() -> bool:
        return "/s/" in customer.read(ticket.public_path)

    answer(invited, {"solved": 1}, by=ticket.customer.party)
    assert is_shown(), "begun is not done"
    answer(invited, {"satisfied": 5}, finish=True, by=ticket.customer.party)
    assert not is_shown()
    Response.objects.update(finished_at=None)
    opt_out(ticket.customer, by=ticket.customer.party)
    assert not is_shown(), "who wants none sees none"
    ask_again(ticket.customer, by=ticket.customer.party)
    assert is_shown()
    reopen(ticket, why="staff", by=SYSTEM)
    assert not is_shown(), "nobody is asked how it was while it goes on"
    Ticket.objects.filter(pk=ticket.pk).update(status="closed")
    Invitation.objects.update(expires_at=timezone.now())
    assert not is_shown()
