"""What a deed would change on a ticket, what it changed, and how that is put back.

A deed is tried by doing it and taking the transaction back: the preview cannot say anything else than the deed itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.actions import assign_ticket
from huisheng.stages.triage.queries import tags_of
from huisheng.trips.deeds import carry_out
from huisheng.trips.reclassify import change_category, change_grade, change_tags

Facts = dict[str, Any]
Undo = Callable[[Ticket, Facts, Facts, Party], object]
OFFERED = ("assign", "pool", "category", "add_tags", "remove_tags", "grade", "note", "withdraw", "spam")


class ChangedSince(Refused):
    code = "changed_since"
    message = gettext_lazy("Somebody changed it again since.")


class NothingBefore(Refused):
    code = "nothing_before"
    message = gettext_lazy("There was none before, so there is nothing to go back to.")


def facts_of(ticket: Ticket, deed: str) -> Facts:
    """What a deed of this sort may change, as ids."""
    if deed in ("assign", "pool"):
        return {"staff": ticket.assignee_id, "team": ticket.team_id}
    if deed == "category":
        return {"category": ticket.category_id}
    if deed == "grade":
        return {"grade": ticket.grade_id}
    if deed in ("add_tags", "remove_tags"):
        return {"tags": sorted(tag.pk for tag in tags_of(ticket))}
    if deed in ("withdraw", "spam"):
        return {"status": ticket.status}
    return {}


def tried(ticket: Ticket, step: Mapping[str, Any], *, by: Party) -> tuple[Facts, Facts]:
    """What would stand before and after. Nothing is kept. Raises as the deed does."""
    with transaction.atomic():
        facts = carried_out(ticket, step, by=by)
        transaction.set_rollback(True)
    return facts


@transaction.atomic
def carried_out(ticket: Ticket, step: Mapping[str, Any], *, by: Party) -> tuple[Facts, Facts]:
    """Do it; what stood before and what stands now. Raises as the deed does."""
    deed = str(step["deed"])
    before = facts_of(ticket, deed)
    carry_out(ticket, step, by=by)
    ticket.refresh_from_db()
    return before, facts_of(ticket, deed)


@transaction.atomic
def put_back(ticket: Ticket, deed: str, *, before: Facts, after: Facts, by: Party) -> None:
    """Take a deed back by its inverse, which stands in the ledger like any other.

    Raises ChangedSince when the ticket is not as the deed left it, NothingBefore, and as the inverse deed does.
    """
    if facts_of(ticket, deed) != after:
        raise ChangedSince
    UNDO[deed](ticket, before, after, by)


def _reassign(ticket: Ticket, before: Facts, _after: Facts, by: Party) -> None:
    staff = Staff.objects.select_related("role").filter(pk=before["staff"]).first()
    team = Team.objects.filter(pk=before["team"]).first()
    if staff is None and team is None:
        raise NothingBefore
    assign_ticket(ticket, staff=staff, team=team, by=by)


def _refile(ticket: Ticket, before: Facts, _after: Facts, by: Party) -> None:
    category = Category.objects.filter(pk=before["category"]).first()
    if category is None:
        raise NothingBefore
    change_category(ticket, category=category, reason=_("A change of many at once was taken back."), by=by)


def _regrade(ticket: Ticket, before: Facts, _after: Facts, by: Party) -> None:
    grade = Grade.objects.select_related("scheme").filter(pk=before["grade"]).first()
    if grade is None:
        raise NothingBefore
    change_grade(ticket, grade=grade, reason=_("A change of many at once was taken back."), by=by)


def _retag(ticket: Ticket, before: Facts, after: Facts, by: Party) -> None:
    tags = Tag.objects.select_related("group").in_bulk([*before["tags"], *after["tags"]])
    add = [tags[pk] for pk in before["tags"] if pk not in after["tags"]]
    remove = [tags[pk] for pk in after["tags"] if pk not in before["tags"]]
    change_tags(ticket, add=add, remove=remove, by=by)


UNDO: dict[str, Undo] = {
    "assign": _reassign,
    "pool": _reassign,
    "category": _refile,
    "grade": _regrade,
    "add_tags": _retag,
    "remove_tags": _retag,
}


def may_be_taken_back(deed: str) -> bool:
    """A word that is written and an end that customers hear of stay; the preview says so."""
    return deed in UNDO


class Names:
    """What people call the ids of facts: one query a sort for a whole run."""

    def __init__(self, facts: list[Facts]) -> None:
        self.staff = _labels(Staff, facts, "staff", "name")
        self.team = _labels(Team, facts, "team", "label")
        self.category = _labels(Category, facts, "category", "label")
        self.grade = _labels(Grade, facts, "grade", "label")
        self.tags = _labels(Tag, facts, "tags", "label")

    def said(self, facts: Facts) -> str:
        """林晓, 客服一组 · 破损、补发 · 黄; — for nothing."""
        if "staff" in facts:
            pool = pgettext("bulk", "pool of %(team)s") % {"team": self.team.get(facts["team"], "—")}
            return self.staff.get(facts["staff"], pool)
        if "tags" in facts:
            return _(", ").join(self.tags.get(pk, "—") for pk in facts["tags"]) or "—"
        if "status" in facts:
            return str(Status(facts["status"]).label)
        for name in ("category", "grade"):
            if name in facts:
                return str(getattr(self, name).get(facts[name], "—"))
        return ""


def _labels(model: Any, facts: list[Facts], name: str, attribute: str) -> dict[Any, str]:
    given = [one[name] for one in facts if one.get(name)]
    wanted = {pk for value in given for pk in (value if isinstance(value, list) else [value])}
    return {row.pk: str(getattr(row, attribute)) for row in model.objects.filter(pk__in=wanted)} if wanted else {}
