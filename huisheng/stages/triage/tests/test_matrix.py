"""Impact × urgency: which cell, by which rules, against the ordered rules, and by hand."""

import pytest

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.actions import rename_level, save_matrix
from huisheng.core.catalogue.errors import CatalogueRefused
from huisheng.core.catalogue.models import Grade, GradingScheme, MatrixCell, MatrixLevel
from huisheng.kit.party import SYSTEM
from huisheng.stages.triage.actions import regrade, save_level_rule
from huisheng.stages.triage.models import Grading, LevelRule
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.rulebook import rulebook
from huisheng.stages.triage.sentences import why_graded
from huisheng.stages.triage.tests.make import make_grade_rule, make_graded, says
from huisheng.stages.triage.trial import try_text
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Mode = GradingScheme.Mode


def ryg() -> GradingScheme:
    return GradingScheme.objects.get(code="ryg")


def choose(mode: str) -> None:
    save_matrix(ryg(), mode=mode, cells={}, by=SYSTEM)


def level(axis: str, code: str) -> MatrixLevel:
    return MatrixLevel.objects.get(scheme__code="ryg", axis=axis, code=code)


def weigh(axis: str, code: str, *words: str) -> LevelRule:
    rule = save_level_rule(name=f"{axis} {code}", condition=says(*words), level=level(axis, code), by=SYSTEM)
    LevelRule.objects.filter(pk=rule.pk).update(rank=-10)
    return rule


def judged(text: str) -> Grading:
    grading = latest_grading(make_graded(text))
    assert grading is not None
    return grading


def cell_of(text: str) -> tuple[str, str, str]:
    found = judged(text)
    assert found.impact is not None
    assert found.urgency is not None
    return found.impact.code, found.urgency.code, found.grade.code


def test_the_shipped_matrix_lies_ready_and_is_off() -> None:
    assert MatrixCell.objects.filter(impact__scheme__code="ryg").count() == 9
    assert MatrixCell.objects.filter(impact__scheme__code="levels").count() == 9
    assert not GradingScheme.objects.filter(mode__in=[Mode.MATRIX, Mode.BOTH]).exists()
    assert judged("漏发了配件").impact is None


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("螺丝风车", ("high", "high", "red")),
        ("螺丝", ("high", "middle", "red")),
        ("螺丝云朵", ("high", "low", "yellow")),
        ("风车", ("middle", "high", "yellow")),  # 影响中 × 紧急高 → 黄
        ("甲乙丙丁戊己", ("middle", "middle", "yellow")),
        ("云朵", ("middle", "low", "green")),
        ("草莓风车", ("low", "high", "yellow")),
        ("草莓", ("low", "middle", "green")),
        ("草莓云朵", ("low", "low", "green")),
    ],
)
def test_two_families_of_rules_choose_the_cell(text: str, cell: tuple[str, str, str]) -> None:
    choose(Mode.MATRIX)
    weigh("impact", "high", "螺丝")
    weigh("impact", "low", "草莓")
    weigh("urgency", "high", "风车")
    weigh("urgency", "low", "云朵")
    assert cell_of(text) == cell


def test_it_says_impact_urgency_and_the_words_of_both() -> None:
    choose(Mode.MATRIX)
    weigh("impact", "high", "螺丝")
    weigh("urgency", "high", "风车")
    assert why_graded(judged("螺丝 风车")) == "红（影响“大” × 紧急“高”），命中“螺丝”、“风车”"
    assert why_graded(judged("甲乙丙丁戊己")) == "黄（影响“中” × 紧急“中”）"


def test_without_a_marked_level_the_lowest_is_taken() -> None:
    MatrixLevel.objects.filter(scheme__code="ryg").update(is_default=False)
    choose(Mode.MATRIX)
    assert cell_of("甲乙丙丁戊己") == ("low", "low", "green")


@pytest.mark.parametrize(
    ("rule", "cell_word", "expected"),
    [("red", "草莓", "red"), ("green", "螺丝", "red"), ("green", "草莓", "green"), ("yellow", "草莓", "yellow")],
)
def test_both_take_the_graver(rule: str, cell_word: str, expected: str) -> None:
    choose(Mode.BOTH)
    make_grade_rule(says("弹簧"), grade=rule)
    weigh("impact", "high", "螺丝")
    weigh("impact", "low", "草莓")
    weigh("urgency", "low", "草莓")
    assert judged(f"弹簧 {cell_word}").grade.code == expected


def test_both_leave_it_to_the_matrix_when_no_rule_speaks() -> None:
    choose(Mode.BOTH)
    found = judged("甲乙丙丁戊己")
    assert (found.rule, found.grade.code, found.impact is not None) == (None, "yellow", True)


def test_switched_off_it_costs_nothing_and_asks_nothing() -> None:
    """In a house without a matrix its conditions are not even read."""
    asked = "yearly_spend"
    rich = {"field": asked, "op": "gte", "value": 1}
    save_level_rule(name="大客户", condition=rich, level=level("impact", "high"), by=SYSTEM)
    assert asked not in rulebook().asked_to_grade
    choose(Mode.MATRIX)
    assert asked in rulebook().asked_to_grade


def test_a_trial_speaks_the_matrix_too() -> None:
    choose(Mode.MATRIX)
    trial = try_text("插座冒烟了").graded
    assert trial is not None
    assert trial.impact is not None
    assert why_graded(trial).startswith("红（影响“大” × 紧急“高”）")


def test_a_cell_may_hold_another_grade_and_the_audit_says_so() -> None:
    green = Grade.objects.get(scheme__code="ryg", code="green")
    save_matrix(
        ryg(), mode=Mode.MATRIX, cells={(level("impact", "middle"), level("urgency", "middle")): green}, by=SYSTEM
    )
    assert cell_of("甲乙丙丁戊己") == ("middle", "middle", "green")
    change = SettingChange.objects.latest("id")
    assert change.before is not None
    assert change.after is not None
    assert (change.before["middle×middle"], change.after["middle×middle"]) == ("yellow", "green")
    assert change.after["mode"] == "matrix"


def test_a_matrix_with_holes_cannot_decide() -> None:
    MatrixCell.objects.filter(impact=level("impact", "high")).delete()
    with pytest.raises(CatalogueRefused):
        choose(Mode.MATRIX)
    assert judged("漏发了配件").impact is None
    with pytest.raises(CatalogueRefused):
        save_matrix(GradingScheme.objects.get(code="nu"), mode=Mode.BOTH, cells={}, by=SYSTEM)
    with pytest.raises(CatalogueRefused):
        save_matrix(ryg(), mode="dice", cells={}, by=SYSTEM)


def test_a_level_is_called_what_the_house_calls_it() -> None:
    rename_level(level("impact", "high"), name="全公司", name_en="everybody", by=SYSTEM)
    choose(Mode.MATRIX)
    assert "影响“全公司”" in why_graded(judged("插座冒烟了"))
    with pytest.raises(CatalogueRefused):
        rename_level(level("impact", "high"), name=" ", by=SYSTEM)


def test_a_person_may_choose_a_cell_and_the_decision_keeps_both_levels(cast: Cast) -> None:
    ticket = make_graded("咨询保修政策")
    cell = MatrixCell.objects.get(impact=level("impact", "middle"), urgency=level("urgency", "high"))
    regrade(ticket, grade=cell.grade, cell=cell, reason="明天搬家要用", by=cast.lin.party)
    grading = latest_grading(ticket)
    assert grading is not None
    assert why_graded(grading) == "黄（影响“中” × 紧急“高”），人工改定：明天搬家要用"
