"""Which promises apply to a ticket."""

from typing import Any

import pytest

from huisheng.core.catalogue.models import GradingScheme
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import retire_policy, start_clocks, switch_policy
from huisheng.stages.sla.match import promises_for
from huisheng.stages.sla.tests.make import TEN, after, make_policy, make_ticket, only_policy, promise
from huisheng.stages.triage.models import TicketTag

pytestmark = pytest.mark.django_db


def due(ticket: Any, kind: str = "first_response") -> Any:
    found = promises_for(ticket, start=TEN).get(kind)
    return found.due if found else None


def test_the_earliest_of_each_kind_wins() -> None:
    only_policy(promise(amount=30), promise("resolve", 4, "hour"))
    make_policy(promise(amount=20), promise("resolve", 9, "hour"))
    ticket = make_ticket()
    assert (due(ticket), due(ticket, "resolve")) == (after(20), after(240))


def test_an_overriding_promise_wins_over_an_earlier_one() -> None:
    only_policy(promise(amount=10))
    make_policy(promise(amount=60, overrides=True))
    make_policy(promise(amount=50, overrides=True))
    assert due(make_ticket()) == after(50)


def test_of_equal_promises_the_lower_rank_wins() -> None:
    only_policy(promise(amount=10), rank=5)
    first = make_policy(promise(amount=10), rank=1)
    assert promises_for(make_ticket(), start=TEN)["first_response"].commitment.policy == first


@pytest.mark.parametrize(("grade", "minutes"), [("red", 15), ("yellow", 60), ("green", 60)])
def test_a_grade_of_its_own_or_every_grade(grade: str, minutes: int) -> None:
    only_policy(promise(amount=15, grade_code="red"), promise(amount=60))
    assert due(make_ticket(grade=grade)) == after(minutes)


def test_a_policy_of_another_scheme_does_not_apply() -> None:
    ticket = make_ticket()
    only_policy(promise(amount=5), scheme=GradingScheme.objects.exclude(code="ryg").first())
    assert due(ticket) is None
    make_policy(promise(amount=9), scheme=GradingScheme.objects.get(code="ryg"))
    assert due(ticket) == after(9)


def test_a_ticket_without_a_grade_has_the_promises_for_everybody() -> None:
    only_policy(promise(amount=15, grade_code="red"), promise("resolve", 3, "natural_day"))
    ticket = make_ticket(grade="none")
    assert (due(ticket), due(ticket, "resolve")) == (None, after(3 * 24 * 60))


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        ({}, True),
        ({"field": "channel", "op": "is", "value": "web"}, True),
        ({"field": "channel", "op": "is", "value": "email"}, False),
        ({"field": "text", "op": "has_any", "value": ["漏发"]}, True),
        ({"field": "text", "op": "has_any", "value": ["发霉"]}, False),
        ({"field": "grade", "op": "in", "value": ["red"]}, True),
        ({"field": "scheme", "op": "is", "value": "ryg"}, True),
        ({"field": "severity", "op": "gte", "value": 40}, False),
        ({"not": {"field": "tags", "op": "any_of", "value": ["pre_sale"]}}, True),
        (
            {"all": [{"field": "repeat_count", "op": "gte", "value": 1}, {"field": "order_number", "op": "is_empty"}]},
            True,
        ),
    ],
)
def test_the_condition_decides(condition: dict[str, Any], applies: bool) -> None:
    only_policy(promise(amount=7), condition=condition)
    ticket = make_ticket()
    assert not TicketTag.objects.filter(ticket=ticket).exists()
    assert (due(ticket) == after(7)) is applies


def test_a_policy_that_is_off_or_retired_promises_nothing() -> None:
    policy = only_policy(promise(amount=7))
    ticket = make_ticket()
    switch_policy(policy, enabled=False, by=SYSTEM)
    assert due(ticket) is None
    switch_policy(policy, enabled=True, by=SYSTEM)
    assert due(ticket) == after(7)
    retire_policy(policy, by=SYSTEM)
    assert due(ticket) is None


def test_channels_are_promised_alike_by_every_door() -> None:
    """LD #210: rules run the same for web, email, API, import."""
    only_policy(promise(amount=7))
    for channel in ("web", "email", "api", "phone", "internal"):
        clocks = start_clocks(make_ticket(channel=channel), by=SYSTEM, at=TEN)
        assert [one.due_at for one in clocks] == [after(7)]
