"""The sources' own examples, graded on arrival as a customer's words are (requirements A2)."""

import pytest

from huisheng.core.catalogue.actions import save_matrix, switch_scheme
from huisheng.core.catalogue.models import GradingScheme
from huisheng.kit.party import SYSTEM
from huisheng.project.presets.grading_examples import SOURCES
from huisheng.stages.triage.queries import latest_grading
from huisheng.stages.triage.tests.make import make_graded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_it_grades_the_sources_own_examples_on_arrival(text: str, grade: str, category: str) -> None:
    ticket = make_graded(text)
    assert ticket.grade is not None
    assert ticket.category is not None
    assert (ticket.grade.code, ticket.category.code) == (grade, category)


@pytest.mark.parametrize(("text", "before", "after"), [("货发错了", "ryg", "levels"), ("咨询保修政策", "ryg", "ryg")])
def test_it_grades_complaints_by_the_three_levels_once_they_are_on(text: str, before: str, after: str) -> None:
    """Red, yellow, green keeps the rest: it is the last scheme that is asked."""
    first = make_graded(text)
    switch_scheme(GradingScheme.objects.get(code="levels"), True, SYSTEM)
    second = make_graded(text)
    assert first.grade and second.grade  # noqa: PT018
    assert (first.grade.scheme.code, second.grade.scheme.code) == (before, after)


@pytest.mark.parametrize(("text", "grade", "category"), SOURCES)
def test_our_matrix_agrees_with_the_sources_own_examples(text: str, grade: str, category: str) -> None:
    """Impact × urgency is ours and off; once chosen, it gives the same grades (requirements A2)."""
    save_matrix(GradingScheme.objects.get(code="ryg"), mode=GradingScheme.Mode.MATRIX, cells={}, by=SYSTEM)
    grading = latest_grading(make_graded(text))
    assert grading is not None
    assert (grading.grade.code, grading.impact is not None) == (grade, True), category
