"""The shipped promises hold what the sources say (requirements A0)."""

from datetime import datetime, timedelta

import pytest

from huisheng.core.catalogue.models import Tag
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import PolicyRefused, heed, ring_due, start_clocks, switch_family, switch_policy
from huisheng.stages.sla.models import Clock, ServicePolicy
from huisheng.stages.sla.occasions import RULES, Occasion
from huisheng.stages.sla.tests.make import TEN, after, at, clock_of, events_of, make_ticket
from huisheng.stages.triage.actions import tag_ticket

pytestmark = pytest.mark.django_db
HOUR, DAY = 60, 24 * 60


def promised(**ticket: object) -> dict[str, int]:
    """Kind → minutes, for a ticket of 10:00."""
    clocks = start_clocks(make_ticket(**ticket), by=SYSTEM, at=TEN)  # type: ignore[arg-type]
    return {one.kind: int((one.due_at - TEN) / timedelta(minutes=1)) for one in clocks}


def switch_on(prefix: str) -> None:
    """Only the policies of one preset promise."""
    ServicePolicy.objects.update(enabled=False)
    for policy in ServicePolicy.objects.filter(code__startswith=prefix, commitments__isnull=False).distinct():
        switch_policy(policy, enabled=True, by=SYSTEM)


@pytest.mark.parametrize(
    ("grade", "minutes"),
    [
        ("red", {"first_response": 15, "give_plan": 2 * HOUR}),
        ("yellow", {"first_response": 30, "resolve": 4 * HOUR}),
        ("green", {"first_response": 60, "formal_reply": 24 * HOUR}),
    ],
)
def test_red_yellow_green(grade: str, minutes: dict[str, int]) -> None:
    """P-RYG, requirements S0; in force in a new house."""
    assert promised(grade=grade) == minutes


@pytest.mark.parametrize(("grade", "minutes"), [("level1", 30), ("level2", 2 * HOUR), ("level3", 4 * HOUR)])
def test_the_three_levels_of_complaints(grade: str, minutes: int) -> None:
    """P-123, requirements S4."""
    scheme = ServicePolicy.objects.get(code="levels_1").scheme
    assert scheme is not None
    assert promised(scheme=scheme.code, grade=grade) == {}
    switch_on("levels_")
    assert promised(scheme=scheme.code, grade=grade) == {"first_response": minutes}


@pytest.mark.parametrize(("grade", "minutes"), [("normal", 24 * HOUR), ("urgent", 2 * HOUR)])
def test_normal_and_urgent(grade: str, minutes: int) -> None:
    """P-NU, requirements S3."""
    scheme = ServicePolicy.objects.get(code="nu_normal").scheme
    assert scheme is not None
    assert promised(scheme=scheme.code, grade=grade) == {}
    switch_on("nu_")
    assert promised(scheme=scheme.code, grade=grade) == {"first_response": minutes}


def test_the_most_urgent_level_asks_the_house_for_its_time() -> None:
    """The source names it without a time: it ships empty and cannot be switched on like that."""
    policy = ServicePolicy.objects.get(code="nu_critical")
    with pytest.raises(PolicyRefused):
        switch_policy(policy, enabled=True, by=SYSTEM)


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("phone", {"human_pickup": 10}),
        ("wechat", {"first_response": 2 * HOUR, "progress_update": 2 * HOUR}),
        ("web", {"first_response": 2 * HOUR, "progress_update": 2 * HOUR}),
        ("email", {"first_response": 24 * HOUR}),
    ],
)
def test_complaints_by_channel(channel: str, minutes: dict[str, int]) -> None:
    """P-CH, requirements S4; for complaints only."""
    switch_on("channel_")
    assert promised(channel=channel, category="complaint") == minutes
    assert promised(channel=channel, category="suggestion") == {}


def test_core_customers_have_their_own_agent_within_an_hour() -> None:
    """P-CH, requirements S4."""
    switch_on("core_")
    assert promised(channel="email", category="complaint", tier="core") == {"first_response": 60}
    assert promised(channel="email", category="complaint", tier="new") == {}


def test_grade_and_channel_promise_together_and_the_earliest_counts() -> None:
    """A red complaint by email: 15 minutes by grade, 24 hours by channel."""
    assert promised(channel="email", category="complaint") == {"first_response": 15, "give_plan": 2 * HOUR}
    assert promised(channel="phone", category="complaint", grade="green") == {
        "human_pickup": 10,
        "first_response": 60,
        "formal_reply": DAY,
    }


