"""Promises follow a new grade, with the minutes used and waited."""

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import follow_grade, meet, ring_due, start_clocks, stop_clocks
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.sla.queries import clocks_of
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    clock_of,
    commitment_of,
    events_of,
    hold_clocks,
    kinds_of,
    make_policy,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
    set_grade,
)

pytestmark = pytest.mark.django_db
HALF = [{"percent": 50, "tell": ["assignee"]}]


def make_started(grade: str = "green") -> Ticket:
    """Red 15 min, yellow 30 min, green 60 min to the first response; red a plan, yellow a solution, green a reply."""
    only_policy(
        promise(amount=15, grade_code="red", warn=HALF),
        promise(amount=30, grade_code="yellow", warn=HALF),
        promise(amount=60, grade_code="green", warn=HALF),
        promise("give_plan", 120, grade_code="red"),
        promise("resolve", 240, grade_code="yellow"),
        promise("formal_reply", 1440, grade_code="green"),
    )
    ticket = make_ticket(grade=grade)
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def regrade(ticket: Ticket, grade: str, minutes: float) -> list[Clock]:
    return follow_grade(set_grade(ticket, grade), by=SYSTEM, at=after(minutes))


def test_it_keeps_the_minutes_used() -> None:
    ticket = make_started("green")
    begun = regrade(ticket, "yellow", 10)
    assert {(one.kind, one.started_at, one.due_at) for one in begun} == {
        ("first_response", TEN, after(30)),
        ("resolve", TEN, after(240)),
    }
    assert clock_of(ticket, "formal_reply").stopped_at == after(10)
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(30)


def test_it_keeps_the_minutes_waited() -> None:
    ticket = make_started("green")
    hold_clocks(ticket, reason="waiting_customer", at=after(5), by=SYSTEM)
    release_clocks(ticket, at=after(25), by=SYSTEM)
    regrade(ticket, "red", 26)
    clock = clock_of(ticket)
    assert clock.due_at == after(35)
    assert list(Pause.objects.filter(clock=clock).values_list("since", "until")) == [(after(5), after(25))]
    assert clock_of(ticket, "give_plan").due_at == after(140)


def test_a_stricter_grade_may_be_overdue_at_once_and_rings_at_the_next_bell() -> None:
    ticket = make_started("green")
    regrade(ticket, "red", 40)
    assert clock_of(ticket).due_at == after(15)
    assert ring_due(now=after(40)) == 1
    assert clock_of(ticket).breached_at == after(15)
    assert [line["kind"] for line in events_of(ticket, "clock_breached")] == ["first_response"]
    assert events_of(ticket, "clock_warned") == []


def test_a_looser_grade_gives_the_time_that_is_left_and_the_old_breach_stays_on_record() -> None:
    ticket = make_started("red")
    ring_due(now=after(16))
    regrade(ticket, "green", 20)
    clock = clock_of(ticket)
    assert (clock.due_at, clock.breached_at) == (after(60), None)
    assert Clock.objects.filter(ticket=ticket, kind="first_response", breached_at=after(15)).count() == 1
    assert ring_due(now=after(60)) == 2  # half time was past for the red clock only


def test_a_breach_is_carried_to_a_clock_that_is_overdue_as_well_and_does_not_ring_twice() -> None:
    ticket = make_started("yellow")
    ring_due(now=after(31))
    regrade(ticket, "red", 32)
    clock = clock_of(ticket)
    assert clock.breached_at == after(30)
    assert ring_due(now=after(119)) == 0
    assert len(events_of(ticket, "clock_breached")) == 1


def test_grading_back_and_forth_tells_of_a_breach_once() -> None:
    """Found by the simulated month: the clock in between had rung nothing, and the breach was told again."""
    ticket = make_started("red")
    ring_due(now=after(16))
    regrade(ticket, "yellow", 40)
    regrade(ticket, "red", 45)
    assert ring_due(now=after(45)) == 0
    assert len(events_of(ticket, "clock_breached")) == 1
    assert clock_of(ticket).breached_at == after(15)


def test_a_met_kind_does_not_start_again() -> None:
    ticket = make_started("green")
    meet(ticket, "first_response", at=after(5), by=SYSTEM)
    assert kinds_of(regrade(ticket, "red", 10)) == {"give_plan"}
    assert clock_of(ticket).met_at == after(5)


def test_the_same_grade_changes_nothing() -> None:
    ticket = make_started("red")
    before = list(Clock.objects.values())
    assert follow_grade(ticket, by=SYSTEM, at=after(3)) == []
    assert list(Clock.objects.values()) == before


def test_a_later_version_of_the_policy_does_not_touch_the_promise_given() -> None:
    ticket = make_started("red")
    code = commitment_of(ticket).policy.code
    make_policy(promise(amount=5, grade_code="red"), promise("give_plan", 10, grade_code="red"), code=code)
    assert follow_grade(ticket, by=SYSTEM, at=after(3)) == []
    assert clock_of(ticket).due_at == after(15)


def test_it_leaves_a_closed_ticket_alone() -> None:
    ticket = make_started("green")
    stop_clocks(ticket, at=after(5), by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.CLOSED)
    assert regrade(ticket, "red", 10) == []
    assert not Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).exists()


def test_a_waiting_ticket_goes_on_waiting() -> None:
    ticket = make_started("green")
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.WAITING_CUSTOMER)
    hold_clocks(ticket, reason="waiting_customer", at=after(5), by=SYSTEM)
    begun = regrade(ticket, "red", 100)
    assert {(one.kind, one.held_at) for one in begun} == {("first_response", after(5)), ("give_plan", after(5))}
    assert ring_due(now=after(5000)) == 0
    release_clocks(ticket, at=after(105), by=SYSTEM)
    assert (clock_of(ticket).due_at, clock_of(ticket, "give_plan").due_at) == (after(115), after(220))
    assert Pause.objects.filter(until=None).count() == 0


def test_a_kind_that_joins_a_waiting_ticket_waits_from_then() -> None:
    ticket = make_started("green")
    meet(ticket, "first_response", "formal_reply", at=after(5), by=SYSTEM)
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.WAITING_CUSTOMER)
    begun = regrade(ticket, "red", 30)
    assert [(one.kind, one.held_at) for one in begun] == [("give_plan", after(30))]


def test_it_keeps_only_alarms_that_still_make_sense() -> None:
    ticket = make_started("green")
    regrade(ticket, "yellow", 20)
    waiting = Alarm.objects.filter(clock=clock_of(ticket), silenced_at=None).order_by("ring_at")
    assert list(waiting.values_list("step", "ring_at")) == [("warn", after(15)), ("breach", after(30))]
    assert not Alarm.objects.filter(clock__stopped_at__isnull=False, silenced_at=None).exists()


def test_a_met_kind_of_an_earlier_round_starts_again_in_the_new_one() -> None:
    ticket = make_started("red")
    meet(ticket, "give_plan", at=after(5), by=SYSTEM)
    stop_clocks(ticket, at=after(30), by=SYSTEM)
    set_grade(ticket, "green")
    start_clocks(ticket, by=SYSTEM, at=after(1000))
    assert "give_plan" in kinds_of(regrade(ticket, "red", 1010))
    assert clock_of(ticket, "give_plan").due_at == after(1120)


def test_the_ticket_page_shows_the_clock_in_force_only() -> None:
    ticket = make_started("green")
    regrade(ticket, "yellow", 10)
    assert [(row.kind, row.state) for row in clocks_of(ticket, now=after(11))] == [
        ("first_response", "running"),
        ("resolve", "running"),
        ("formal_reply", "stopped"),
    ]
