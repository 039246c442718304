"""Clocks start with a graded ticket."""

import pytest
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.models import NEVER
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import meet, start_clocks, stop_clocks
from huisheng.stages.sla.models import Alarm, Clock, ServicePolicy
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    at,
    clock_of,
    events_of,
    hold_clocks,
    kinds_of,
    make_policy,
    make_ticket,
    only_policy,
    promise,
)

pytestmark = pytest.mark.django_db


def test_it_starts_a_clock_for_each_promised_kind_and_says_so() -> None:
    ticket = make_ticket()
    clocks = start_clocks(ticket, by=SYSTEM, at=TEN)
    assert {(one.kind, one.due_at) for one in clocks} == {("first_response", after(15)), ("give_plan", after(120))}
    assert {(line["kind"], line["clock"]) for line in events_of(ticket, "clock_started")} == {
        (one.kind, one.pk) for one in clocks
    }
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(15)


def test_it_writes_one_alarm_for_each_step_and_one_for_the_breach() -> None:
    only_policy(promise(warn=[{"percent": 80, "tell": ["assignee"]}, {"minutes": 60, "tell": ["supervisor"]}]))
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)
    rows = Alarm.objects.order_by("ring_at").values_list("step", "rule", "tell", "ring_at")
    assert list(rows) == [
        ("warn", {"percent": 80}, ["assignee"], after(12)),
        ("breach", {}, ["assignee", "supervisor"], after(15)),
        ("warn", {"minutes": 60}, ["supervisor"], after(60)),
    ]


def test_it_promises_nothing_where_no_policy_applies() -> None:
    ServicePolicy.objects.update(enabled=False)
    ticket = make_ticket()
    assert start_clocks(ticket, by=SYSTEM, at=TEN) == []
    assert ticket.next_due_at == NEVER


def test_it_starts_only_once_when_called_twice() -> None:
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert start_clocks(ticket, by=SYSTEM, at=after(1)) == []
    assert Clock.objects.filter(ticket=ticket).count() == 2


def test_it_does_not_start_a_met_kind_again_when_called_twice() -> None:
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    meet(ticket, "first_response", at=after(3), by=SYSTEM)
    assert start_clocks(ticket, by=SYSTEM, at=after(5)) == []


def test_it_begins_a_new_round_when_the_ticket_comes_back() -> None:
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    meet(ticket, "first_response", at=after(3), by=SYSTEM)
    stop_clocks(ticket, at=after(30), by=SYSTEM)
    again = start_clocks(ticket, by=SYSTEM, at=after(1000))
    assert kinds_of(again) == {"first_response", "give_plan"}
    assert {one.round for one in again} == {2}
    assert clock_of(ticket).due_at == after(1015)
    first = Clock.objects.get(ticket=ticket, kind="first_response", round=1)
    assert first.met_at == after(3)


def test_it_promises_in_office_hours_where_the_policy_says_so() -> None:
    only_policy(promise("resolve", 4, "hour"), calendar=make_calendar())
    start_clocks(make_ticket(), by=SYSTEM, at=at(16))
    assert Clock.objects.get(kind="resolve").due_at == at(11, day=24)


def test_it_stores_which_calendar_version_measured_the_promise() -> None:
    calendar = make_calendar()
    only_policy(promise("resolve", 4, "hour"), calendar=calendar)
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)
    clock = Clock.objects.get(kind="resolve")
    assert (clock.calendar, clock.calendar_version) == (calendar, calendar.version)


def test_it_uses_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ticket = make_ticket()
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)  # the calendar is known from now on
    with django_assert_num_queries(6):  # clocks, policies, clocks and alarms, their lines in the ledger, the due time
        start_clocks(ticket, by=SYSTEM, at=TEN)


def test_more_policies_and_tickets_make_no_more_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(20):
        make_policy(promise("first_response", 100 + number))
    ticket = make_ticket()
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)
    with django_assert_num_queries(6):  # clocks, policies, clocks and alarms, their lines in the ledger, the due time
        start_clocks(ticket, by=SYSTEM, at=TEN)


def test_it_survives_a_condition_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    policy = make_policy(promise("first_response", 1))
    ServicePolicy.objects.filter(pk=policy.pk).update(condition={"field": "channel", "op": "smells_like", "value": "x"})
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert clock_of(ticket).due_at == after(15)
    assert policy.code in caplog.text


def test_a_clock_that_waits_is_not_what_the_ticket_shows_as_due() -> None:
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    hold_clocks(ticket, reason="waiting_customer", at=after(5), by=SYSTEM)
    ticket.refresh_from_db()
    assert ticket.next_due_at == NEVER
