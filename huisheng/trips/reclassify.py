"""A person changes the grade: the promises follow, and a graver ticket finds a desk that fits."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, MatrixCell, Tag
from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.closure.queries import ends_with_yes
from huisheng.stages.handling.queries import work_has_begun
from huisheng.stages.routing.actions import route_ticket
from huisheng.stages.sla.actions import follow_grade
from huisheng.stages.triage.actions import ReasonMissing, regrade, set_category, tag_ticket


class KindStays(Refused):
    code = "kind_stays"
    status = 409
    message = _("It is closed, and counted as what it was. Open it again first, then change the category.")


class MayNotRename(Refused):
    """Work has begun: only who may close takes it out of what ends with the customer's yes."""

    code = "may_not_rename"
    status = 409
    message = _("We are working on it already: your supervisor decides whether this still needs the customer's yes.")


@transaction.atomic
def change_grade(ticket: Ticket, *, grade: Grade, reason: str, by: Party, cell: MatrixCell | None = None) -> Ticket:
    """Regrade by hand; clocks keep the minutes used. Raises ReasonMissing from triage."""
    ticket = regrade(ticket, grade=grade, reason=reason, by=by, cell=cell)
    follow_grade(ticket, by=by)
    return ticket


@transaction.atomic
def change_category(ticket: Ticket, *, category: Category, by: Party, reason: str = "") -> Ticket:
    """Another kind of feedback: promises follow; an unowned ticket moves to the new category's team.

    No complaint ends by another name: once work on it has begun, what ends with the customer's yes becomes something that
    ends with an answer only by somebody who may close, with a reason; after the end neither becomes the other. Raises
    OutOfUse, KindStays, MayNotRename, ReasonMissing.
    """
    ticket = lock_ticket(ticket)
    _refuse_other_end(ticket, category, by=by, reason=reason)
    ticket = set_category(ticket, category=category, by=by, reason=reason)
    follow_grade(ticket, by=by)
    if ticket.assignee_id is None:
        route_ticket(ticket, by=by)
    return ticket


def _refuse_other_end(ticket: Ticket, category: Category, *, by: Party, reason: str) -> None:
    if ends_with_yes(ticket.category) == ends_with_yes(category):
        return
    if ticket.is_closed:
        raise KindStays
    if ticket.category is None or ends_with_yes(category) or not work_has_begun(ticket):
        return
    if by.kind != "staff" or not Staff.objects.select_related("role").get(pk=by.id or 0).allows(Right.CLOSE):
        raise MayNotRename
    if not reason.strip():
        raise ReasonMissing(reason=_("Please fill this in."))


@transaction.atomic
def change_tags(ticket: Ticket, *, add: Iterable[Tag], remove: Iterable[Tag], by: Party) -> Ticket:
    """Other tags: promises that ask for them follow (a case of an outside body has times of its own)."""
    ticket = tag_ticket(ticket, add=add, remove=remove, by=by)
    follow_grade(ticket, by=by)
    return ticket
