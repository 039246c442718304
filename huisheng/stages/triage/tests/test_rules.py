"""Rules are saved, moved, switched and deleted, and the audit knows."""

from typing import Any

import pytest

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.stages.triage.actions import (
    RuleRefused,
    delete_rule,
    move_rule,
    save_category_rule,
    save_grade_rule,
    switch_rule,
)
from huisheng.stages.triage.actions.rules import grade_rule_facts
from huisheng.stages.triage.models import GradeRule, Grading
from huisheng.stages.triage.tests.make import make_graded, says
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def red() -> Grade:
    return Grade.objects.get(scheme__code="ryg", code="red")


def names() -> list[str]:
    return list(GradeRule.objects.filter(grade__scheme__code="ryg").values_list("name", flat=True))


def changes(subject: str) -> list[tuple[Any, Any]]:
    return [(row.before, row.after) for row in SettingChange.objects.filter(subject=subject).order_by("id")]


def test_a_new_rule_stands_last_and_works_once_it_is_first(cast: Cast) -> None:
    rule = save_grade_rule(name=" 螺丝 ", condition=says("螺丝"), grade=red(), by=cast.admin.party)
    assert names()[-1] == "螺丝"
    for _ in names():
        move_rule(rule, among=GradeRule.objects.filter(grade__scheme__code="ryg"), up=True, by=cast.admin.party)
    assert names()[0] == "螺丝"
    assert make_graded("请问螺丝怎么装").grade == red()


def test_it_writes_the_audit_with_before_and_after(cast: Cast) -> None:
    rule = save_grade_rule(name="螺丝", condition=says("螺丝"), grade=red(), by=cast.admin.party)
    save_grade_rule(rule, name="螺丝钉", condition=says("螺丝"), grade=red(), by=cast.admin.party)
    save_grade_rule(rule, name="螺丝钉", condition=says("螺丝"), grade=red(), by=cast.admin.party)
    made, renamed = changes(f"triage.GradeRule:{rule.pk}")
    assert made == (None, grade_rule_facts(rule) | {"name": "螺丝"})
    assert (renamed[0]["name"], renamed[1]["name"]) == ("螺丝", "螺丝钉")
    assert SettingChange.objects.latest("id").by_id == cast.admin.pk


def test_moving_down_and_beyond_the_end(cast: Cast) -> None:
    among = GradeRule.objects.filter(grade__scheme__code="ryg")
    first, second = among[0], among[1]
    before = names()
    move_rule(first, among=among, up=False, by=cast.admin.party)
    assert names()[:2] == [second.name, first.name]
    move_rule(second, among=among, up=True, by=cast.admin.party)
    move_rule(first, among=among, up=True, by=cast.admin.party)
    assert names() == before


def test_switched_off_rules_are_silent(cast: Cast) -> None:
    rule = save_grade_rule(name="保修", condition=says("保修"), grade=red(), by=cast.admin.party)
    GradeRule.objects.filter(pk=rule.pk).update(rank=-1)
    assert make_graded("咨询保修政策").grade == red()
    switch_rule(rule, enabled=False, by=cast.admin.party)
    assert make_graded("咨询保修政策").grade != red()
    assert changes(f"triage.GradeRule:{rule.pk}")[-1] == ({"enabled": True}, {"enabled": False})


def test_a_deleted_rule_leaves_its_decisions(cast: Cast) -> None:
    ticket = make_graded("漏发了配件")
    grading = Grading.objects.get(ticket=ticket)
    assert grading.rule is not None
    key = f"triage.GradeRule:{grading.rule_id}"
    delete_rule(grading.rule, facts=grade_rule_facts(grading.rule), by=cast.admin.party)
    left = Grading.objects.get(pk=grading.pk)
    assert (left.rule, left.grade) == (None, red())
    assert changes(key)[-1][1] is None


def test_a_category_rule_gives_tags_too(cast: Cast) -> None:
    missing = Tag.objects.get(code="missing")
    consult = Category.objects.get(code="consult")
    rule = save_category_rule(
        name="螺丝", condition=says("螺丝"), category=consult, tags=[missing], by=cast.admin.party
    )
    save_category_rule(rule, name="螺丝", condition=says("螺丝"), tags=[missing], enabled=False, by=cast.admin.party)
    rule.refresh_from_db()
    assert (rule.category, list(rule.tags.all()), rule.enabled) == (None, [missing], False)


@pytest.mark.parametrize(
    ("name", "condition", "field"),
    [(" ", {}, "name"), ("螺丝", {"field": "nothing", "op": "is", "value": 1}, "condition")],
)
def test_it_refuses_rules_without_name_or_with_a_bad_condition(
    cast: Cast, name: str, condition: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        save_grade_rule(name=name, condition=condition, grade=red(), by=cast.admin.party)
    assert field in refused.value.fields


def test_a_category_rule_must_give_something(cast: Cast) -> None:
    with pytest.raises(RuleRefused):
        save_category_rule(name="螺丝", condition=says("螺丝"), by=cast.admin.party)
