"""Clocks start with a graded ticket."""

import pytest

from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.tests.make import TEN, after, events_of, make_ticket

pytestmark = pytest.mark.django_db


def test_it_starts_a_clock_for_each_promised_kind_and_says_so() -> None:
    ticket = make_ticket()
    clocks = start_clocks(ticket, by=SYSTEM, at=TEN)
    assert {(one.kind, one.due_at) for one in clocks} == {("first_response", after(15)), ("give_plan", after(120))}
    assert {line["kind"] for line in events_of(ticket, "clock_started")} == {"first_response", "give_plan"}
    ticket.refresh_from_db()
    assert ticket.next_due_at == after(15)
