"""Why a ticket lies on this desk, in one sentence of the reader's language."""

from django.utils.translation import gettext as _

from huisheng.stages.routing.models import Assignment


def why_assigned(assignment: Assignment) -> str:
    """客服一组 · 林晓：在岗同事里手上最少. Load `team`, `assignee` and `rule` with it."""
    team = assignment.team.label if assignment.team else ""
    parts = {
        "desk": " · ".join(part for part in (team, assignment.assignee.name if assignment.assignee else "") if part),
        "how": str(Assignment.How(assignment.how).label),
        "rule": assignment.rule.label if assignment.rule else "",
        "note": assignment.note,
    }
    if assignment.rule:
        return _("%(desk)s: %(how)s (rule “%(rule)s”)") % parts
    if assignment.note:
        return _("%(desk)s: %(how)s — %(note)s") % parts
    return _("%(desk)s: %(how)s") % parts
