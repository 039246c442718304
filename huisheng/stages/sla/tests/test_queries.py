"""What screens and customers are told about the clocks."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import meet, start_clocks, stop_clocks
from huisheng.stages.sla.lists import clock_for_rows
from huisheng.stages.sla.queries import clocks_of, promise_of
from huisheng.stages.sla.tests.make import TEN, after, at, hold_clocks, make_ticket, only_policy, promise

pytestmark = pytest.mark.django_db


def make_started(**changes: object) -> Ticket:
    ticket = make_ticket(**changes)  # type: ignore[arg-type]
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def test_it_shows_what_is_left_and_why() -> None:
    first, plan = clocks_of(make_started(), now=after(12))
    assert (first.kind, first.state, first.due_at, first.percent) == ("first_response", "running", after(15), 80)
    assert (plan.kind, plan.percent) == ("give_plan", 10)


def test_the_reason_reads_well_in_both_languages() -> None:
    ticket = make_started()
    assert [row.why for row in clocks_of(ticket)] == ["红色 · 15 分钟内首响 · 7×24", "红色 · 2 小时内给方案 · 7×24"]
    with translation.override("en"):
        assert clocks_of(ticket)[0].why == "Red · first response within 15 minutes · 7×24"


def test_the_reason_names_the_calendar_that_counts() -> None:
    only_policy(promise("resolve", 3, "work_day"), name="售后：三天解决", calendar=make_calendar(name="工作日白班"))
    assert [row.why for row in clocks_of(make_started())] == ["售后 · 3 个工作日内解决 · 工作日白班"]


def test_a_clock_that_waits_stands_still() -> None:
    ticket = make_started()
    hold_clocks(ticket, reason="waiting_customer", at=after(6), by=SYSTEM)
    row = next(row for row in clocks_of(ticket, now=after(600)) if row.kind == "first_response")
    assert (row.state, row.percent) == ("held", 40)


def test_late_counts_on_and_met_stands_still() -> None:
    ticket = make_started()
    meet(ticket, "give_plan", at=after(60), by=SYSTEM)
    rows = {row.kind: row for row in clocks_of(ticket, now=after(45))}
    assert (rows["first_response"].state, rows["first_response"].percent) == ("late", 300)
    assert (rows["give_plan"].state, rows["give_plan"].percent) == ("met", 50)


def test_only_the_present_round_is_shown() -> None:
    ticket = make_started()
    meet(ticket, "first_response", at=after(5), by=SYSTEM)
    stop_clocks(ticket, at=after(10), by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=after(100))
    assert [(row.kind, row.due_at) for row in clocks_of(ticket)] == [
        ("first_response", after(115)),
        ("give_plan", after(220)),
    ]


def test_it_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ticket = make_started()
    with django_assert_num_queries(2):
        assert len(clocks_of(ticket)) == 2
    with django_assert_num_queries(1):
        promise_of(ticket)


def test_a_customer_is_told_the_first_answer_then_the_outcome() -> None:
    ticket = make_started()
    assert promise_of(ticket) == after(15)
    meet(ticket, "first_response", at=after(5), by=SYSTEM)
    assert promise_of(ticket) == after(120)
    hold_clocks(ticket, reason="waiting_customer", at=after(6), by=SYSTEM)
    assert promise_of(ticket) is None


def test_a_page_of_tickets_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    tickets = [make_started(grade=grade) for grade in ("red", "yellow", "green", "red")]
    with django_assert_num_queries(2):
        rows = clock_for_rows(tickets)
    assert [rows[ticket.pk].due_at for ticket in tickets] == [after(15), after(30), after(60), after(15)]
    assert clock_for_rows([ticket.pk for ticket in tickets]).keys() == rows.keys()


def test_the_most_urgent_running_clock_stands_in_the_list() -> None:
    running, waiting, done = make_started(), make_started(), make_started()
    meet(running, "first_response", at=after(3), by=SYSTEM)
    hold_clocks(waiting, reason="waiting_customer", at=after(5), by=SYSTEM)
    stop_clocks(done, at=after(9), by=SYSTEM)
    rows = clock_for_rows([running, waiting, done])
    assert (rows[running.pk].kind, rows[running.pk].held, rows[waiting.pk].held) == ("give_plan", False, True)
    assert done.pk not in rows


def test_the_share_used_counts_open_hours_only() -> None:
    only_policy(promise("resolve", 4, "hour"), calendar=make_calendar())
    (row,) = clocks_of(make_started(), now=at(13, 0))
    assert (row.due_at, row.percent) == (at(15), 50)
