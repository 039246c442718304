"""The bell rings each alarm once, and only looks at what is due."""

from datetime import timedelta

import pytest
from django.db import connection

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import ring_due, start_clocks
from huisheng.stages.sla.models import Alarm
from huisheng.stages.sla.tests.make import TEN, after, clock_of, events_of, make_ticket, only_policy, promise

pytestmark = pytest.mark.django_db
STEPS = [{"percent": 80, "tell": ["assignee"]}, {"minutes": 60, "tell": ["supervisor"]}]


def make_started(**changes: object) -> Ticket:
    ticket = make_ticket(**changes)  # type: ignore[arg-type]
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


@pytest.fixture(autouse=True)
def fifteen_minutes() -> None:
    only_policy(promise(warn=STEPS))


def test_it_says_who_is_to_be_told() -> None:
    ticket = make_started()
    clock = clock_of(ticket)
    assert ring_due(now=after(12)) == 1
    warned = events_of(ticket, "clock_warned")
    assert [(line["clock"], line["kind"], line["tell"]) for line in warned] == [
        (clock.pk, "first_response", ["assignee"])
    ]
    assert ring_due(now=after(15)) == 1
    (broken,) = events_of(ticket, "clock_breached")
    assert broken["tell"] == ["assignee", "supervisor"]
    assert broken["alarm"] == Alarm.objects.get(clock=clock, step="breach").pk


def test_an_hour_without_a_response_reaches_the_supervisor() -> None:
    """Requirements S4: over 1 h without a response → push to supervisor."""
    ticket = make_started()
    ring_due(now=after(59))
    assert ring_due(now=after(60)) == 1
    assert events_of(ticket, "clock_warned")[-1]["tell"] == ["supervisor"]


def test_each_alarm_rings_once() -> None:
    ticket = make_started()
    assert [ring_due(now=after(minutes)) for minutes in (0, 12, 12, 15, 16, 60, 600)] == [0, 1, 0, 1, 0, 1, 0]
    assert len(events_of(ticket, "clock_warned")) == 2


def test_the_breach_is_dated_to_the_promise_not_to_the_bell() -> None:
    ticket = make_started()
    ring_due(now=after(500))
    assert clock_of(ticket).breached_at == after(15)


def test_it_rings_in_order_and_no_more_than_asked() -> None:
    make_started()
    other = make_started()
    assert ring_due(now=after(15), limit=3) == 3
    assert events_of(other, "clock_breached") == []
    assert ring_due(now=after(15), limit=3) == 1
    assert len(events_of(other, "clock_breached")) == 1


def test_the_supervisors_hear_what_the_ledger_queued() -> None:
    ticket = make_started()
    ring_due(now=after(15))
    event = ticket.events.get(kind="clock_breached")
    assert event.reacts


def test_its_question_is_answered_from_the_small_index() -> None:
    """Cost follows the alarms that are due, not the open tickets (docs: A5)."""
    clock = clock_of(make_started())
    Alarm.objects.bulk_create(
        Alarm(clock=clock, step="warn", ring_at=TEN + timedelta(days=1, minutes=n)) for n in range(4000)
    )
    Alarm.objects.bulk_create(
        Alarm(clock=clock, step="warn", ring_at=TEN - timedelta(minutes=n), silenced_at=TEN) for n in range(4000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sla_alarm")
    due = Alarm.objects.filter(rung_at=None, silenced_at=None, ring_at__lte=after(15)).order_by("ring_at", "id")
    plan = due.values_list("pk", flat=True)[:200].explain()
    assert "alarm_next" in plan
    assert "Seq Scan" not in plan
