"""A clock rang: find who must know, open the ticket to them, ring their bells, and let letters and robots wait their turn."""

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.queries import callback_of
from huisheng.watch.notify.audience import listeners
from huisheng.watch.notify.models import Notice, Telling
from huisheng.watch.notify.wishes import wishes_of

from .colleagues import GATHER, tell_staff, wait_for
from .deliveries import is_too_late, ticket_of
from .robots import robots_of


@transaction.atomic(savepoint=False)
def tell_of_alarm(event: Event) -> list[Notice]:
    """Everybody whom the step names hears it, nobody twice; twice is once.

    The bell always rings; `ways` of the step add letters (also to who is at the desk) and the robots of the ticket's
    team and of the house. Who is told may open the ticket: an escalation that reaches somebody outside is a grant.
    """
    ticket = ticket_of(event)
    heard = listeners(ticket, event.payload.get("tell") or (), at=event.at, callback=callback_of(event))
    wishes = wishes_of(one.staff for one in heard)
    notices = []
    for one in sorted(heard, key=lambda one: one.staff.pk):  # everybody in one order: no two of us wait for each other
        _open_to(ticket, one.staff)
        told = tell_staff(event, event.kind, one.staff, audience=one.audience, wish=wishes[one.staff.pk])
        notices += [told] if told else []
    if Telling.Way.ROBOT in (event.payload.get("ways") or ()) and not is_too_late(event):
        for robot in robots_of(ticket.team_id):
            wait_for(event, event.kind, Telling.Way.ROBOT, due_at=timezone.now() + GATHER, robot=robot)
    return notices


def _open_to(ticket: Ticket, staff: Staff) -> None:
    if staff.pk == ticket.assignee_id or staff.allows(Right.SEE_ALL):
        return
    if not tickets_for(staff).filter(pk=ticket.pk).exists():
        grant_access(ticket, by=SYSTEM, staff=staff)
