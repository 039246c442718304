"""Step 4, initial assessment: how grave, and why."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.stages.triage.models import Assessment
from huisheng.stages.triage.sentences import why_graded
from huisheng.watch.dossier.case import Case, facts, moment, table, yes_no
from huisheng.watch.dossier.paper import Block, Part


def assessed(case: Case) -> Part:
    blocks = [*_grade(case), *assessment_of(case), *_gradings(case)]
    return Part("assess", pgettext("dossier", "4. Initial assessment"), tuple(blocks))


def _grade(case: Case) -> list[Block]:
    ticket, latest = case.known.ticket, case.known.gradings[-1] if case.known.gradings else None
    incident = case.known.incident
    return facts(
        (_("Grade"), ticket.grade.label if ticket.grade else pgettext("dossier", "not graded")),
        (pgettext("dossier", "Criteria of this grade"), ticket.grade.criteria if ticket.grade else ""),
        (_("Impact"), latest.impact.label if latest and latest.impact else ""),
        (_("Urgency"), latest.urgency.label if latest and latest.urgency else ""),
        (pgettext("dossier", "Similar feedback"), case.text(incident.incident.title) if incident else ""),
    )


def assessment_of(case: Case) -> list[Block]:
    """The five criteria of the standard, as a colleague wrote them down; nothing is inferred where nobody did."""
    one = case.known.assessment
    if one is None:
        return facts((pgettext("dossier", "Assessed by hand"), pgettext("dossier", "no")))
    return facts(
        (pgettext("assessment", "Severity"), _degree(one.severity)),
        (pgettext("assessment", "Safety is touched"), yes_no(one.safety)),
        (pgettext("assessment", "Complexity"), _degree(one.complexity)),
        (pgettext("assessment", "Effect on the customer"), _degree(one.impact)),
        (pgettext("assessment", "Action needed at once"), yes_no(one.at_once)),
        (pgettext("assessment", "Why"), case.text(one.words)),
        (pgettext("dossier", "Assessed by hand"), f"{moment(one.at)} · {case.who(one)}"),
    )


def _degree(value: str) -> str:
    return str(Assessment.Degree(value).label) if value else yes_no(None)


def _gradings(case: Case) -> list[Block]:
    rows = [(moment(one.at), case.text(why_graded(one)), case.who(one)) for one in case.known.gradings]
    heads = (pgettext("dossier", "Time"), pgettext("dossier", "Grade and reason"), _("Who did it"))
    return table(pgettext("dossier", "Every decision about the grade"), heads, (3, 8, 2), rows)
