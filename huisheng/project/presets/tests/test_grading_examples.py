"""The shipped rules, as they stand on the shelf of a fresh house, on our own example texts."""

import pytest

from huisheng.project.presets.grading_data import RYG_GRADES, SCHEMES
from huisheng.project.presets.grading_examples import EXAMPLES, GREEN, RED, SOURCES, YELLOW
from huisheng.stages.triage.facts import affected_count
from huisheng.stages.triage.rulebook import classified, graded, rulebook

pytestmark = pytest.mark.django_db


def facts(text: str, **more: object) -> dict[str, object]:
    return {"text": text, "tags": [], "affected_count": affected_count(text), "repeat_count": 1, **more}


def grade_and_category(text: str, **more: object) -> tuple[str, str]:
    book, known = rulebook(), facts(text, **more)
    category = classified(book, known).category
    assert category is not None
    found = graded(book, {**known, "category": category.code, "nature": category.nature})
    assert found is not None
    return found.grade.code, category.code


def test_it_has_examples_of_every_grade() -> None:
    assert len(EXAMPLES) >= 120
    assert min(len(RED), len(YELLOW), len(GREEN)) >= 35
    assert len({text for text, _grade, _category in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize(("text", "grade", "category"), EXAMPLES, ids=[text[:24] for text, _g, _c in EXAMPLES])
def test_it_grades_and_files_the_example(text: str, grade: str, category: str) -> None:
    assert grade_and_category(text) == (grade, category)


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_it_does_not_mind_how_a_source_example_is_typed(text: str, grade: str, category: str) -> None:
    dressed = f"  你好，{text}  "
    assert grade_and_category(dressed) == (grade, category)


@pytest.mark.parametrize("text", [text for grade in RYG_GRADES for text in grade.examples])
def test_it_keeps_the_promise_of_the_examples_in_the_handbook(text: str) -> None:
    expected = next(grade.code for grade in RYG_GRADES if text in grade.examples)
    assert grade_and_category(text)[0] == expected


def test_it_names_the_words_that_decided() -> None:
    found = graded(rulebook(), facts("我的货已经延迟5天了！"))
    assert found is not None
    assert found.rule is not None
    assert found.words == [{"field": "text", "words": ["延迟5天"]}]


@pytest.mark.parametrize(
    ("days", "grade"), [("1天", "yellow"), ("两天", "yellow"), ("3天", "red"), ("五天", "red"), ("一个星期", "red")]
)
def test_it_draws_the_line_for_late_goods_at_three_days(days: str, grade: str) -> None:
    assert grade_and_category(f"我的货延迟{days}了")[0] == grade


@pytest.mark.parametrize(("days", "grade"), [("三天", "yellow"), ("4天", "yellow"), ("五天", "red"), ("十几天", "red")])
def test_it_draws_the_line_for_silent_parcels_at_five_days(days: str, grade: str) -> None:
    assert grade_and_category(f"物流{days}没更新了")[0] == grade


def test_it_believes_a_tag_that_says_urgent() -> None:
    assert grade_and_category("请回电话", tags=["critical"])[0] == "red"


def test_it_looks_closer_when_somebody_asks_again() -> None:
    assert grade_and_category("请问几天发货", repeat_count=1)[0] == "green"
    assert grade_and_category("请问几天发货", repeat_count=3)[0] == "yellow"


def test_it_ships_one_scheme_switched_on_and_for_everything() -> None:
    on = [scheme for scheme in SCHEMES if scheme.enabled]
    assert [(scheme.code, scheme.applies_to) for scheme in on] == [("ryg", {})]
