"""A No in a survey reaches the ticket that was closed in silence; anything else leaves it alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.models import Closure, Confirmation
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.survey.models import Invitation
from huisheng.stages.survey.tests.make import make_invitation
from huisheng.trips.felt import answer_survey, answer_survey_by_phone
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(cast: Cast) -> Ticket:
    """Offered two days ago, never answered, closed as unconfirmed."""
    return closed(cast, Closure.Kind.UNCONFIRMED)


def closed(cast: Cast, kind: str, *, days: int = 2) -> Ticket:
    ticket = make_ticket(team=cast.cs1, assignee=cast.lin)
    ago = timezone.now() - timedelta(days=days)
    offer_solution(ticket, measure="补发", timing="明天", responsible="林晓", by=cast.lin.party, at=ago)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
    Closure.objects.create(ticket=ticket, kind=kind, at=ago, by_kind="system")
    ticket.refresh_from_db()
    return ticket


def asked(ticket: Ticket) -> Invitation:
    return make_invitation(ticket=ticket, customer=ticket.customer)


def status(ticket: Ticket) -> str:
    return str(Ticket.objects.get(pk=ticket.pk).status)


def test_a_no_on_the_page_is_the_late_no(silent: Ticket) -> None:
    answer_survey(asked(silent), {"solved": "0"}, by=silent.customer.party)
    assert status(silent) != Status.CLOSED
    said = Confirmation.objects.get(ticket=silent)
    assert (said.solved, said.by_kind, said.by_id) == (False, "customer", silent.customer_id)
    assert Event.objects.filter(ticket=silent, kind="ticket_raised").exists()


def test_a_no_told_to_a_colleague_is_one_too(silent: Ticket, cast: Cast) -> None:
    given = {"solved": 0, "satisfied": 2}
    answer_survey_by_phone(asked(silent).survey, silent.customer, given, ticket=silent, by=cast.chen.party)
    assert status(silent) != Status.CLOSED
    assert Confirmation.objects.get(ticket=silent).by_id == cast.chen.pk


def test_a_yes_leaves_it_closed(silent: Ticket) -> None:
    answer_survey(asked(silent), {"solved": "1", "satisfied": "1"}, finish=True, by=silent.customer.party)
    assert status(silent) == Status.CLOSED


def test_the_no_of_then_does_not_open_it_again_by_a_later_word(silent: Ticket) -> None:
    invitation = asked(silent)
    answer_survey(invitation, {"solved": "0"}, by=silent.customer.party)
    Ticket.objects.filter(pk=silent.pk).update(status=Status.CLOSED)
    Closure.objects.create(ticket=silent, kind=Closure.Kind.UNCONFIRMED, at=timezone.now(), by_kind="system")
    answer_survey(invitation, {"satisfied": "2"}, by=silent.customer.party)
    assert status(silent) == Status.CLOSED
    assert Confirmation.objects.filter(ticket=silent).count() == 1


def test_what_was_withdrawn_stays_withdrawn(cast: Cast) -> None:
    ticket = closed(cast, Closure.Kind.WITHDRAWN)
    assert answer_survey(asked(ticket), {"solved": "0"}, by=ticket.customer.party).low
    assert status(ticket) == Status.CLOSED


def test_a_no_about_an_offer_of_long_ago_is_low_and_opens_nothing(cast: Cast) -> None:
    ticket = closed(cast, Closure.Kind.UNCONFIRMED, days=4000)
    assert answer_survey(asked(ticket), {"solved": "0"}, by=ticket.customer.party).low
    assert status(ticket) == Status.CLOSED
