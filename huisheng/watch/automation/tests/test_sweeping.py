"""Rules of time: so long after something, or every day at an hour; each ticket once a period."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.watch.automation.actions import sweep_rules, sweeping
from huisheng.watch.automation.lengths import length_words
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.timing import due_tickets, timing_faults
from tests.cast import Cast

from .make import changed, leaf, make_rule

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-25T09:30:00+08:00")  # a Wednesday
TELL = {"deed": "tell", "told": ["supervisor"]}


def after(minutes: int, since: str) -> dict[str, Any]:
    return {"since": since, "minutes": minutes}


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def timed(timing: dict[str, Any], **changes: Any) -> Rule:
    return make_rule(TELL, timing=timing, since=changes.pop("since", ago(days=30)), **changes)


def reply(ticket: Ticket, cast: Cast, at: datetime) -> None:
    make_message(ticket, "在查了", kind=Message.Kind.REPLY, by=cast.lin.party, at=at)


def test_two_hours_without_an_answer(cast: Cast) -> None:
    """The customer's last words count; an answer ends it, a note does not, and the next words begin it anew."""
    timed(after(120, "customer"))
    waits, answered, fresh = (make_ticket(at=ago(minutes=minutes)) for minutes in (130, 130, 110))
    reply(answered, cast, ago(minutes=60))
    make_message(waits, "仓库说没有货", kind=Message.Kind.NOTE, by=cast.lin.party, at=ago(minutes=5))
    assert sweep_rules(NOW) == 1
    assert Run.objects.get().ticket == waits
    assert sweep_rules(NOW + timedelta(minutes=1)) == 0
    assert sweep_rules(NOW + timedelta(minutes=11)) == 1
    assert Run.objects.latest("id").ticket == fresh
    make_message(waits, "还没有消息吗", at=NOW)
    assert sweep_rules(NOW + timedelta(minutes=119)) == 0
    assert sweep_rules(NOW + timedelta(minutes=121)) == 1


def test_the_customer_is_silent_after_our_reply(cast: Cast) -> None:
    timed(after(3 * 1440, "reply"), condition=leaf("status", "is", "waiting_customer"))
    silent, spoke = (make_ticket(at=ago(days=5)) for _each in range(2))
    for ticket in (silent, spoke):
        reply(ticket, cast, ago(days=4))
        changed(ticket, status="waiting_customer")
    make_message(spoke, "照片发您了", at=ago(days=1))
    assert sweep_rules(NOW) == 1
    assert Run.objects.get().ticket == silent


def test_red_and_nobody_has_it_for_ten_minutes(cast: Cast) -> None:
    """Also one that turned red later: the condition is asked as long as it waits."""
    condition = {"all": [leaf("severity", "gte", 30), leaf("assignee", "is_empty")]}
    timed(after(10, "opened"), condition=condition)
    ticket = make_ticket(at=ago(minutes=11))
    assert sweep_rules(NOW) == 0
    changed(ticket, severity=30)
    assert sweep_rules(NOW + timedelta(minutes=20)) == 1
    assert sweep_rules(NOW + timedelta(minutes=21)) == 0


def test_what_waited_long_before_the_rule_was_switched_on_is_left_alone(cast: Cast) -> None:
    rule = timed(after(60, "opened"), since=ago(minutes=5))
    make_ticket(at=ago(minutes=90))
    make_ticket(at=ago(minutes=62))
    assert sweep_rules(NOW) == 1
    assert due_tickets(rule, NOW, fresh=False).count() == 1  # the other, which a preview shows


def test_closed_feedback_is_left_alone(cast: Cast) -> None:
    timed(after(60, "quiet"))
    make_ticket(at=ago(minutes=90), status="closed", closed_at=ago(minutes=80))
    assert sweep_rules(NOW) == 0


def test_what_only_the_judge_can_ask_is_asked(cast: Cast) -> None:
    timed(after(60, "opened"), condition={"all": [leaf("unanswered", "gte", 2), leaf("is_open", "is", True)]})
    once, twice = (make_ticket(at=ago(minutes=90)) for _each in range(2))
    make_message(twice, "在吗", at=ago(minutes=80))
    assert once.pk != twice.pk
    assert sweep_rules(NOW) == 1
    assert Run.objects.get().ticket == twice


