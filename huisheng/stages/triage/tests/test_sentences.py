"""Why, in a sentence, in both languages."""

import pytest
from django.utils import translation

from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.customers.tests.make import make_customer, make_tier
from huisheng.stages.triage.actions import regrade, set_category
from huisheng.stages.triage.queries import latest_category_change, latest_grading
from huisheng.stages.triage.sentences import why_category, why_graded
from huisheng.stages.triage.tests.make import make_category_rule, make_grade_rule, make_graded, says
from huisheng.stages.triage.trial import try_text
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def why(ticket: object) -> tuple[str, str]:
    grading = latest_grading(ticket)  # type: ignore[arg-type]
    assert grading is not None
    with translation.override("en"):
        english = why_graded(grading)
    return why_graded(grading), english


def test_it_names_the_rule_and_the_customers_words() -> None:
    make_grade_rule(says("螺丝", "弹簧"), name="缺零件", name_en="Parts missing")
    assert why(make_graded("少了螺丝和弹簧")) == (
        "红：规则“缺零件”命中“螺丝”、“弹簧”",
        "Red: rule “Parts missing” found “螺丝”, “弹簧”",
    )


def test_it_tells_a_fact_that_is_no_word_by_its_label() -> None:
    make_tier("vip", name="贵宾", name_en="Guest of honour")
    make_grade_rule({"field": "tier", "op": "is", "value": "vip"}, name="贵宾来信", name_en="A guest writes")
    customer = make_customer("王先生", phone="13612345678", tier="vip")
    assert why(make_graded("你好", customer=customer)) == (
        "红：规则“贵宾来信”命中客户等级“贵宾”",
        "Red: rule “A guest writes” found Customer tier “Guest of honour”",
    )


def test_it_says_that_no_rule_spoke() -> None:
    chinese, english = why(make_graded("甲乙丙丁戊己"))
    assert chinese == "黄：没有规则命中，按方案的默认分级"
    assert english == "Yellow: no rule spoke, so the scheme's usual grade"


def test_it_gives_a_persons_reason(cast: Cast) -> None:
    ticket = make_graded("咨询保修政策")
    regrade(ticket, grade=Grade.objects.get(code="red"), reason="明天要用", by=cast.lin.party)
    assert why(ticket) == ("红，人工改定：明天要用", "Red, set by a colleague: 明天要用")


def test_it_still_speaks_when_the_rule_is_gone() -> None:
    rule = make_grade_rule(says("螺丝"))
    ticket = make_graded("少了螺丝")
    rule.delete()
    chinese, english = why(ticket)
    assert "“螺丝”" in chinese
    assert "“螺丝”" in english


def test_it_says_why_the_category(cast: Cast) -> None:
    make_category_rule(says("螺丝"), name="零件", category=Category.objects.get(code="repair_product"))
    ticket = make_graded("少了螺丝")
    change = latest_category_change(ticket)
    assert change is not None
    assert why_category(change) == "产品故障：规则“零件”命中“螺丝”"
    set_category(ticket, category=Category.objects.get(code="consult"), by=cast.lin.party)
    change = latest_category_change(ticket)
    assert change is not None
    assert why_category(change) == "服务咨询，人工选定"


def test_a_trial_speaks_the_same_sentence() -> None:
    make_grade_rule(says("螺丝"), name="缺零件")
    trial = try_text("少了螺丝")
    assert trial.graded is not None
    assert why_graded(trial.graded) == "红：规则“缺零件”命中“螺丝”"
