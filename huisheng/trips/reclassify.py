"""A person changes the grade: the promises follow, and a graver ticket finds a desk that fits."""

from collections.abc import Iterable

from django.db import transaction

from huisheng.core.catalogue.models import Category, Grade, MatrixCell, Tag
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import follow_grade
from huisheng.stages.triage.actions import regrade, set_category, tag_ticket


@transaction.atomic
def change_grade(ticket: Ticket, *, grade: Grade, reason: str, by: Party, cell: MatrixCell | None = None) -> Ticket:
    """Regrade by hand; clocks keep the minutes used. Raises ReasonMissing from triage."""
    ticket = regrade(ticket, grade=grade, reason=reason, by=by, cell=cell)
    follow_grade(ticket, by=by)
    return ticket


@transaction.atomic
def change_category(ticket: Ticket, *, category: Category, by: Party) -> Ticket:
    """Another kind of feedback: promises follow; an unowned ticket moves to the new category's team."""
    ticket = set_category(ticket, category=category, by=by)
    follow_grade(ticket, by=by)
    if ticket.assignee_id is None:
        route_ticket(ticket, by=by)
    return ticket


@transaction.atomic
def change_tags(ticket: Ticket, *, add: Iterable[Tag], remove: Iterable[Tag], by: Party) -> Ticket:
    """Other tags: promises that ask for them follow (a case of an outside body has times of its own)."""
    ticket = tag_ticket(ticket, add=add, remove=remove, by=by)
    follow_grade(ticket, by=by)
    return ticket
