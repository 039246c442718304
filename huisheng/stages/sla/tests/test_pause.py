"""Clocks wait for the customer and run again."""

import pytest

from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import meet, ring_due, start_clocks
from huisheng.stages.sla.models import Alarm, Pause
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    at,
    clock_of,
    events_of,
    hold_clocks,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
)

pytestmark = pytest.mark.django_db

WARN = [{"percent": 50, "tell": ["assignee"]}, {"minutes": 60, "tell": ["supervisor"]}]


def make_started(calendar: Calendar | None = None, *commitments: object) -> Ticket:
    given = commitments or (promise("resolve", 120, warn=WARN),)
    only_policy(*given, calendar=calendar)  # type: ignore[arg-type]
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def test_it_moves_the_due_time_by_the_minutes_waited() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(30), by=SYSTEM)
    release_clocks(ticket, at=after(100), by=SYSTEM)
    clock = clock_of(ticket, "resolve")
    assert (clock.due_at, clock.held_at) == (after(190), None)
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(190)


def test_it_moves_only_by_open_minutes() -> None:
    ticket = make_started(make_calendar(), promise("resolve", 4, "hour"))
    assert clock_of(ticket, "resolve").due_at == at(15)
    hold_clocks(ticket, reason="waiting_customer", at=at(11), by=SYSTEM)
    release_clocks(ticket, at=at(9, 30, day=24), by=SYSTEM)  # 1 h + 5 h of Monday, half an hour of Tuesday
    assert clock_of(ticket, "resolve").due_at == at(13, 30, day=24)


def test_a_wait_by_night_moves_nothing() -> None:
    ticket = make_started(make_calendar(), promise("resolve", 4, "hour"))
    hold_clocks(ticket, reason="waiting_customer", at=at(18), by=SYSTEM)
    release_clocks(ticket, at=at(9, day=24), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == at(15)


def test_it_adds_up_several_waits() -> None:
    ticket = make_started()
    for begin, end in ((10, 20), (30, 50), (60, 60)):
        hold_clocks(ticket, reason="waiting_customer", at=after(begin), by=SYSTEM)
        release_clocks(ticket, at=after(end), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == after(150)
    assert Pause.objects.filter(until=None).count() == 0


def test_it_keeps_every_wait_with_its_reason() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="awaiting_confirmation", at=after(10), by=SYSTEM)
    release_clocks(ticket, at=after(25), by=SYSTEM)
    assert list(Pause.objects.values_list("reason", "since", "until")) == [
        ("awaiting_confirmation", after(10), after(25))
    ]
    assert [line["reason"] for line in events_of(ticket, "clock_paused")] == ["awaiting_confirmation"]
    assert len(events_of(ticket, "clock_resumed")) == 1


def test_a_waiting_clock_does_not_ring() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(30), by=SYSTEM)
    assert ring_due(now=after(10_000)) == 0
    assert clock_of(ticket, "resolve").breached_at is None


def test_its_alarms_move_along_and_ring_then() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(30), by=SYSTEM)
    release_clocks(ticket, at=after(100), by=SYSTEM)
    assert list(Alarm.objects.order_by("ring_at").values_list("step", "ring_at")) == [
        ("warn", after(130)),
        ("warn", after(130)),
        ("breach", after(190)),
    ]
    assert ring_due(now=after(129)) == 0
    assert ring_due(now=after(130)) == 2
    assert ring_due(now=after(190)) == 1


def test_an_alarm_that_rang_does_not_ring_again_after_a_wait() -> None:
    ticket = make_started()
    assert ring_due(now=after(60)) == 2
    hold_clocks(ticket, reason="waiting_customer", at=after(70), by=SYSTEM)
    release_clocks(ticket, at=after(80), by=SYSTEM)
    assert ring_due(now=after(129)) == 0
    assert ring_due(now=after(130)) == 1


def test_a_second_hold_changes_nothing() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(10), by=SYSTEM)
    hold_clocks(ticket, reason="waiting_customer", at=after(20), by=SYSTEM)
    release_clocks(ticket, at=after(30), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == after(140)
    assert len(events_of(ticket, "clock_paused")) == 1


def test_a_release_of_running_clocks_changes_nothing() -> None:
    ticket = make_started()
    release_clocks(ticket, at=after(30), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == after(120)
    assert events_of(ticket, "clock_resumed") == []


def test_a_clock_that_broke_keeps_its_breach_through_a_wait() -> None:
    ticket = make_started()
    ring_due(now=after(125))
    hold_clocks(ticket, reason="waiting_customer", at=after(130), by=SYSTEM)
    release_clocks(ticket, at=after(500), by=SYSTEM)
    clock = clock_of(ticket, "resolve")
    assert (clock.breached_at, clock.due_at) == (after(120), after(490))
    assert ring_due(now=after(1000)) == 0


def test_a_clock_overdue_before_the_bell_came_rings_after_the_wait() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(130), by=SYSTEM)
    assert ring_due(now=after(140)) == 0
    release_clocks(ticket, at=after(200), by=SYSTEM)
    assert ring_due(now=after(201)) == 3
    assert clock_of(ticket, "resolve").breached_at == after(190)


def test_what_is_met_while_it_waits_counts_only_what_was_used() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(100), by=SYSTEM)
    meet(ticket, "resolve", at=after(5000), by=SYSTEM)
    clock = clock_of(ticket, "resolve")
    assert (clock.met_at, clock.breached_at, clock.held_at) == (after(5000), None, None)
    assert Pause.objects.get().until == after(5000)
    ticket.refresh_from_db()
    assert ticket.next_due_at == NEVER


def test_natural_days_wait_in_natural_minutes() -> None:
    ticket = make_started(make_calendar(), promise("formal_reply", 2, "natural_day"))
    hold_clocks(ticket, reason="waiting_customer", at=at(20), by=SYSTEM)
    release_clocks(ticket, at=at(8, day=24), by=SYSTEM)
    assert clock_of(ticket, "formal_reply").due_at == at(22, day=25)
