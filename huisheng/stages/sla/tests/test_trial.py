"""Trying promises out tells what would count, and why."""

import pytest
from django.utils.translation import override

from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import LevelDraft, save_chain, start_clocks, switch_family
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.stages.sla.tests.make import TEN, after, at, make_policy, make_ticket, only_policy, promise
from huisheng.stages.sla.trial import try_promises

pytestmark = pytest.mark.django_db


def test_it_shows_what_counts_and_what_an_earlier_promise_beats() -> None:
    rows = try_promises(
        at=TEN,
        grade=Grade.objects.get(scheme__code="ryg", code="red"),
        category=Category.objects.get(code="complaint"),
        channel=Channel.objects.get(code="email"),
    )
    assert [(row.kind, row.due_at, row.code, row.counts) for row in rows if not row.begins] == [
        ("first_response", after(15), "ryg_red", True),
        ("give_plan", after(120), "ryg_red", True),
        ("first_response", after(24 * 60), "channel_email", False),
    ]
    assert (rows[0].promise, rows[0].hours, rows[0].source) == ("15 分钟内首响", "7×24", "P-RYG S0")


def test_it_agrees_with_what_a_real_ticket_is_promised() -> None:
    ticket = make_ticket(channel="email", category="complaint", tier="core")
    rows = try_promises(
        at=TEN, grade=ticket.grade, category=ticket.category, channel=ticket.channel, tier=Tier.objects.get(code="core")
    )
    clocks = start_clocks(ticket, by=SYSTEM, at=TEN)
    assert {(row.kind, row.due_at) for row in rows if row.counts and not row.begins} == {
        (one.kind, one.due_at) for one in clocks
    }


def test_it_says_which_promise_overrides() -> None:
    only_policy(promise(amount=10))
    make_policy(promise(amount=60, overrides=True))
    assert [(row.due_at, row.counts, row.overrides) for row in try_promises(at=TEN)] == [
        (after(60), True, True),
        (after(10), False, False),
    ]


def test_it_shows_every_alarm_with_whom_it_tells_and_the_chain() -> None:
    levels = [LevelDraft(30, ["department_head"], ["email"])]
    chain = save_chain("short", name="短", levels=levels, by=SYSTEM)
    warn = [
        {"percent": 50, "tell": ["assignee"]},
        {"minutes": 5, "before": True, "tell": ["role:agent"], "ways": ["robot"]},
    ]
    only_policy(promise(amount=20, warn=warn, chain=chain))
    with override("en"):
        (row,) = try_promises(at=TEN)
    assert [(ring.at, ring.what, ring.told) for ring in row.rings] == [
        (after(10), "at 50% of the time", "owner"),
        (after(15), "5 minutes before it is due", "Agent (group robot)"),
        (after(20), "overdue", "owner, supervisors"),
        (after(50), "level 1 of the chain", "department head (email)"),
    ]


def test_what_begins_later_stands_below_and_says_when_it_begins() -> None:
    only_policy(promise(amount=90), promise("next_reply", 30), promise("callback", 24, "hour"))
    with override("en"):
        rows = try_promises(at=TEN)
    assert [(row.kind, row.begins) for row in rows] == [
        ("first_response", ""),
        ("next_reply", "the customer writes again"),
        ("callback", "a callback is planned"),
    ]


def test_a_tag_brings_the_times_of_an_outside_body() -> None:
    switch_family("P-REG", enabled=True, by=SYSTEM)
    rows = try_promises(at=TEN, tag=Tag.objects.get(code="case_wechat_pay"))
    assert {(row.kind, row.due_at) for row in rows if row.code == "reg_wechat_pay"} == {
        ("first_response", at(0, day=25)),
        ("regulator_reply", at(0, day=27)),
    }
    assert not any(row.code == "reg_wechat_pay" for row in try_promises(at=TEN))


def test_every_kind_can_be_tried() -> None:
    only_policy(*[promise(kind, 30) for kind in ClockKind.values])
    assert {row.kind for row in try_promises(at=TEN)} == set(ClockKind.values)


def test_it_writes_nothing() -> None:
    try_promises(at=TEN, grade=Grade.objects.get(scheme__code="ryg", code="red"))
    assert not Clock.objects.exists()
