"""Urging, supervising, more time: what is counted, what is refused, how the clock moves."""

from datetime import datetime

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions import (
    answer_request,
    ask_extension,
    decide_extension,
    supervise,
    urge,
)
from huisheng.stages.collaboration.errors import (
    ExtensionPending,
    ExtensionUnclear,
    NoExtensionAsked,
    ReasonMissing,
    RequestOver,
    UrgedJustNow,
)
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.tests.make import make_owned, make_request
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import after, events_of, only_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 600))
    return make_owned(cast.lin)


@pytest.fixture
def request_(cast: Cast, ticket: Ticket) -> CollabRequest:
    return make_request(ticket, cast.lin)


def clocks(request: CollabRequest) -> list[tuple[str, datetime]]:
    return [(one.state, one.due_at) for one in Clock.objects.filter(subject=request.subject).order_by("id")]


def test_urging_is_counted_and_rests_ten_minutes(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    urge(request_, text="客户又来问了", by=cast.lin.party, at=after(20))
    with pytest.raises(UrgedJustNow) as refusal:
        urge(request_, by=cast.chen.party, at=after(26))
    assert refusal.value.fields == {"minutes": 4}
    assert "4" in str(refusal.value)
    assert urge(request_, by=cast.chen.party, at=after(30)).urged == 2
    assert [line["count"] for line in events_of(ticket, "request_urged")] == [1, 2]


def test_another_request_may_be_urged_at_once(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    other = make_request(ticket, cast.lin, need="再拍一张面单的照片")
    urge(request_, by=cast.lin.party, at=after(20))
    assert urge(other, by=cast.lin.party, at=after(20)).urged == 1


def test_supervising_is_counted_by_itself(cast: Cast, request_: CollabRequest) -> None:
    supervise(request_, text="11 点前必须有结果", by=cast.chen.party, at=after(20))
    assert supervise(request_, by=cast.chen.party, at=after(21)).supervised == 2
    assert CollabRequest.objects.get().urged == 0
    answer_request(request_, text="已发出", by=cast.wang.party, at=after(30))
    with pytest.raises(RequestOver):
        supervise(request_, by=cast.chen.party, at=after(31))


def test_more_time_moves_the_clock_when_it_is_granted(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    asked = ask_extension(request_, until=after(120), reason="要去外仓翻", by=cast.wang.party, at=after(40))
    assert (asked.extension_until, asked.due_at) == (after(120), after(60))
    assert clocks(request_) == [("running", after(60))]
    done = decide_extension(request_, granted=True, by=cast.lin.party, at=after(45))
    assert (done.due_at, done.extension_until) == (after(120), None)
    assert done.link_until is not None
    assert done.link_until > after(120)
    assert clocks(request_) == [("stopped", after(60)), ("running", after(120))]
    ring_due(now=after(61))
    assert not events_of(ticket, "clock_breached")
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == after(120)


def test_another_time_may_be_granted_than_was_asked_for(cast: Cast, request_: CollabRequest) -> None:
    ask_extension(request_, until=after(240), reason="要去外仓翻", by=cast.wang.party, at=after(40))
    done = decide_extension(request_, granted=True, until=after(90), by=cast.chen.party, at=after(45))
    assert (done.due_at, done.steps.latest("id").until) == (after(90), after(90))


def test_a_no_leaves_the_deadline_where_it_is(cast: Cast, ticket: Ticket, request_: CollabRequest) -> None:
    ask_extension(request_, until=after(240), reason="要去外仓翻", by=cast.wang.party, at=after(40))
    done = decide_extension(request_, granted=False, text="客户等不了", by=cast.lin.party, at=after(45))
    assert (done.due_at, done.extension_until) == (after(60), None)
    assert clocks(request_) == [("running", after(60))]
    (line,) = events_of(ticket, "extension_decided")
    assert (line["granted"], datetime.fromisoformat(line["until"])) == (False, after(60))


def test_a_deadline_that_was_missed_stays_missed(cast: Cast, request_: CollabRequest) -> None:
    ring_due(now=after(61))
    ask_extension(request_, until=after(120), reason="要去外仓翻", by=cast.wang.party, at=after(62))
    decide_extension(request_, granted=True, by=cast.lin.party, at=after(63))
    assert Clock.objects.filter(subject=request_.subject, breached_at=after(60)).exists()


@pytest.mark.parametrize("until", [None, after(60), after(30), after(60 * 24 * 91)])
def test_more_time_is_a_time_after_the_deadline(cast: Cast, request_: CollabRequest, until: datetime | None) -> None:
    with pytest.raises(ExtensionUnclear) as refusal:
        ask_extension(request_, until=until, reason="要去外仓翻", by=cast.wang.party, at=after(40))
    assert list(refusal.value.fields) == ["until"]


def test_it_is_asked_with_a_reason_once_and_decided_once(cast: Cast, request_: CollabRequest) -> None:
    with pytest.raises(NoExtensionAsked):
        decide_extension(request_, granted=True, by=cast.lin.party)
    with pytest.raises(ReasonMissing):
        ask_extension(request_, until=after(120), reason="", by=cast.wang.party, at=after(40))
    ask_extension(request_, until=after(120), reason="要去外仓翻", by=cast.wang.party, at=after(40))
    with pytest.raises(ExtensionPending):
        ask_extension(request_, until=after(180), reason="还不够", by=cast.wang.party, at=after(41))


def test_an_answer_needs_no_decision_any_more(cast: Cast, request_: CollabRequest) -> None:
    ask_extension(request_, until=after(120), reason="要去外仓翻", by=cast.wang.party, at=after(40))
    done = answer_request(request_, text="找到了", by=cast.wang.party, at=after(50))
    assert done.extension_until is None
    with pytest.raises(RequestOver):
        decide_extension(request_, granted=True, by=cast.lin.party, at=after(51))
