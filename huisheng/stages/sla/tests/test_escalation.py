"""Escalation chains, warnings before the due time, and days on which a policy is valid."""

from datetime import date

import pytest

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.kit.worktime import ALWAYS
from huisheng.stages.sla.actions import follow_grade, heed, ring_due, start_clocks
from huisheng.stages.sla.due import Term, rings_of
from huisheng.stages.sla.models import Alarm, Clock, EscalationChain, EscalationLevel
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.tests.make import (
    SHANGHAI,
    TEN,
    after,
    clock_of,
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


@pytest.fixture
def chain() -> EscalationChain:
    """At once the owner, after half an hour the supervisor, after an hour the head of the department."""
    made = EscalationChain.objects.create(code="up", name="逐级升级")
    levels = [(0, ["assignee"], ["app"]), (30, ["supervisor"], ["app", "email"]), (60, ["department_head"], ["robot"])]
    for number, (minutes, tell, ways) in enumerate(levels, start=1):
        EscalationLevel.objects.create(chain=made, level=number, minutes=minutes, tell=tell, ways=ways)
    return made


def make_started(chain: EscalationChain | None, amount: int = 15, **changes: object) -> Ticket:
    only_policy(promise(amount=amount, chain=chain, **changes))  # type: ignore[arg-type]
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    return ticket


def said(ticket: Ticket) -> list[tuple[int, list[str], list[str]]]:
    return [(line["level"], line["tell"], line["ways"]) for line in events_of(ticket, "clock_escalated")]


def rings(ticket: Ticket) -> list[tuple[str, int, object]]:
    rows = Alarm.objects.filter(clock__ticket=ticket, rung_at=None, silenced_at=None).order_by("ring_at", "id")
    return [(one.step, one.level, one.ring_at) for one in rows]


def test_it_goes_up_level_by_level_while_nobody_acts(chain: EscalationChain) -> None:
    ticket = make_started(chain)
    assert [ring_due(now=after(minutes)) for minutes in (14, 15, 44, 45, 74, 75, 500)] == [0, 2, 0, 1, 0, 1, 0]
    assert said(ticket) == [
        (1, ["assignee"], ["app"]),
        (2, ["supervisor"], ["app", "email"]),
        (3, ["department_head"], ["robot"]),
    ]
    assert clock_of(ticket).breached_at == after(15)


def test_whoever_acts_stops_it(chain: EscalationChain) -> None:
    ticket = make_started(chain)
    ring_due(now=after(20))
    heed(ticket, Occasion.REPLY_SENT, by=SYSTEM, at=after(25))
    assert ring_due(now=after(500)) == 0
    assert [level for level, *_rest in said(ticket)] == [1]


def test_it_waits_with_its_clock(chain: EscalationChain) -> None:
    ticket = make_started(chain)
    ring_due(now=after(15))
    hold_clocks(ticket, reason="waiting_customer", at=after(20))
    assert ring_due(now=after(400)) == 0
    release_clocks(ticket, at=after(400))
    assert rings(ticket) == [("escalate", 2, after(425)), ("escalate", 3, after(455))]


def test_a_new_grade_goes_on_above_the_level_it_had_reached(chain: EscalationChain) -> None:
    only_policy(promise(amount=15, chain=chain, grade_code="red"), promise(amount=20, chain=chain, grade_code="yellow"))
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    ring_due(now=after(46))
    follow_grade(set_grade(ticket, "yellow"), by=SYSTEM, at=after(47))
    assert rings(ticket) == [("escalate", 3, after(80))]
    ring_due(now=after(500))
    assert [level for level, *_rest in said(ticket)] == [1, 2, 3]
    assert len(events_of(ticket, "clock_breached")) == 1


def test_a_stricter_grade_rings_the_breach_and_the_highest_level_it_has_reached(chain: EscalationChain) -> None:
    only_policy(promise(amount=15, chain=chain, grade_code="red"), promise(amount=600, grade_code="green"))
    ticket = make_ticket(grade="green")
    start_clocks(ticket, by=SYSTEM, at=TEN)
    follow_grade(set_grade(ticket, "red"), by=SYSTEM, at=after(50))
    assert ring_due(now=after(50)) == 2
    assert [level for level, *_rest in said(ticket)] == [2]
    assert len(events_of(ticket, "clock_breached")) == 1


def test_a_chain_that_rests_escalates_nothing(chain: EscalationChain) -> None:
    EscalationChain.objects.update(enabled=False)
    assert rings(make_started(chain)) == [("breach", 0, after(15))]


def test_levels_count_in_the_promises_own_time(chain: EscalationChain) -> None:
    only_policy(promise("resolve", 1, "natural_day", chain=chain))
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert rings(ticket)[-1] == ("escalate", 3, after(1440 + 60))


def test_a_warning_may_come_before_the_due_time() -> None:
    warn = [{"minutes": 30, "before": True, "tell": ["assignee"], "ways": ["email"]}]
    ticket = make_started(None, 120, warn=warn)
    assert rings(ticket) == [("warn", 0, after(90)), ("breach", 0, after(120))]
    ring_due(now=after(90))
    assert [(line["tell"], line["ways"]) for line in events_of(ticket, "clock_warned")] == [(["assignee"], ["email"])]
    hold_clocks(ticket, reason="waiting_customer", at=after(100))
    release_clocks(ticket, at=after(110))
    assert rings(ticket) == [("breach", 0, after(130))]


def test_a_warning_that_would_come_before_the_start_is_left_out() -> None:
    assert rings(make_started(None, 15, warn=[{"minutes": 30, "before": True, "tell": ["assignee"]}])) == [
        ("breach", 0, after(15))
    ]


def test_a_step_at_a_hundred_percent_is_the_breach_and_brings_its_ways_along() -> None:
    step = {"percent": 100, "tell": ["duty_manager"], "ways": ["robot"]}
    (ring,) = rings_of(Term(15, "minute", ALWAYS(SHANGHAI)), TEN, warn=[step], breach_tells=["supervisor"])
    assert (ring.step, ring.tell, ring.ways) == ("breach", ("supervisor", "duty_manager"), ("robot",))


# ── validity


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "applies"),
    [
        (None, None, True),
        (date(2026, 11, 23), date(2026, 11, 23), True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 22), False),
        (date(2026, 11, 1), date(2026, 11, 30), True),
    ],
)
def test_a_policy_holds_on_its_days(valid_from: date | None, valid_until: date | None, applies: bool) -> None:
    only_policy(promise(), valid_from=valid_from, valid_until=valid_until)
    ticket = make_ticket()
    assert bool(start_clocks(ticket, by=SYSTEM, at=TEN)) is applies


