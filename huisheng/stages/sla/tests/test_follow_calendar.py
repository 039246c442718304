"""After a change of the working hours the open clocks on them are measured anew, once, and it is written down."""

from datetime import UTC, date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from huisheng.core.accounts.actions import save_calendar, set_calendar_day
from huisheng.core.accounts.models import Calendar
from huisheng.core.accounts.tests.make import make_calendar
from huisheng.core.base.models import SettingChange
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import follow_calendar, heed, ring_due, start_clocks, start_given
from huisheng.stages.sla.actions.calendars import Followed
from huisheng.stages.sla.models import Alarm, Clock, EscalationChain, EscalationLevel
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.tests.make import (
    at,
    clock_of,
    events_of,
    hold_clocks,
    make_ticket,
    only_policy,
    promise,
    release_clocks,
)
from tests.jobs import run_waiting_jobs

pytestmark = pytest.mark.django_db
WARN = [{"percent": 50, "tell": ["assignee"]}, {"minutes": 60, "before": True, "tell": ["supervisor"]}]
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def office() -> Calendar:
    """Monday to Friday, 9-12 and 13-18."""
    return make_calendar()


def make_started(office: Calendar, hour: int = 16, **changes: object) -> Ticket:
    """Solved within four working hours, from Monday 16:00: Tuesday 11:00."""
    only_policy(promise("resolve", 4, "hour", warn=WARN, **changes), calendar=office)
    ticket = make_ticket(at=at(hour))
    start_clocks(ticket, by=SYSTEM, at=at(hour))
    return ticket


def close_tuesday(office: Calendar) -> None:
    set_calendar_day(office, TUESDAY, intervals=[], note="放假", by=SYSTEM)


def rings(ticket: Ticket) -> list[tuple[str, object]]:
    rows = Alarm.objects.filter(clock__ticket=ticket).order_by("ring_at", "id")
    return [(one.step, one.ring_at) for one in rows]


def test_due_times_and_alarms_move_with_the_hours(office: Calendar) -> None:
    ticket = make_started(office)
    assert rings(ticket) == [("warn", at(18)), ("warn", at(10, day=24)), ("breach", at(11, day=24))]
    close_tuesday(office)
    assert follow_calendar(office.pk) == Followed(looked_at=1, moved=1, tickets=1)
    clock = clock_of(ticket, "resolve")
    assert (clock.due_at, clock.calendar_version) == (at(11, day=25), office.version)
    assert rings(ticket) == [("warn", at(18)), ("warn", at(10, day=25)), ("breach", at(11, day=25))]
    ticket.refresh_from_db()
    assert ticket.next_due_at == at(11, day=25)


def test_a_working_saturday_brings_it_forward(office: Calendar) -> None:
    only_policy(promise("resolve", 2, "hour"), calendar=office)
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=at(17, day=27))
    set_calendar_day(office, date(2026, 11, 28), intervals=[["09:00", "12:00"]], note="调休", by=SYSTEM)
    follow_calendar(office.pk)
    assert clock_of(ticket, "resolve").due_at == at(10, day=28)


def test_the_job_comes_with_the_change_and_does_it(office: Calendar) -> None:
    ticket = make_started(office)
    close_tuesday(office)
    assert clock_of(ticket, "resolve").due_at == at(11, day=24)
    assert ProcrastinateJob.objects.filter(task_name="follow_calendar", args={"calendar": office.pk}).count() == 1
    run_waiting_jobs()
    assert clock_of(ticket, "resolve").due_at == at(11, day=25)


def test_it_is_written_down_once_for_the_house_and_on_each_ticket(office: Calendar) -> None:
    moved, still = make_started(office), make_started(office, hour=9)
    close_tuesday(office)
    follow_calendar(office.pk)
    audit = SettingChange.objects.get(subject=f"accounts.Calendar:{office.pk}.clocks")
    assert audit.after == {"looked_at": 2, "moved": 1, "tickets": 1}
    assert [line["due"] for line in events_of(moved, "clock_moved")] == [at(11, day=25).astimezone(UTC).isoformat()]
    assert events_of(still, "clock_moved") == []


def test_twice_is_once(office: Calendar) -> None:
    ticket = make_started(office)
    close_tuesday(office)
    follow_calendar(office.pk)
    before = list(Clock.objects.values())
    assert follow_calendar(office.pk) == Followed()
    assert list(Clock.objects.values()) == before
    assert len(events_of(ticket, "clock_moved")) == 1


def test_after_a_crash_the_rest_follows(office: Calendar) -> None:
    tickets = [make_started(office) for _n in range(3)]
    close_tuesday(office)
    Clock.objects.filter(ticket=tickets[0]).update(
        calendar_version=office.version, due_at=at(11, day=25)
    )  # done before
    assert follow_calendar(office.pk, limit=1).moved == 2
    assert {clock_of(one, "resolve").due_at for one in tickets} == {at(11, day=25)}


def test_minutes_waited_stay_waited(office: Calendar) -> None:
    ticket = make_started(office, hour=10)
    hold_clocks(ticket, reason="waiting_customer", at=at(11))
    release_clocks(ticket, at=at(17))  # five working hours
    assert clock_of(ticket, "resolve").due_at == at(11, day=24)
    close_tuesday(office)
    follow_calendar(office.pk)
    assert clock_of(ticket, "resolve").due_at == at(11, day=25)


