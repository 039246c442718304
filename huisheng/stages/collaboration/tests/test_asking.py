"""Problem, need, deadline: what a request says, what it refuses, what it sets going."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huisheng.core.accounts.models import Team
from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.access import NotFound, ticket_for
from huisheng.core.tickets.actions import set_status
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.actions import decline_request, open_requests, withdraw_request
from huisheng.stages.collaboration.errors import RequestIncomplete, TicketClosed
from huisheng.stages.collaboration.models import CollabFile, CollabRequest, CollabStep
from huisheng.stages.collaboration.tests.make import make_contact, make_owned, make_request
from huisheng.stages.handling.actions import ask_customer, send_reply
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import after, events_of, only_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 15))
    return make_owned(cast.lin)


def clock(request: CollabRequest, kind: str = "collab_reply") -> Clock:
    return Clock.objects.filter(subject=request.subject, kind=kind).latest("id")


def leads(ticket: Ticket) -> list[int]:
    return [one.seq for one in CollabRequest.objects.filter(ticket=ticket) if one.lead]


def test_a_request_waits_for_the_department_and_leaves_the_owner_where_it_was(cast: Cast, ticket: Ticket) -> None:
    request = make_request(ticket, cast.lin)
    assert (request.seq, request.state, request.due_at, request.is_open) == (1, "asked", after(60), True)
    assert (ticket.status, ticket.assignee, ticket.first_owner) == (Status.WAITING_DEPARTMENT, cast.lin, cast.lin)
    assert open_requests(ticket) == [request]
    step = request.steps.get()
    assert (step.kind, step.at, step.by.id) == (CollabStep.Kind.ASKED, after(5), cast.lin.pk)
    assert events_of(ticket, "department_asked") == [
        {"request": request.pk, "step": step.pk, "team": request.team_id, "until": after(60).isoformat()}
    ]


def test_the_department_sees_the_ticket_from_then_on_and_nobody_else(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(NotFound):
        ticket_for(cast.wang, ticket.number)
    make_request(ticket, cast.lin)
    assert ticket_for(cast.wang, ticket.number) == ticket
    with pytest.raises(NotFound):
        ticket_for(cast.dan, ticket.number)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"problem": " "}, ["problem"]),
        ({"need": ""}, ["need"]),
        ({"need": "尽快处理"}, ["need"]),
        ({"need": "请尽快回复一下。"}, ["need"]),
        ({"need": "ASAP"}, ["need"]),
        ({"due": None}, ["due"]),
        ({"due": after(5)}, ["due"]),
        ({"due": after(-60)}, ["due"]),
        ({"due": after(0) + timedelta(days=91)}, ["due"]),
        ({"customer_due": after(240)}, ["customer_due_why"]),
        ({"customer_due": after(240), "customer_due_why": "开" * 121}, ["customer_due_why"]),
        ({"customer_due": after(30), "customer_due_why": "要开会"}, ["due"]),
        ({"customer_due": after(0), "customer_due_why": "要开会"}, ["due", "customer_due"]),
        ({"problem": "", "need": "", "due": None}, ["problem", "need", "due"]),
    ],
)
def test_what_says_nothing_is_refused_and_changes_nothing(
    cast: Cast, ticket: Ticket, changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(RequestIncomplete) as refusal:
        make_request(ticket, cast.lin, **changes)
    assert list(refusal.value.fields) == fields
    assert not CollabRequest.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).status == Status.NEW
    assert not Clock.objects.filter(kind="collab_reply").exists()


def test_the_customers_own_deadline_goes_along(cast: Cast, ticket: Ticket) -> None:
    request = make_request(ticket, cast.lin, customer_due=after(240), customer_due_why="下午两点要开会汇报")
    assert (request.customer_due_at, request.customer_due_why) == (after(240), "下午两点要开会汇报")


def test_only_people_of_the_department_can_be_asked(cast: Cast, ticket: Ticket) -> None:
    wang, li = make_contact("王姐", staff=cast.wang), make_contact("李工", team=Team.objects.get(code="tech"))
    gone = make_contact("老周", active=False)
    for wrong in ({"contact": li}, {"contact": gone}, {"staff": cast.dan}):
        with pytest.raises(RequestIncomplete) as refusal:
            make_request(ticket, cast.lin, **wrong)
        assert list(refusal.value.fields) == list(wrong)
    request = make_request(ticket, cast.lin, contact=wang)
    assert (request.contact, request.staff) == (wang, cast.wang)


def test_a_department_that_is_no_more_is_not_asked(cast: Cast, ticket: Ticket) -> None:
    Team.objects.filter(code="warehouse").update(active=False)
    with pytest.raises(RequestIncomplete) as refusal:
        make_request(ticket, cast.lin)
    assert list(refusal.value.fields) == ["team"]


def test_a_closed_ticket_asks_nobody(cast: Cast, ticket: Ticket) -> None:
    set_status(ticket, Status.CLOSED, by=SYSTEM)
    with pytest.raises(TicketClosed):
        make_request(ticket, cast.lin)


def test_a_double_click_asks_once(cast: Cast, ticket: Ticket) -> None:
    first = make_request(ticket, cast.lin)
    assert make_request(ticket, cast.lin, at=after(5) + timedelta(seconds=20)) == first
    assert make_request(ticket, cast.lin, at=after(10)).seq == 2


def test_photos_go_with_the_question(cast: Cast, ticket: Ticket) -> None:
    photo = store_file(make_photo(), name="型号.jpg")
    request = make_request(ticket, cast.lin, files=[("型号.jpg", photo)])
    assert [one.name for one in CollabFile.objects.filter(step__request=request)] == ["型号.jpg"]


def test_the_clock_is_what_was_asked_where_nothing_else_is_promised(cast: Cast, ticket: Ticket) -> None:
    request = make_request(ticket, cast.lin)
    assert (clock(request).due_at, clock(request).commitment) == (after(60), None)
    assert ticket.next_due_at == after(60)


@pytest.mark.parametrize(("promised", "due"), [(30, after(35)), (720, after(60))])
def test_a_policy_makes_it_sooner_and_never_later(cast: Cast, promised: int, due: datetime) -> None:
    only_policy(promise("collab_reply", promised), promise("daily_tracking", 1, "natural_day"))
    request = make_request(make_owned(cast.lin), cast.lin)
    assert clock(request).due_at == due
    assert Clock.objects.filter(kind="collab_reply").count() == 1
    assert clock(request, "daily_tracking").is_running


def test_several_departments_have_one_lead(cast: Cast, ticket: Ticket) -> None:
    tech = Team.objects.get(code="tech")
    first, second = make_request(ticket, cast.lin), make_request(ticket, cast.lin, team=tech)
    assert leads(ticket) == [1]
    third = make_request(ticket, cast.lin, team=tech, need="看看日志里有没有报错", lead=True)
    assert leads(ticket) == [3]
    decline_request(third, reason="没有权限", by=cast.lin.party, at=after(20))
    assert leads(ticket) == [1]
    withdraw_request(first, reason="不用了", by=cast.lin.party, at=after(21))
    assert leads(ticket) == [second.seq]
    withdraw_request(second, reason="不用了", by=cast.lin.party, at=after(22))
    make_request(ticket, cast.lin, at=after(30))
    assert leads(ticket) == [4]


def test_a_word_to_the_customer_leaves_it_with_the_department(cast: Cast, ticket: Ticket) -> None:
    make_request(ticket, cast.lin)
    send_reply(ticket, text="已经请仓库核实，11 点前告诉您", by=cast.lin.party, at=after(6))
    assert ticket.status == Status.WAITING_DEPARTMENT
    ask_customer(ticket, text="请问型号贴在哪一面？", by=cast.lin.party, at=after(8))
    assert ticket.status == Status.WAITING_CUSTOMER


def test_a_ticket_that_waits_for_the_customer_waits_on(cast: Cast, ticket: Ticket) -> None:
    ask_customer(ticket, text="请问型号贴在哪一面？", by=cast.lin.party, at=after(3))
    make_request(ticket, cast.lin)
    assert ticket.status == Status.WAITING_CUSTOMER
