"""Trying promises out tells what would count, and why."""

import pytest

from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.tests.make import TEN, after, make_policy, make_ticket, only_policy, promise
from huisheng.stages.sla.trial import try_promises

pytestmark = pytest.mark.django_db


def test_it_shows_what_counts_and_what_an_earlier_promise_beats() -> None:
    rows = try_promises(
        at=TEN,
        grade=Grade.objects.get(scheme__code="ryg", code="red"),
        category=Category.objects.get(code="complaint"),
        channel=Channel.objects.get(code="email"),
    )
    assert [(row.kind, row.due_at, row.code, row.counts) for row in rows] == [
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
    assert {(row.kind, row.due_at) for row in rows if row.counts} == {(one.kind, one.due_at) for one in clocks}


def test_it_says_which_promise_overrides() -> None:
    only_policy(promise(amount=10))
    make_policy(promise(amount=60, overrides=True))
    assert [(row.due_at, row.counts, row.overrides) for row in try_promises(at=TEN)] == [
        (after(60), True, True),
        (after(10), False, False),
    ]


def test_it_writes_nothing() -> None:
    try_promises(at=TEN, grade=Grade.objects.get(scheme__code="ryg", code="red"))
    assert not Clock.objects.exists()
