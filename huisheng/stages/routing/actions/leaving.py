"""What lies on the desk of somebody who is not there goes to who stands in, or back to the pool."""

from datetime import datetime

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.routing.models import Assignment, Desk

from .assigning import drop_hand_over, put_on_desk, team_of


def pass_on(
    ticket: Ticket, *, substitute: Staff | None, note: str, by: Party, at: datetime | None = None
) -> Assignment:
    """Give a ticket the caller locked to the substitute, or without one back to its team's pool; the note says why.

    The first owner stays on record; an unanswered hand-over falls away. A substitute who may not answer is none.
    """
    drop_hand_over(ticket, at=at)
    how = Assignment.How.LEFT
    why = {"from": ticket.assignee_id}
    if substitute is not None and substitute.allows(Right.ANSWER):
        how = Assignment.How.SUBSTITUTE
        team = team_of(ticket, substitute)
        return put_on_desk(ticket, team=team, staff=substitute, how=how, by=by, at=at, note=note, why=why)
    return put_on_desk(ticket, team=ticket.team, staff=None, how=how, by=by, at=at, note=note, why=why)


def note_left(staff: Staff, *, at: datetime | None = None) -> None:
    """Remember when somebody left, so that the same end of a shift is not looked after twice."""
    Desk.objects.update_or_create(staff=staff, defaults={"left_at": at or timezone.now()})


def note_seen(staff: Staff, *, at: datetime | None = None) -> None:
    """A screen of this person is open now."""
    Desk.objects.update_or_create(staff=staff, defaults={"seen_at": at or timezone.now()})
