"""The sources' own examples, graded on arrival as a customer's words are (requirements A2)."""

import pytest

from huisheng.project.presets.grading_examples import SOURCES
from huisheng.stages.triage.tests.make import make_graded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_it_grades_the_sources_own_examples_on_arrival(text: str, grade: str, category: str) -> None:
    ticket = make_graded(text)
    assert ticket.grade is not None
    assert ticket.category is not None
    assert (ticket.grade.code, ticket.category.code) == (grade, category)
