"""The shipped rules give every example text the grade and category it must have (requirements A2)."""

import pytest

from huisheng.project.presets.grading_examples import EXAMPLES, SOURCES
from huisheng.stages.triage.rulebook import RuleBook, rulebook
from huisheng.stages.triage.tests.make import make_graded
from huisheng.stages.triage.trial import try_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> RuleBook:
    return rulebook()


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_it_grades_the_sources_own_examples_on_arrival(text: str, grade: str, category: str) -> None:
    ticket = make_graded(text)
    assert ticket.grade is not None
    assert ticket.category is not None
    assert (ticket.grade.code, ticket.category.code) == (grade, category)


@pytest.mark.parametrize(("text", "grade", "category"), EXAMPLES)
def test_it_grades_every_example(book: RuleBook, text: str, grade: str, category: str) -> None:
    trial = try_text(text, book=book)
    assert trial.graded is not None
    assert trial.classified.category is not None, f"no category instead of {category}"
    assert (trial.graded.grade.code, trial.classified.category.code) == (grade, category)