@pytest.mark.parametrize(
    ("at", "acts"),
    [
        (NOW, 1),
        (NOW.replace(hour=8), 0),  # not yet nine
        (NOW.replace(hour=15), 1),  # the house was off at nine
        (NOW + timedelta(days=3), 0),  # a Saturday
    ],
)
def test_every_working_day_at_nine(cast: Cast, at: datetime, acts: int) -> None:
    timed({"daily": "09:00", "workdays": True}, condition=leaf("age_days", "gt", 3))
    make_ticket(at=ago(days=4))
    make_ticket(at=ago(days=1))
    assert sweep_rules(at) == acts
    assert sweep_rules(at + timedelta(minutes=1)) == 0


def test_the_next_day_is_another_period(cast: Cast) -> None:
    rule = timed({"daily": "09:00", "workdays": False})
    ticket = make_ticket(at=ago(days=4))
    assert [sweep_rules(NOW + timedelta(days=day)) for day in range(3)] == [1, 1, 1]
    assert Run.objects.filter(rule=rule, ticket=ticket).count() == 3


def test_a_daily_rule_switched_on_after_its_hour_begins_tomorrow(cast: Cast) -> None:
    timed({"daily": "09:00"}, since=ago(minutes=10))
    make_ticket(at=ago(days=4))
    assert [sweep_rules(NOW + timedelta(days=day)) for day in range(2)] == [0, 1]


def test_a_twin_of_the_sweep_finds_it_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both listed the ticket before either acted: whoever gets the lock second asks again."""
    rule = timed(after(60, "opened"))
    make_ticket(at=ago(minutes=61))
    listed = list(due_tickets(rule, NOW))
    assert sweep_rules(NOW) == 1
    assert [sweeping._answer(rule, one.pk, NOW) for one in listed] == [False]


def test_time_finds_its_tickets_by_an_index(cast: Cast) -> None:
    """Thousands of closed ones beside a few open: no table is read from end to end."""
    grow(make_ticket(at=ago(days=40)), 4_000)
    rule = timed(after(120, "customer"), condition=leaf("status", "is", "open"))
    for timing in (after(120, "customer"), after(120, "opened"), {"daily": "09:00"}):
        rule.timing = timing
        plan = plan_of(due_tickets(rule, NOW))
        assert "Seq Scan on tickets_ticket" not in plan, timing
        assert "Seq Scan on tickets_message" not in plan, timing


def plan_of(tickets: "QuerySet[Ticket, Ticket]") -> str:
    sql, values = tickets.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


def grow(model: Ticket, count: int) -> None:
    """So many copies of a ticket with a message each: one in a hundred open, the others closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tickets_ticket (number, customer_id, channel_id, subject, status, order_number, created_at,
                closed_at, last_message_at, link_version, severity, next_due_at, urged)
            SELECT 'X-' || n, customer_id, channel_id, '', CASE WHEN n %% 100 = 0 THEN 'open' ELSE 'closed' END, '',
                created_at + n * interval '10 minute', created_at, created_at, 1, 0, next_due_at, 0
            FROM tickets_ticket, generate_series(1, %s) n WHERE id = %s""",
            [count, model.pk],
        )
        cursor.execute(
            """
            INSERT INTO tickets_message (ticket_id, kind, text, quoted, written_from, at, by_kind)
            SELECT id, 'customer', '', '', '', created_at, 'customer' FROM tickets_ticket WHERE id > %s""",
            [model.pk],
        )
        cursor.execute("ANALYZE tickets_ticket, tickets_message")


@pytest.mark.parametrize(
    ("timing", "fine"),
    [
        ({}, True),
        (after(30, "quiet"), True),
        ({"daily": "09:00"}, True),
        ({"daily": "25:00"}, False),
        (after(0, "opened"), False),
        (after(30, "birth"), False),
        ({"minutes": 30}, False),
    ],
)
def test_what_a_timing_may_say(timing: dict[str, Any], fine: bool) -> None:
    assert (timing_faults(timing) == []) is fine


def test_lengths_are_read_as_people_say_them() -> None:
    assert [length_words(minutes) for minutes in (10, 90, 120, 4320)] == ["10 分钟", "90 分钟", "2 小时", "3 天"]