def test_the_day_is_the_local_one_of_the_calendar() -> None:
    """One in the morning of the 24th in Shanghai is still the 23rd in UTC."""
    only_policy(promise(), valid_from=date(2026, 11, 24))
    assert start_clocks(make_ticket(), by=SYSTEM, at=after(15 * 60)) != []


def test_a_promise_given_outlives_its_policy() -> None:
    only_policy(promise("progress_update", 60), promise("resolve", 600), valid_until=date(2026, 11, 23))
    ticket = make_ticket()
    assert kinds_of(start_clocks(ticket, by=SYSTEM, at=TEN)) == {"progress_update", "resolve"}
    heed(ticket, Occasion.REPLY_SENT, by=SYSTEM, at=after(24 * 60))
    assert clock_of(ticket, "resolve").is_running


def test_of_two_valid_ones_the_earliest_wins_and_of_overriding_ones_the_earliest_among_them() -> None:
    only_policy(promise(amount=30))
    make_policy(promise(amount=10), valid_from=date(2026, 12, 1))
    make_policy(promise(amount=20))
    ticket = make_ticket()
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert clock_of(ticket).due_at == after(20)
    make_policy(promise(amount=50, overrides=True))
    make_policy(promise(amount=40, overrides=True))
    later = make_ticket()
    start_clocks(later, by=SYSTEM, at=TEN)
    assert clock_of(later).due_at == after(40)


def test_by_midnight_of_the_day_after_is_midnight_open_or_not() -> None:
    only_policy(promise("formal_reply", 1, "end_of_day"))
    start_clocks(make_ticket(), by=SYSTEM, at=TEN)
    assert Clock.objects.get(kind="formal_reply").due_at == after(14 * 60 + 1440)
