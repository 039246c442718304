"""A place that opens on a desk is filled by the next job, not by the next sweep."""

from collections.abc import Callable

import pytest

from huisheng.core.accounts.actions import change_staff, set_skills
from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import ask_customer, offer_solution
from huisheng.stages.routing.tests.make import GREEN, make_owned, make_pool
from huisheng.stages.routing.tests.test_choosing import make_skill
from tests.cast import Cast
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db


def owner(ticket: Ticket) -> Staff | None:
    return Ticket.objects.get(pk=ticket.pk).assignee


def raise_capacity(cast: Cast) -> None:
    change_staff(cast.lin, capacity=2, by=SYSTEM)


def learn(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=2)
    set_skills(cast.lin, {"english": 2}, by=SYSTEM)


def wait(cast: Cast) -> None:
    for ticket in Ticket.objects.filter(assignee=cast.lin):
        ask_customer(ticket, text="方便拍张照片吗？", by=cast.lin.party)
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=2)


def offer(cast: Cast) -> None:
    for ticket in Ticket.objects.filter(assignee=cast.lin):
        offer_solution(ticket, measure="补发一件", timing="明天 18:00 前", responsible="林晓", by=cast.lin.party)
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=2)


@pytest.mark.parametrize("change", [raise_capacity, learn, wait, offer])
def test_a_place_that_opens_is_filled_by_the_next_job(cast: Cast, change: Callable[[Cast], None]) -> None:
    """Capacity raised, a skill learned, the customer asked, a solution offered: nobody waits for the next sweep."""
    make_skill("english")
    Staff.objects.filter(pk=cast.lin.pk).update(capacity=1)
    cast.lin.refresh_from_db()
    make_owned(cast.lin)
    (ticket,) = make_pool([GREEN])
    run_waiting_jobs()
    assert owner(ticket) is None
    change(cast)
    run_waiting_jobs()
    assert owner(ticket) == cast.lin
