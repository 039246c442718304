"""What follows when customers urge or come back, and who watches: effects of the table in `reactions.py`."""

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.actions import grant_access
from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.collaboration.calling import watchers_of
from huisheng.trips.again import see_whether_again, see_whether_refiled
from huisheng.watch.notify.actions import tell_staff
from huisheng.watch.notify.audience import supervisors_of
from huisheng.watch.notify.models import NoticeTemplate

Audience = NoticeTemplate.Audience


def see_it_again(event: Event) -> None:
    """Whether the customer tells of something that is open here already."""
    if event.ticket is not None:
        see_whether_again(event.ticket)


def see_it_refiled(event: Event) -> None:
    """Now that it has a kind: whether it complains about what was closed a while ago (二次申诉), whatever else is open."""
    if event.ticket is not None:
        see_whether_refiled(event.ticket, at=event.at)


def tell_who_has_the_open_one(event: Event) -> None:
    """The owner of what is open knows that the customer came back."""
    ticket = event.ticket
    if ticket is not None and ticket.assignee is not None and not ticket.is_closed:
        tell_staff(event, "repeat_contact", ticket.assignee)


def tell_who_had_it_before(event: Event) -> None:
    """The same matter again after it was closed: who had it, and who leads its team, should know."""
    older = Ticket.objects.select_related("assignee", "team").filter(pk=event.payload["older"]).first()
    if older is None:
        return
    told: dict[int, Staff] = {older.assignee.pk: older.assignee} if older.assignee else {}
    told |= {one.pk: one for one in supervisors_of(older)}
    for pk, staff in told.items():
        if event.ticket is not None and not tickets_for(staff).filter(pk=event.ticket.pk).exists():
            grant_access(event.ticket, by=SYSTEM, staff=staff)
        is_owner = pk == older.assignee_id
        tell_staff(event, "complaint_refiled", staff, audience=Audience.ASSIGNEE if is_owner else Audience.SUPERVISOR)


def tell_who_is_urged(event: Event) -> None:
    """The customer waits too long: the owner hears it, from the house's number on who leads, too; where nobody has the
    ticket, who leads at once.
    """
    ticket, most = event.ticket, int(house("desk.urge_leader"))
    if ticket is None or ticket.is_closed:
        return
    if ticket.assignee is not None:
        tell_staff(event, "customer_urged", ticket.assignee)
    if ticket.assignee is None or (most and event.payload["count"] >= most):
        for supervisor in supervisors_of(ticket):
            tell_staff(event, "customer_urged", supervisor, audience=Audience.SUPERVISOR)


def tell_the_called(event: Event) -> None:
    """Ring at everybody who was called by name, and at the people of a department that was."""
    said = event.payload
    here = Staff.objects.filter(is_active=True).select_related("role")
    called = here.filter(pk__in=said["people"]) | here.filter(memberships__team__in=said["teams"])
    for person in called.distinct().order_by("pk"):
        tell_staff(event, "colleague_called", person)


def tell_watchers(event: Event) -> None:
    """Who watches hears of answers, offers, endings and broken promises; the owner hears of them anyway."""
    ticket = event.ticket
    if ticket is None:
        return
    for watcher in watchers_of(ticket).filter(staff__is_active=True).exclude(staff=ticket.assignee_id):
        tell_staff(event, "watched", watcher.staff)
