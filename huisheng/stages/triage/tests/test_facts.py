"""What rules are told about a ticket."""

from typing import Any

import pytest

from huisheng.core.catalogue.models import Tag
from huisheng.core.customers.tests.make import make_customer
from huisheng.kit.conditions import validate
from huisheng.stages.triage.actions import tag_ticket
from huisheng.stages.triage.facts import (
    FIELDS,
    GRADED_FIELDS,
    affected_count,
    facts_of,
    fields_asked,
    fields_with_choices,
    full_text,
)
from huisheng.stages.triage.models import CategoryRule, GradeRule
from huisheng.stages.triage.tests.make import make_graded


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我们小区二十多户都收到坏的净水器", 20),
        ("3个人都吃坏了肚子", 3),
        ("办公室十几位同事都打不开", 10),
        ("12 customers complained", 12),
        ("买了三十箱水", 1),
        ("我的灯坏了", 1),
        ("", 1),
    ],
)
def test_it_reads_how_many_are_affected(text: str, count: int) -> None:
    assert affected_count(text) == count


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("漏发配件", "见照片", "漏发配件\n见照片"),
        ("我的灯坏了", "我的灯坏了。怎么办?", "我的灯坏了。怎么办?"),
        ("我的灯坏…", "我的灯坏了", "我的灯坏了"),
        ("", "我的灯坏了", "我的灯坏了"),
    ],
)
def test_a_subject_that_says_more_is_read_too(subject: str, text: str, expected: str) -> None:
    assert full_text(subject, text) == expected


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ({}, set()),
        ({"field": "text", "op": "is_empty"}, {"text"}),
        ({"not": {"any": [{"field": "tier", "op": "is", "value": "x"}, {"all": []}]}}, {"tier"}),
        ({"all": [{"field": "text", "op": "is_empty"}, {"field": "tags", "op": "is_empty"}]}, {"text", "tags"}),
    ],
)
def test_it_knows_which_fields_a_condition_asks(condition: dict[str, object], names: set[str]) -> None:
    assert fields_asked(condition) == names


@pytest.mark.django_db
def test_it_gathers_the_facts_of_a_ticket() -> None:
    customer = make_customer("王先生", phone="13612345678", tier="core")
    ticket = make_graded("漏发了配件", customer=customer, order_number="1023", channel="phone")
    tag_ticket(ticket, add=[Tag.objects.get(code="urgent")], by=customer.party)
    facts = dict(facts_of(ticket, "漏发了配件"))
    assert set(facts) == set(GRADED_FIELDS)
    assert {"missing", "urgent"} <= set(facts.pop("tags"))  # type: ignore[call-overload]
    assert facts == {
        "text": "漏发了配件",
        "subject": "漏发了配件",
        "category": "complaint_quality",
        "nature": "complaint",
        "channel": "phone",
        "tier": "core",
        "order_number": "1023",
        "source": None,
        "yearly_spend": None,
        "tenure_days": None,
        "affected_count": 1,
        "mass_fault": False,
        "repeat_count": 1,
        "same_kind_count": 1,
        "sentiment": -0.378,
        "grade": "red",
        "scheme": "ryg",
        "severity": 30,
    }


@pytest.mark.django_db
def test_it_reads_only_what_is_wanted_and_only_when_asked(django_assert_num_queries: Any) -> None:
    ticket = make_graded("漏发了配件")
    assert dict(facts_of(ticket, "漏发了配件", {"channel"})) == {"channel": "web"}
    facts = facts_of(ticket, "漏发了配件")
    with django_assert_num_queries(2):  # the count, and whether the house changed its days
        assert (facts["channel"], facts["repeat_count"], facts["repeat_count"]) == ("web", 1, 1)


@pytest.mark.django_db
def test_every_shipped_rule_asks_only_what_can_be_answered() -> None:
    fields = fields_with_choices(FIELDS)
    rules: list[GradeRule | CategoryRule] = [*GradeRule.objects.all(), *CategoryRule.objects.all()]
    faults = {rule.name: validate(rule.condition, fields) for rule in rules}
    assert rules
    assert {name: said for name, said in faults.items() if said} == {}
