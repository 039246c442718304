"""What a colleague promises a customer becomes a clock of its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huisheng.core.tickets.models import NEVER, Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import (
    Given,
    PromiseOver,
    PromiseUnclear,
    ReasonMissing,
    TicketClosed,
    ask_customer,
    keep_promise,
    promise_customer,
    send_reply,
    withdraw_promise,
)
from huisheng.stages.handling.models import Promise
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.sla.actions import follow_grade, heed, ring_due, start_clocks
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.queries import clocks_of, promise_of
from huisheng.stages.sla.tests.make import TEN, after, at, events_of, make_ticket, only_policy, promise, set_grade
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TWO_DAYS = Given(words="2个工作日内答复", amount=2, unit="work_day")


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    only_policy(promise("first_response", 15), promise("resolve", 10, "natural_day"))
    ticket = make_ticket()
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def given(ticket: Ticket, cast: Cast, minutes: float = 5, what: Given = TWO_DAYS, **more: Any) -> Promise:
    return promise_customer(ticket, given=what, by=cast.lin.party, at=after(minutes), **more)


def clock(made: Promise) -> Clock:
    return Clock.objects.get(pk=made.clock_id or 0)


def test_a_span_counts_on_the_houses_own_hours(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast)
    assert (clock(made).kind, clock(made).subject) == ("promise_to_customer", f"promise:{made.pk}")
    assert clock(made).due_at == at(10, 5, day=25)
    assert (made.words, made.is_open, made.is_broken) == ("2个工作日内答复", True, False)


def test_an_instant_is_kept_to_the_minute(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast, what=Given(due=at(15, day=24)))
    assert clock(made).due_at == at(15, day=24)
    (row,) = [one for one in clocks_of(ticket, now=after(5 + 870)) if one.kind == "promise_to_customer"]
    assert (row.percent, row.subject) == (50, f"promise:{made.pk}")


def test_several_run_at_once(cast: Cast, ticket: Ticket) -> None:
    first, second = given(ticket, cast), given(ticket, cast, 6, Given(amount=30, unit="minute"))
    assert {clock(first).state, clock(second).state} == {"running"}
    assert ticket.next_due_at == after(15)
    send_reply(ticket, text="已经在查", by=cast.lin.party, at=after(7))
    assert ticket.next_due_at == after(36)
    assert promise_of(ticket) == after(36)


def test_it_is_said_at_four_fifths_and_loudly_when_broken(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast, 0, Given(amount=100, unit="minute"))
    alarms = Alarm.objects.filter(clock=made.clock).order_by("ring_at")
    assert [(one.step, one.ring_at, one.tell, one.ways) for one in alarms] == [
        ("warn", after(80), ["assignee"], ["app"]),
        ("breach", after(100), ["assignee", "supervisor"], ["app", "email"]),
    ]
    ring_due(now=after(100))
    assert Promise.objects.select_related("clock").get().is_broken
    assert [line["subject"] for line in events_of(ticket, "clock_breached") if line.get("subject")] == [
        f"promise:{made.pk}"
    ]


def test_keeping_it_ends_its_clock_alone(cast: Cast, ticket: Ticket) -> None:
    first, second = given(ticket, cast), given(ticket, cast)
    keep_promise(first, by=cast.lin.party, at=after(60))
    assert (clock(first).met_at, clock(second).is_running) == (after(60), True)
    assert Promise.objects.get(pk=first.pk).kept_at == after(60)
    with pytest.raises(PromiseOver):
        keep_promise(first, by=cast.lin.party)


def test_kept_late_is_kept_and_broken(cast: Cast, ticket: Ticket) -> None:
    made = keep_promise(given(ticket, cast, 0, Given(amount=10, unit="minute")), by=cast.lin.party, at=after(20))
    assert clock(made).state == "met_late"


def test_a_reply_promises_and_a_later_one_keeps_it(cast: Cast, ticket: Ticket) -> None:
    said = send_reply(ticket, text="2个工作日内答复", promises=[TWO_DAYS], by=cast.lin.party, at=after(5))
    made = Promise.objects.get(ticket=ticket)
    assert (made.message, clock(made).started_at) == (said, after(5))
    send_reply(ticket, text="还在查", by=cast.lin.party, at=after(50))
    assert clock(made).is_running
    send_reply(ticket, text="查到了", keeps=[made.pk], by=cast.lin.party, at=after(90))
    assert clock(made).met_at == after(90)


def test_a_reply_keeps_no_promise_of_another_ticket(cast: Cast, ticket: Ticket) -> None:
    other = make_ticket()
    made = given(other, cast)
    send_reply(ticket, text="查到了", keeps=[made.pk], by=cast.lin.party, at=after(9))
    assert clock(made).is_running


def test_a_reply_that_is_refused_promises_nothing(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(PromiseUnclear):
        send_reply(ticket, text="很快", promises=[Given(amount=0, unit="hour")], by=cast.lin.party)
    assert not Promise.objects.exists()
    assert not ticket.messages.filter(kind="reply").exists()


def test_it_waits_for_nobody(cast: Cast, ticket: Ticket) -> None:
    """The customer was told a time; a question of ours does not move it."""
    made = given(ticket, cast)
    ask_customer(ticket, text="请发一张照片", by=cast.lin.party, at=after(10))
    assert (ticket.status, clock(made).state) == (Status.WAITING_CUSTOMER, "running")
    assert ticket.next_due_at == clock(made).due_at


def test_another_grade_leaves_it_as_it_was_given(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast)
    only_policy(promise("first_response", 60))
    follow_grade(set_grade(ticket, "green"), by=SYSTEM, at=after(9))
    assert clock(made).is_running
    assert ticket.next_due_at == after(60)


def test_it_ends_with_the_ticket(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast)
    ticket.status = Status.CLOSED
    heed(ticket, Occasion.TICKET_CLOSED, by=SYSTEM, at=after(9))
    assert clock(made).state == "stopped"
    assert not Promise.objects.select_related("clock").get().is_open
    assert ticket.next_due_at == NEVER


def test_taking_it_back_needs_a_reason_and_stays_on_record(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast)
    with pytest.raises(ReasonMissing):
        withdraw_promise(made, reason=" ", by=cast.lin.party)
    withdraw_promise(made, reason="记错了客户", by=cast.lin.party, at=after(8))
    assert clock(made).state == "stopped"
    assert Promise.objects.get().withdrawn_why == "记错了客户"
    with pytest.raises(PromiseOver):
        keep_promise(made, by=cast.lin.party)


def test_taking_back_what_is_broken_does_not_mend_it(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast, 0, Given(amount=10, unit="minute"))
    withdraw_promise(made, reason="客户不需要了", by=cast.lin.party, at=after(30))
    assert clock(made).breached_at == after(10)


def test_nothing_is_promised_on_a_closed_ticket(cast: Cast, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
    with pytest.raises(TicketClosed):
        given(ticket, cast)


@pytest.mark.parametrize(
    "what",
    [
        Given(),
        Given(amount=2, unit="hour", due=at(12)),
        Given(amount=2, unit="fortnight"),
        Given(amount=0, unit="hour"),
        Given(amount=100, unit="work_day"),
        Given(due=TEN - timedelta(minutes=1)),
        Given(due=TEN + timedelta(days=400)),
    ],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, ticket: Ticket, what: Given) -> None:
    with pytest.raises(PromiseUnclear):
        given(ticket, cast, what=what)
    assert not Promise.objects.exists()


def test_the_ledger_knows_each_step_and_no_words(cast: Cast, ticket: Ticket) -> None:
    made = keep_promise(given(ticket, cast), by=cast.lin.party, at=after(60))
    lines = Event.objects.filter(ticket=ticket, kind__startswith="promise_").order_by("id")
    assert [(one.kind, one.payload["promise"]) for one in lines] == [
        ("promise_given", made.pk),
        ("promise_kept", made.pk),
    ]
    assert "答复" not in str([one.payload for one in lines])


def test_today_by_midnight_is_a_promise_too(cast: Cast, ticket: Ticket) -> None:
    made = given(ticket, cast, what=Given(amount=0, unit="end_of_day"))
    assert clock(made).due_at == datetime.fromisoformat("2026-11-24T00:00:00+08:00")
