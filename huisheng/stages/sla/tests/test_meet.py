"""Promises are kept, kept late, or end."""

import pytest

from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import meet, ring_due, start_clocks, stop_clocks
from huisheng.stages.sla.actions import switch_policy as switch
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.sla.tests.make import (
    TEN,
    after,
    clock_of,
    commitment_of,
    events_of,
    hold_clocks,
    make_policy,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
)

pytestmark = pytest.mark.django_db


def make_started(*commitments: object) -> Ticket:
    only_policy(*(commitments or (promise(), promise("resolve", 240))))  # type: ignore[arg-type]
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def set_status(ticket: Ticket, status: str) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(status=status)
    ticket.refresh_from_db()


@pytest.mark.parametrize(("minutes", "late", "state"), [(14, False, "met"), (15, False, "met"), (16, True, "met_late")])
def test_it_is_kept_in_time_or_late(minutes: int, late: bool, state: str) -> None:
    ticket = make_started()
    meet(ticket, "first_response", at=after(minutes), by=SYSTEM)
    clock = clock_of(ticket)
    assert (clock.met_at, clock.state) == (after(minutes), state)
    assert clock.breached_at == (after(15) if late else None)
    assert [line["late"] for line in events_of(ticket, "clock_met")] == [late]


def test_only_the_named_kinds_are_met() -> None:
    ticket = make_started()
    meet(ticket, "first_response", "formal_reply", at=after(5), by=SYSTEM)
    assert clock_of(ticket, "resolve").is_running
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(240)


def test_its_alarms_are_silent_from_then_on() -> None:
    ticket = make_started()
    meet(ticket, "first_response", at=after(5), by=SYSTEM)
    assert ring_due(now=after(239)) == 0
    assert Alarm.objects.get(clock=clock_of(ticket)).silenced_at == after(5)


def test_a_met_clock_is_not_met_again() -> None:
    ticket = make_started()
    meet(ticket, "first_response", at=after(5), by=SYSTEM)
    assert meet(ticket, "first_response", at=after(50), by=SYSTEM) == []
    assert clock_of(ticket).met_at == after(5)
    assert len(events_of(ticket, "clock_met")) == 1


def test_a_breach_that_rang_stays_beside_the_late_answer() -> None:
    ticket = make_started()
    ring_due(now=after(16))
    meet(ticket, "first_response", at=after(40), by=SYSTEM)
    clock = clock_of(ticket)
    assert (clock.breached_at, clock.met_at) == (after(15), after(40))


def test_the_solution_is_met_with_the_time_of_the_offer() -> None:
    ticket = make_started(promise("resolve", 240))
    hold_clocks(ticket, reason="awaiting_confirmation", at=after(200), by=SYSTEM)
    meet(ticket, "resolve", at=after(200), by=SYSTEM)  # said yes two days later
    clock = clock_of(ticket, "resolve")
    assert (clock.met_at, clock.breached_at) == (after(200), None)
    pause = Pause.objects.get()
    assert (pause.since, pause.until) == (after(200), after(200))


def test_a_no_lets_the_solution_clock_run_on() -> None:
    ticket = make_started(promise("resolve", 240))
    hold_clocks(ticket, reason="awaiting_confirmation", at=after(200), by=SYSTEM)
    release_clocks(ticket, at=after(3000), by=SYSTEM)
    assert clock_of(ticket, "resolve").due_at == after(3040)
    assert ring_due(now=after(3040)) == 1


def test_stopping_ends_everything_silently() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(5), by=SYSTEM)
    stop_clocks(ticket, at=after(10), by=SYSTEM)
    assert {one.state for one in Clock.objects.filter(ticket=ticket)} == {"stopped"}
    assert Pause.objects.filter(until=None).count() == 0
    assert ring_due(now=after(100_000)) == 0
    assert len(events_of(ticket, "clock_stopped")) == 2
    ticket.refresh_from_db()
    assert ticket.next_due_at == NEVER


def test_stopping_late_keeps_the_breach() -> None:
    ticket = make_started()
    stop_clocks(ticket, at=after(20), by=SYSTEM)
    assert clock_of(ticket).breached_at == after(15)
    assert clock_of(ticket, "resolve").breached_at is None


def test_the_progress_update_starts_anew_when_it_is_met() -> None:
    ticket = make_started(promise("progress_update", 120))
    meet(ticket, "progress_update", at=after(30), by=SYSTEM)
    clock = clock_of(ticket, "progress_update")
    assert (clock.started_at, clock.due_at, clock.round) == (after(30), after(150), 1)
    assert Clock.objects.filter(ticket=ticket).count() == 2
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(150)
    assert ring_due(now=after(149)) == 0
    assert ring_due(now=after(150)) == 1


@pytest.mark.parametrize("status", [Status.WAITING_CUSTOMER, Status.AWAITING_CONFIRMATION])
def test_the_next_progress_update_waits_where_the_ticket_waits(status: Status) -> None:
    ticket = make_started(promise("progress_update", 120))
    set_status(ticket, status)
    hold_clocks(ticket, reason=status, at=after(10), by=SYSTEM)
    meet(ticket, "progress_update", at=after(30), by=SYSTEM)
    clock = clock_of(ticket, "progress_update")
    assert (clock.state, clock.held_at) == ("held", after(30))
    assert ring_due(now=after(1000)) == 0
    release_clocks(ticket, at=after(100), by=SYSTEM)
    assert clock_of(ticket, "progress_update").due_at == after(220)


def test_no_progress_update_follows_on_a_closed_ticket() -> None:
    ticket = make_started(promise("progress_update", 120))
    set_status(ticket, Status.CLOSED)
    meet(ticket, "progress_update", at=after(30), by=SYSTEM)
    assert not Clock.objects.filter(ticket=ticket, met_at=None).exists()


def test_the_next_progress_update_is_looked_up_where_its_policy_rests() -> None:
    ticket = make_started(promise("progress_update", 120))
    policy = commitment_of(ticket, "progress_update").policy
    switch(policy, enabled=False, by=SYSTEM)
    meet(ticket, "progress_update", at=after(30), by=SYSTEM)
    assert not Clock.objects.filter(ticket=ticket, met_at=None).exists()


def test_the_next_progress_update_follows_the_policys_new_version() -> None:
    ticket = make_started(promise("progress_update", 120))
    policy = commitment_of(ticket, "progress_update").policy
    make_policy(promise("progress_update", 60), code=policy.code)
    meet(ticket, "progress_update", at=after(30), by=SYSTEM)
    assert clock_of(ticket, "progress_update").due_at == after(90)


def test_a_waiting_department_does_not_stop_the_clock() -> None:
    ticket = make_started()
    set_status(ticket, Status.WAITING_DEPARTMENT)
    assert ring_due(now=after(15)) == 1
    assert clock_of(ticket).state == "late"
