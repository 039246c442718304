"""A ticket does not end while a department owes an answer; the customer's own yes is never refused."""

from collections.abc import Callable
from typing import Any

import pytest

from huisheng.core.accounts.models import Team
from huisheng.core.catalogue.models import Category
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.actions import (
    RequestsStillOpen,
    answer_confirmation,
    close_answered,
    close_spam,
    close_withdrawn,
    reply_and_close,
)
from huisheng.stages.collaboration.actions import answer_request
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.tests.make import make_owned, make_request
from huisheng.stages.handling.actions import offer_solution, send_reply
from huisheng.stages.sla.tests.make import after
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A suggestion that was answered while the warehouse and the technicians still think."""
    ticket = make_owned(
        cast.lin, category=Category.objects.filter(nature="suggestion").values_list("code", flat=True)[0]
    )
    make_request(ticket, cast.lin)
    make_request(ticket, cast.lin, team=Team.objects.get(code="tech"))
    send_reply(ticket, text="谢谢您的建议", by=cast.lin.party, at=after(20))
    return ticket


def states(ticket: Ticket) -> list[str]:
    return [one.state for one in CollabRequest.objects.filter(ticket=ticket)]


@pytest.mark.parametrize(
    "close",
    [
        lambda ticket, by: close_answered(ticket, by=by),
        lambda ticket, by: reply_and_close(ticket, text="再次感谢", by=by),
        lambda ticket, by: close_withdrawn(ticket, reason="客户不追究了", by=by),
    ],
)
def test_whoever_would_close_it_hears_which_departments_still_owe_an_answer(
    cast: Cast, ticket: Ticket, close: Callable[..., Any]
) -> None:
    with pytest.raises(RequestsStillOpen) as refusal:
        close(ticket, cast.lin.party)
    assert all(team.label in str(refusal.value) for team in Team.objects.filter(code__in=["warehouse", "tech"]))
    assert Ticket.objects.get(pk=ticket.pk).status != Status.CLOSED
    assert states(ticket) == ["asked", "asked"]


def test_it_closes_when_all_are_answered(cast: Cast, ticket: Ticket) -> None:
    for request in CollabRequest.objects.filter(ticket=ticket):
        answer_request(request, text="已处理", by=cast.wang.party, at=after(30))
    assert close_answered(ticket, by=cast.lin.party).kind == "answered"


def test_spam_ends_and_the_departments_need_not_answer(cast: Cast, ticket: Ticket) -> None:
    close_spam(ticket, reason="广告", by=cast.lin.party, at=after(30))
    assert states(ticket) == ["withdrawn", "withdrawn"]


def test_the_customers_yes_is_never_refused(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, measure="换新", timing="明天 12:00 前", responsible="林晓", by=cast.lin.party, at=after(40))
    answer_confirmation(ticket, solved=True, stars=5, by=ticket.customer.party, at=after(50))
    assert Ticket.objects.get(pk=ticket.pk).status == Status.CLOSED
    assert states(ticket) == ["withdrawn", "withdrawn"]
    step = CollabRequest.objects.filter(ticket=ticket)[0].steps.latest("id")
    assert (step.text, step.by.kind) == ("客户确认已经解决了。", "customer")


def test_the_customers_no_leaves_them_open(cast: Cast, ticket: Ticket) -> None:
    offer_solution(ticket, measure="换新", timing="明天 12:00 前", responsible="林晓", by=cast.lin.party, at=after(40))
    answer_confirmation(ticket, solved=False, stars=None, by=ticket.customer.party, at=after(50))
    assert states(ticket) == ["asked", "asked"]
