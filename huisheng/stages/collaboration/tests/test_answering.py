"""What a department does with a request, and how the ticket comes back to its owner."""

from collections.abc import Callable
from typing import Any

import pytest

from huisheng.core.accounts.models import Team
from huisheng.core.base.actions import store_file
from huisheng.core.base.tests.make import make_photo
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.collaboration.actions import (
    accept_request,
    answer_request,
    decline_request,
    note_customer_told,
    note_opened,
    say,
    urge,
    withdraw_request,
    withdraw_requests,
)
from huisheng.stages.collaboration.errors import (
    AlreadyAccepted,
    AnswerMissing,
    ReasonMissing,
    RequestOver,
    WordsMissing,
)
from huisheng.stages.collaboration.models import CollabFile, CollabRequest
from huisheng.stages.collaboration.tests.make import make_contact, make_owned, make_request
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import after, events_of, only_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Verb = Callable[..., Any]
ANSWER = "确实发错了，A 型有货，12 点前发出"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 15), promise("daily_tracking", 1, "natural_day"))
    return make_owned(cast.lin)


@pytest.fixture
def request_(cast: Cast, ticket: Ticket) -> CollabRequest:
    return make_request(ticket, cast.lin, contact=make_contact())


def wang_of(request: CollabRequest) -> Party:
    assert request.contact is not None
    return Party("contact", request.contact.pk, request.contact.name)


def kinds(request: CollabRequest) -> list[str]:
    return list(request.steps.values_list("kind", flat=True))


def clocks(request: CollabRequest) -> dict[str, str]:
    return {one.kind: one.state for one in Clock.objects.filter(subject=request.subject)}


def test_who_accepts_is_remembered_with_the_time(request_: CollabRequest) -> None:
    accepted = accept_request(request_, by=wang_of(request_), at=after(10))
    assert (accepted.state, accepted.accepted_at, accepted.is_open) == ("accepted", after(10), True)
    step = accepted.steps.latest("id")
    assert (step.kind, step.contact, step.by.kind) == ("accepted", request_.contact, "contact")
    with pytest.raises(AlreadyAccepted):
        accept_request(request_, by=wang_of(request_), at=after(11))


def test_an_answer_keeps_the_clock_and_brings_the_ticket_back(ticket: Ticket, request_: CollabRequest) -> None:
    photo = store_file(make_photo(), name="库位.jpg")
    done = answer_request(request_, text=f" {ANSWER} ", files=[("库位.jpg", photo)], by=wang_of(request_), at=after(35))
    assert (done.state, done.answer, done.answered_at, done.ended_at) == ("answered", ANSWER, after(35), after(35))
    assert done.accepted_at == after(35)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN
    assert clocks(done) == {"collab_reply": "met", "daily_tracking": "stopped"}
    assert kinds(done) == ["asked", "answered"]
    assert [one.name for one in CollabFile.objects.filter(step__kind="answered")] == ["库位.jpg"]


def test_an_answer_after_the_deadline_is_kept_late(request_: CollabRequest) -> None:
    done = answer_request(request_, text=ANSWER, by=wang_of(request_), at=after(90))
    assert clocks(done)["collab_reply"] == "met_late"


def test_the_owner_writes_down_what_was_said_on_the_phone(cast: Cast, request_: CollabRequest) -> None:
    done = answer_request(request_, text=ANSWER, by=cast.lin.party, at=after(35))
    assert done.steps.latest("id").by == Party("staff", cast.lin.pk)


def test_a_no_comes_back_with_its_reason(ticket: Ticket, request_: CollabRequest) -> None:
    with pytest.raises(ReasonMissing):
        decline_request(request_, reason=" ", by=wang_of(request_), at=after(8))
    done = decline_request(request_, reason="这单是外仓发的", by=wang_of(request_), at=after(8))
    assert (done.state, done.ended_at, done.answered_at) == ("declined", after(8), None)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN
    assert clocks(done) == {"collab_reply": "stopped", "daily_tracking": "stopped"}
    assert done.steps.latest("id").text == "这单是外仓发的"


def test_the_ticket_waits_until_the_last_department_answered(cast: Cast, ticket: Ticket) -> None:
    first = make_request(ticket, cast.lin)
    second = make_request(ticket, cast.lin, team=Team.objects.get(code="tech"))
    answer_request(first, text=ANSWER, by=cast.wang.party, at=after(30))
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WAITING_DEPARTMENT
    assert clocks(second)["collab_reply"] == "running"
    answer_request(second, text="日志正常", by=cast.wang.party, at=after(40))
    assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN


@pytest.mark.parametrize(
    "verb",
    [
        lambda one, by: accept_request(one, by=by, at=after(50)),
        lambda one, by: decline_request(one, reason="没空", by=by, at=after(50)),
        lambda one, by: answer_request(one, text="再答", by=by, at=after(50)),
        lambda one, by: withdraw_request(one, reason="不用了", by=by, at=after(50)),
        lambda one, by: urge(one, by=by, at=after(50)),
    ],
)
def test_what_is_over_is_over(cast: Cast, request_: CollabRequest, verb: Verb) -> None:
    answer_request(request_, text=ANSWER, by=wang_of(request_), at=after(35))
    with pytest.raises(RequestOver):
        verb(request_, cast.lin.party)
    assert kinds(request_) == ["asked", "answered"]


def test_an_answer_says_something(request_: CollabRequest) -> None:
    with pytest.raises(AnswerMissing):
        answer_request(request_, text="  ", by=wang_of(request_))
    assert CollabRequest.objects.get().is_open


def test_a_further_word_comes_from_either_side_also_after_the_answer(cast: Cast, request_: CollabRequest) -> None:
    say(request_, text="订单是昨天下的", by=cast.lin.party, at=after(6))
    answer_request(request_, text=ANSWER, by=wang_of(request_), at=after(35))
    say(request_, text="单号 SF1234", by=wang_of(request_), at=after(50))
    assert kinds(request_) == ["asked", "said", "answered", "said"]
    with pytest.raises(WordsMissing):
        say(request_, text="", by=cast.lin.party)


def test_a_withdrawn_request_hears_no_more(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    with pytest.raises(ReasonMissing):
        withdraw_request(request_, reason="", by=cast.lin.party)
    withdraw_request(request_, reason="客户找到了", by=cast.lin.party, at=after(20))
    assert Ticket.objects.get(pk=ticket.pk).status == Status.OPEN
    assert clocks(request_) == {"collab_reply": "stopped", "daily_tracking": "stopped"}
    with pytest.raises(RequestOver):
        say(request_, text="喂", by=wang_of(request_))


def test_all_are_withdrawn_when_the_ticket_ends(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    make_request(ticket, cast.lin, team=Team.objects.get(code="tech"))
    done = withdraw_requests(ticket, reason="客户说解决了", by=ticket.customer.party, at=after(20))
    assert [one.state for one in done] == ["withdrawn", "withdrawn"]
    assert withdraw_requests(ticket, reason="客户说解决了", by=ticket.customer.party) == []


def test_seeing_it_is_noted_once_and_only_while_it_is_open(request_: CollabRequest) -> None:
    assert note_opened(request_, by=wang_of(request_), at=after(6))
    assert not note_opened(request_, by=wang_of(request_), at=after(7))
    assert kinds(request_) == ["asked", "opened"]
    answer_request(request_, text=ANSWER, by=wang_of(request_), at=after(35))
    assert not note_opened(request_, by=wang_of(request_), at=after(40))


def test_the_customer_is_told_once_and_only_what_was_answered_before(cast: Cast, ticket: Ticket) -> None:
    early = make_request(ticket, cast.lin)
    answer_request(early, text=ANSWER, by=cast.wang.party, at=after(30))
    late = make_request(ticket, cast.lin, team=Team.objects.get(code="tech"))
    answer_request(late, text="日志正常", by=cast.wang.party, at=after(50))
    assert note_customer_told(ticket, by=cast.lin.party, at=after(40)) == [early]
    assert note_customer_told(ticket, by=cast.lin.party, at=after(45)) == []
    assert CollabRequest.objects.get(pk=early.pk).told_customer_at == after(40)
    assert kinds(early)[-1] == "told_customer"
    assert note_customer_told(ticket, by=cast.lin.party, at=after(60)) == [late]


def test_every_step_has_its_line_in_the_ledger(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    accept_request(request_, by=wang_of(request_), at=after(10))
    say(request_, text="在找", by=wang_of(request_), at=after(11))
    answer_request(request_, text=ANSWER, by=wang_of(request_), at=after(35))
    steps = list(request_.steps.values_list("pk", flat=True))
    told = ("department_asked", "department_accepted", "request_said", "department_answered")
    assert [line["step"] for kind in told for line in events_of(ticket, kind)] == steps
    assert all("步" not in str(line) and ANSWER not in str(line) for kind in told for line in events_of(ticket, kind))


@pytest.mark.parametrize("error", [ReasonMissing, RequestOver, AnswerMissing, WordsMissing, AlreadyAccepted])
def test_refusals_speak_chinese(error: type[Refused]) -> None:
    assert any("一" <= letter <= "鿿" for letter in str(error()))