@pytest.mark.parametrize("grade", ["red", "yellow", "green"])
def test_an_hour_of_silence_reaches_the_supervisor_whatever_the_grade(grade: str) -> None:
    """Requirements S4: over 1 h without a response → push to supervisor."""
    ticket = make_ticket(grade=grade)
    start_clocks(ticket, by=SYSTEM, at=TEN)
    ring_due(now=after(59))
    told_before = [line for line in events_of(ticket, "clock_warned") if "supervisor" in line["tell"]]
    ring_due(now=after(60))
    first = clock_of(ticket)
    told = [line for line in events_of(ticket, "clock_warned") if "supervisor" in line["tell"]]
    assert told_before == []
    assert [line["clock"] for line in told] == [first.pk]


def test_a_phone_nobody_answers_is_a_miss_to_be_put_right_in_two_hours() -> None:
    """P-CH, requirements S4: over 10 minutes counts as missed and must be rectified within 2 hours."""
    ticket = make_ticket(channel="phone", category="complaint")
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert not Clock.objects.filter(ticket=ticket, kind="rectify").exists()
    heed(ticket, Occasion.MISS_FOUND, at=after(11), subject="miss:1", by=SYSTEM)
    assert clock_of(ticket, "rectify").due_at == after(11 + 2 * HOUR)


@pytest.mark.parametrize(
    ("tag", "kind", "due"),
    [
        ("case_12315", "regulator_reply", at(10, day=7, month=12)),
        ("case_telecom", "regulator_reply", at(10, day=8, month=12)),
        ("case_banking_complex", "regulator_reply", at(10, day=23, month=12)),
        ("case_aviation", "regulator_reply", at(10, day=7, month=12)),
        ("case_express", "regulator_reply", at(10, day=30)),
        ("case_securities", "regulator_reply", at(10, day=14, month=12)),
        ("case_wechat_pay", "first_response", at(0, day=25)),
        ("case_wechat_pay", "regulator_reply", at(0, day=27)),
        ("case_mini_program", "regulator_reply", at(10, day=25)),
        ("case_12345", "regulator_reply", at(10, day=10, month=12)),
        ("case_12345_consult", "regulator_reply", at(10, day=26)),
    ],
)
def test_the_times_of_outside_bodies(tag: str, kind: str, due: datetime) -> None:
    """P-REG, for a case of Monday 2026-11-23, 10:00: working days skip weekends, "24:00 of day N" ends at midnight."""
    ServicePolicy.objects.update(enabled=False)
    switch_family("P-REG", enabled=True, by=SYSTEM)
    ticket = make_ticket()
    tag_ticket(ticket, add=[Tag.objects.get(code=tag)], by=SYSTEM)
    start_clocks(ticket, by=SYSTEM, at=TEN)
    assert clock_of(ticket, kind).due_at == due


@pytest.mark.parametrize(
    ("occasion", "kind", "minutes"),
    [
        (Occasion.SOLUTION_OFFERED, "result_confirm", DAY),
        (Occasion.CALLBACK_PLANNED, "callback", DAY),
        (Occasion.CALLBACK_DONE, "callback_record", 10),
        (Occasion.DEPARTMENT_ASKED, "collab_reply", 12 * HOUR),
        (Occasion.DEPARTMENT_ASKED, "daily_tracking", DAY),
        (Occasion.CUSTOMER_WROTE, "next_reply", 4 * HOUR),
    ],
)
def test_what_is_promised_later_begins_when_it_happens(occasion: Occasion, kind: str, minutes: int) -> None:
    """P-CB, P-TEAM (requirements S2, S4) and our own suggestion, on a Monday morning."""
    for family in ("P-CB", "P-TEAM", "P-OURS"):
        switch_family(family, enabled=True, by=SYSTEM)
    ticket = make_ticket(category="complaint")
    start_clocks(ticket, by=SYSTEM, at=TEN)
    ticket.messages.create(kind="reply", text="您好", at=after(10), by_kind="staff")
    heed(ticket, Occasion.REPLY_SENT, at=after(10), by=SYSTEM)
    assert not Clock.objects.filter(ticket=ticket, kind=kind).exists()
    heed(ticket, occasion, at=after(30), subject="one:1" if RULES[kind].several else "", by=SYSTEM)
    assert clock_of(ticket, kind).due_at == after(30 + minutes)


def test_owner_and_supervisor_hear_of_every_breach() -> None:
    for grade in ("red", "yellow", "green"):
        start_clocks(make_ticket(grade=grade), by=SYSTEM, at=TEN)
    ring_due(now=after(3 * DAY))
    for clock in Clock.objects.all():
        assert clock.breached_at == clock.due_at
        (line,) = [line for line in events_of(clock.ticket, "clock_breached") if line["clock"] == clock.pk]
        assert set(line["tell"]) == {"assignee", "supervisor"}
