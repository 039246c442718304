"""Leaving for the day, the own agent, why this colleague: the small screens around a desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.accounts.models import Presence, Staff
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace.tests.make import RED, arrive, desk, path
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_leaving_shows_what_goes_and_does_it_only_when_asked(cast: Cast) -> None:
    soon, later = arrive(RED), arrive(RED, phone="13800005555")
    Ticket.objects.filter(pk=later.pk).update(next_due_at=timezone.now() + timedelta(days=30))
    lin = desk(cast.lin)
    html = lin.get("/desk/leaving/").content.decode()
    assert "1 条回到待分派，1 条留在您手上" in html
    assert Ticket.objects.get(pk=soon.pk).assignee == cast.lin
    assert lin.post("/desk/leaving/").status_code == 302
    owners = [Ticket.objects.get(pk=one.pk).assignee for one in (soon, later)]
    assert owners == [None, cast.lin]
    assert Staff.objects.get(pk=cast.lin.pk).presence == Presence.OFFLINE


def test_an_empty_desk_may_leave_too(cast: Cast) -> None:
    assert "手上没有反馈" in desk(cast.lin).get("/desk/leaving/").content.decode()


def test_a_supervisor_names_the_own_agent_and_the_next_one_goes_there(cast: Cast) -> None:
    ticket = arrive(RED)
    chen = desk(cast.chen)
    assert "d-agent" in chen.get(path(ticket, "dialogs/")).content.decode()
    chen.post(path(ticket, "own-agent/"), {"staff": cast.dan.pk})
    assert ticket.events.get(kind="own_agent_changed").payload == {"staff": cast.dan.pk}
    html = chen.get(path(ticket)).content.decode()
    assert "客户的专属客服：丹青" in html
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.lin  # what lies on a desk stays there
    assert arrive(RED).assignee == cast.dan
    chen.post(path(ticket, "own-agent/"), {"staff": ""})
    assert arrive(RED).assignee == cast.lin


def test_who_cannot_answer_is_nobodys_own_agent(cast: Cast) -> None:
    ticket = arrive(RED)
    desk(cast.chen).post(path(ticket, "own-agent/"), {"staff": cast.wang.pk})
    assert Ticket.objects.select_related("customer").get(pk=ticket.pk).customer.agent is None
    assert desk(cast.lin).post(path(ticket, "own-agent/"), {"staff": cast.lin.pk}).status_code == 403


def test_a_ticket_in_the_pool_is_looked_at_anew(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.lin.pk).update(presence=Presence.OFFLINE)
    ticket = arrive(RED)
    assert ticket.assignee is None
    desk(cast.chen).post(path(ticket, "own-agent/"), {"staff": cast.dan.pk})
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.dan


@pytest.mark.parametrize("count", [1, 5])
def test_why_this_desk_costs_the_same_for_one_decision_and_for_many(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    ticket = arrive(RED)
    for place in range(count):
        assign_ticket(ticket, staff=(cast.dan, cast.lin)[place % 2], by=cast.chen.party)
    admin = desk(cast.admin)
    admin.get(path(ticket, "desk/"))
    with django_assert_num_queries(2 + 2 + 3):  # who, the frame; the ticket, its decisions, the names
        html = admin.get(path(ticket, "desk/")).content.decode()
    assert html.count('<li class="hs-sheet">') == count + 1
