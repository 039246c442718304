from typing import Any

import pytest

from huisheng.core.base.tests.make import last_change
from huisheng.core.knowledge.actions import VARIABLES, TemplateRefused, save_template
from huisheng.core.knowledge.fill import fill, variables_of
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.party import SYSTEM

from .make import make_template


def test_it_fills_what_it_knows_and_names_what_is_missing() -> None:
    text = "{customer}，您好！{owner}会在{expected}前答复，{owner}负责到底。"
    filled, missing = fill(text, {"customer": "刘女士", "owner": "林晓", "expected": ""})
    assert filled == "刘女士，您好！林晓会在{expected}前答复，林晓负责到底。"
    assert missing == ["expected"]


def test_it_never_reads_filled_values_again() -> None:
    filled, missing = fill("{customer}：{progress}", {"customer": "{link}", "progress": "已发出"})
    assert (filled, missing) == ("{link}：已发出", [])


def test_it_leaves_other_braces_alone() -> None:
    assert fill("{ } {Name} {1} {{", {}) == ("{ } {Name} {1} {{", [])
    assert variables_of("{b} {a} {b}") == ["b", "a"]


def test_zero_is_a_value() -> None:
    assert fill("还有 {progress} 件", {"progress": 0}) == ("还有 0 件", [])


@pytest.mark.django_db
def test_it_saves_wording_and_audits_before_and_after() -> None:
    template = make_template("warm", body="{customer}，您好！")
    save_template(template, name="问候", body="{customer}，久等了！", active=False, by=SYSTEM)
    template.refresh_from_db()
    assert (template.body, template.active, template.code) == ("{customer}，久等了！", False, "warm")
    change = last_change()
    assert (change.before["body"], change.after["body"]) == ("{customer}，您好！", "{customer}，久等了！")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "您好 {custmer}"}, "body"),
        ({"body_en": "Hello {name}"}, "body_en"),
        ({"body": "  "}, "body"),
        ({"name": ""}, "name"),
        ({"code": "two words"}, "code"),
        ({"code": "solve_refund"}, "code"),
    ],
)
def test_it_refuses_templates_that_cannot_be_used(changes: dict[str, Any], field: str) -> None:
    count = ReplyTemplate.objects.count()
    with pytest.raises(TemplateRefused) as refusal:
        make_template(**{"code": "fresh", **changes})
    assert field in refusal.value.fields
    assert ReplyTemplate.objects.count() == count


@pytest.mark.django_db
def test_all_shipped_wording_uses_known_variables_in_both_languages() -> None:
    for template in ReplyTemplate.objects.all():
        assert set(variables_of(template.body + template.body_en)) <= set(VARIABLES), template.code
        assert template.body_en, template.code
