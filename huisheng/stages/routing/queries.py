"""What the desk asks about who has a ticket, and who could."""

from django.db.models import BooleanField, Case, Exists, OuterRef, QuerySet, Value, When

from huisheng.core.accounts.models import Membership, Presence, Staff
from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.desks import answering, with_load
from huisheng.stages.routing.models import Assignment, HandOver


def assignable_staff(ticket: Ticket) -> QuerySet[Staff]:
    """Who could get this ticket: active, may answer. Own team first, then who is present, then the least loaded.

    Each carries `in_team`, `present` and `load` (open tickets; None for who is not present).
    """
    seats = Membership.objects.filter(staff=OuterRef("pk"), team=ticket.team_id)
    present = Case(When(presence=Presence.ONLINE, then=Value(True)), default=Value(False), output_field=BooleanField())
    people = with_load(answering()).annotate(in_team=Exists(seats), present=present)
    return people.order_by("-in_team", "-present", "load", "name", "pk")  # type: ignore[misc]


def latest_assignment(ticket: Ticket) -> Assignment | None:
    """The decision in force, ready for `why_assigned`. One query."""
    return _LATEST.first(ticket.pk)


def open_hand_over(ticket: Ticket) -> HandOver | None:
    """The question that waits for an answer, if there is one. One query."""
    return _OPEN_HAND_OVER.first(ticket.pk)


def hand_overs_for(staff: Staff) -> QuerySet[HandOver]:
    """Tickets this person is asked to take over, oldest question first."""
    return HandOver.objects.filter(to=staff, answered_at=None).select_related("ticket").order_by("asked_at")


def _latest(ticket: int) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(ticket=ticket).select_related("team", "assignee", "rule")
    return found.order_by("-id")[:1]


def _open_hand_over(ticket: int) -> QuerySet[HandOver]:
    return HandOver.objects.filter(ticket=ticket, answered_at=None).select_related("to").order_by("pk")[:1]


_LATEST = Asked(_latest, int)
_OPEN_HAND_OVER = Asked(_open_hand_over, int)
