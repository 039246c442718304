"""What stands beside the grade picker: the matrix, the handbook, and how the grade came about."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Grade, GradingScheme, MatrixCell, MatrixLevel
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.models import Grading
from huisheng.stages.triage.queries import gradings_of
from huisheng.stages.triage.sentences import why_graded


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of impact, each with its cells in the order of `urgencies`."""

    urgencies: list[MatrixLevel]
    rows: list[tuple[MatrixLevel, list[MatrixCell | None]]]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the grade's history."""

    at: datetime
    grade: Grade
    why: str
    who: str


def grid_of(scheme: GradingScheme | None) -> Grid | None:
    """The matrix to choose from by hand, where the scheme weighs impact and urgency. Two queries."""
    if scheme is None or not scheme.weighs:
        return None
    levels = list(scheme.levels.all())
    urgencies = [one for one in levels if one.axis == MatrixLevel.Axis.URGENCY]
    impacts = [one for one in levels if one.axis == MatrixLevel.Axis.IMPACT]
    found = MatrixCell.objects.filter(impact__scheme=scheme).select_related("grade")
    cells = {(one.impact_id, one.urgency_id): one for one in found}
    return Grid(urgencies, [(row, [cells.get((row.pk, column.pk)) for column in urgencies]) for row in impacts])


def history_of(ticket: Ticket) -> list[Decision]:
    """Every decision about the grade, the newest first, with who and why. Two queries."""
    gradings = gradings_of(ticket)
    people = {one.by_id or 0 for one in gradings if one.by_kind == "staff"}
    names = dict(Staff.objects.filter(pk__in=people).values_list("pk", "name"))
    return [Decision(one.at, one.grade, why_graded(one), _who(one, names)) for one in reversed(gradings)]


def _who(grading: Grading, names: dict[int, str]) -> str:
    if grading.by_kind == "staff":
        return names.get(grading.by_id or 0, _("a colleague"))
    return _("Huisheng")