def test_a_clock_that_waits_goes_on_waiting_and_moves_when_it_runs(office: Calendar) -> None:
    ticket = make_started(office)
    hold_clocks(ticket, reason="waiting_customer", at=at(17))
    close_tuesday(office)
    follow_calendar(office.pk)
    assert (clock_of(ticket, "resolve").state, ring_due(now=at(23, day=30))) == ("held", 0)
    release_clocks(ticket, at=at(9, day=25))  # an hour of Monday; Tuesday is closed now
    assert clock_of(ticket, "resolve").due_at == at(12, day=25)


def test_what_is_broken_stays_broken_and_does_not_ring_again(office: Calendar) -> None:
    ticket = make_started(office)
    assert ring_due(now=at(11, day=24)) == 3
    close_tuesday(office)
    assert follow_calendar(office.pk) == Followed(looked_at=1)
    clock = clock_of(ticket, "resolve")
    assert (clock.due_at, clock.breached_at) == (at(11, day=24), at(11, day=24))
    assert ring_due(now=at(12, day=25)) == 0


def test_a_warning_that_rang_does_not_ring_again(office: Calendar) -> None:
    ticket = make_started(office)
    assert ring_due(now=at(18)) == 1
    close_tuesday(office)
    follow_calendar(office.pk)
    assert ring_due(now=at(12, day=25)) == 2
    assert len(events_of(ticket, "clock_warned")) == 2


def test_its_chain_moves_along(office: Calendar) -> None:
    chain = EscalationChain.objects.create(code="up", name="升级")
    EscalationLevel.objects.create(chain=chain, level=1, minutes=60, tell=["supervisor"])
    ticket = make_started(office, chain=chain)
    assert rings(ticket)[-1] == ("escalate", at(12, day=24))
    close_tuesday(office)
    follow_calendar(office.pk)
    assert rings(ticket)[-1] == ("escalate", at(12, day=25))


def test_clocks_that_ended_and_clocks_of_other_hours_stay(office: Calendar) -> None:
    ended, other = make_started(office), make_ticket()
    heed(ended, Occasion.TICKET_CLOSED, by=SYSTEM, at=at(17))
    only_policy(promise("resolve", 4, "hour"), calendar=make_calendar("another"))
    start_clocks(other, by=SYSTEM, at=at(16))
    before = list(Clock.objects.values())
    close_tuesday(office)
    assert follow_calendar(office.pk) == Followed()
    assert list(Clock.objects.values()) == before


def test_a_colleagues_hours_follow_and_an_instant_stays(office: Calendar) -> None:
    ticket = make_ticket()
    start_given(ticket, subject="promise:1", calendar=office, amount=4, unit="hour", by=SYSTEM, at=at(16))
    start_given(ticket, subject="promise:2", calendar=office, due=at(11, day=24), by=SYSTEM, at=at(16))
    close_tuesday(office)
    assert follow_calendar(office.pk) == Followed(looked_at=2, moved=1, tickets=1)
    rows = dict(Clock.objects.filter(ticket=ticket).values_list("subject", "due_at"))
    assert rows == {"promise:1": at(11, day=25), "promise:2": at(11, day=24)}


def test_a_new_name_changes_no_hours_and_queues_nothing(office: Calendar) -> None:
    make_started(office)
    save_calendar(office, name="白班", weekly=office.weekly, by=SYSTEM)
    assert not ProcrastinateJob.objects.filter(task_name="follow_calendar").exists()


LONG_OVER = """
    INSERT INTO sla_clock (ticket_id, round, kind, subject, unit, commitment_id, calendar_id, calendar_version, started_at, due_at, met_at)
    SELECT ticket_id, round, kind, 'case:' || n, unit, commitment_id, calendar_id, 1, started_at, due_at, due_at
    FROM sla_clock CROSS JOIN generate_series(1, 4000) n WHERE id = %s
"""


def test_it_costs_the_open_clocks_of_that_calendar(office: Calendar) -> None:
    """As many statements for five clocks as for one; what is long over is not looked at."""
    costs = []
    for count in (1, 5):
        for _n in range(count):
            make_started(office, hour=9)  # due the same day: nothing moves
        set_calendar_day(office, TUESDAY, intervals=[["09:00", f"1{count}:00"]], note="", by=SYSTEM)
        with CaptureQueriesContext(connection) as asked:
            follow_calendar(office.pk)
        costs.append(len(asked))
    assert costs[0] == costs[1]
    with connection.cursor() as cursor:
        cursor.execute(LONG_OVER, [clock_of(make_started(office), "resolve").pk])
        cursor.execute("ANALYZE sla_clock")
        cursor.execute(
            "EXPLAIN SELECT ticket_id FROM sla_clock WHERE calendar_id = %s AND calendar_version < 9"
            " AND met_at IS NULL AND stopped_at IS NULL",
            [office.pk],
        )
        assert "clock_open_on_calendar" in str(cursor.fetchall())
