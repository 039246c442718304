"""Somebody leaves for the day, or is away from now on: what cannot wait goes to others, the rest stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.actions import set_presence
from huisheng.core.accounts.duty import absences_at, desk_shifts_at, next_presence, substitute_for
from huisheng.core.accounts.models import Absence, Presence, Shift, Staff
from huisheng.core.base.house import house
from huisheng.core.tickets.actions import lock_ticket
from huisheng.core.tickets.models import IS_OPEN, NEVER, Message, Ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.routing.actions import hand_out_pools, note_left, pass_on
from huisheng.stages.routing.models import Desk

GRACE = timedelta(minutes=10)  # after the end of a shift, to finish a sentence
LOOK_BACK = timedelta(hours=12)  # ends of shifts that a stopped worker may have missed
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes, what stays; `until`: when the person is expected back; `substitute`: who gets what goes, else the pool."""

    goes: list[Ticket]
    stays: list[Ticket]
    until: datetime | None
    substitute: Staff | None


def plan_to_leave(staff: Staff, *, at: datetime | None = None) -> Leaving:
    """What would happen if this person left now. Nothing is written.

    Goes: what is due before the person is back (setting `routing.leaving`: all of it, only what waits for our answer,
    or nothing). Without a next shift, whatever is due at all.
    """
    at = at or timezone.now()
    until = next_presence(staff, at)
    mine = list(_desk_of(staff))
    what = house("routing.leaving")
    goes = [one for one in mine if what != "nothing" and one.next_due_at < (until or NEVER)]
    if what == "unanswered":
        waiting = set(_unanswered(goes))
        goes = [one for one in goes if one.pk in waiting]
    gone = {one.pk for one in goes}
    return Leaving(goes, [one for one in mine if one.pk not in gone], until, substitute_for(staff, at))


@transaction.atomic
def leave_for_the_day(staff: Staff, *, by: Party, at: datetime | None = None) -> Leaving:
    """Presence off; what cannot wait goes to the substitute or to the pool, with a note, and on to whoever is there.

    The first owner stays on record. A ticket that moved meanwhile is left where it is.
    """
    at = at or timezone.now()
    plan = plan_to_leave(staff, at=at)
    set_presence(staff, Presence.OFFLINE, by=by)
    note_left(staff, at=at)
    note = _("%(name)s has left for the day.") % {"name": staff.name}
    if absences_at(at).filter(staff=staff).exists():
        note = _("%(name)s is away.") % {"name": staff.name}
    locked = [lock_ticket(ticket) for ticket in sorted(plan.goes, key=_pk)]  # all of them first, in one order
    gone = [one for one in locked if not one.is_closed and one.assignee_id == staff.pk]
    for ticket in gone:
        pass_on(ticket, substitute=plan.substitute, note=note, by=by, at=at)
    if gone and plan.substitute is None:
        hand_out_pools(teams=[ticket.team for ticket in gone if ticket.team], wait=False)
    return plan


def see_off(*, at: datetime | None = None) -> int:
    """Whose shift has ended and whose absence has begun leaves; for the regular sweep. Returns how many people.

    Who sat down again after the end of the shift stays online.
    """
    at = at or timezone.now()
    leaving = {one.pk: one for one in [*_ended(at)[:AT_ONCE], *_begun(at)[:AT_ONCE]]}
    for staff in leaving.values():
        leave_for_the_day(staff, by=SYSTEM, at=at)
    return len(leaving)


def _desk_of(staff: Staff) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(IS_OPEN, assignee=staff).select_related("team", "grade", "customer")
    return found.order_by("-severity", "next_due_at", "id")


def _unanswered(tickets: list[Ticket]) -> QuerySet[Ticket, int]:
    """Those where the customer had the last word."""
    said = Message.objects.filter(ticket=OuterRef("pk"), kind__in=(Message.Kind.CUSTOMER, Message.Kind.REPLY))
    last = Subquery(said.order_by("-at", "-id").values("kind")[:1])
    found = Ticket.objects.filter(pk__in=[one.pk for one in tickets]).annotate(last_said=last)
    return found.filter(last_said=Message.Kind.CUSTOMER).values_list("pk", flat=True)


def _pk(ticket: Ticket) -> int:
    return ticket.pk


def _ended(at: datetime) -> QuerySet[Staff]:
    """Rostered people whose shift ended a little while ago, who have no other one now, and have not left since."""
    left = Subquery(Desk.objects.filter(staff=OuterRef("staff")).values("left_at"))
    over = Shift.objects.filter(kind=Shift.Kind.DESK, until__gt=at - LOOK_BACK, until__lte=at - GRACE)
    over = over.annotate(left=left).filter(Q(left=None) | Q(left__lt=F("until")))
    over = over.exclude(staff__presence=Presence.ONLINE, staff__presence_since__gt=F("until"))
    here = desk_shifts_at(at).filter(staff=OuterRef("pk"))
    people = Staff.objects.filter(is_active=True, rostered=True, pk__in=over.values("staff"))
    return people.exclude(Exists(here)).order_by("pk")


def _begun(at: datetime) -> QuerySet[Staff]:
    """People whose absence has begun and who have not left since."""
    left = Subquery(Desk.objects.filter(staff=OuterRef("staff")).values("left_at"))
    begun: QuerySet[Absence] = absences_at(at).annotate(left=left).filter(Q(left=None) | Q(left__lt=F("since")))
    return Staff.objects.filter(is_active=True, pk__in=begun.values("staff")).order_by("pk")
