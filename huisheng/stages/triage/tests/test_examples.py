"""The shipped rules give every example text the grade and category it must have (requirements A2)."""

import pytest

from huisheng.project.presets.grading_examples import EXAMPLES, SOURCES
from huisheng.stages.triage.tests.make import make_graded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_it_grades_the_sources_own_examples(text: str, grade: str, category: str) -> None:
    ticket = make_graded(text)
    assert (ticket.grade.code, ticket.category.code) == (grade, category)


def test_it_grades_every_other_example() -> None:
    wrong = []
    for text, grade, category in EXAMPLES:
        ticket = make_graded(text)
        got = (ticket.grade.code if ticket.grade else None, ticket.category.code if ticket.category else None)
        if got != (grade, category):
            wrong.append(f"{text}: {got[0]}, {got[1]} instead of {grade}, {category}")
    assert wrong == []
