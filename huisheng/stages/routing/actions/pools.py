"""Hand out what waits in the teams' pools."""

from datetime import datetime

from django.db import transaction

from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.desks import open_load, people_of, workers
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.rulebook import routebook

from .assigning import put_on_desk

AT_ONCE = 200


@transaction.atomic
def hand_out_pool(staff: Staff, *, at: datetime | None = None) -> list[Ticket]:
    """Fill a present colleague's desk from the pools of the own teams: red first, then what is due first.

    Takes no more than the capacity leaves free, and never a ticket that another hand-out is holding. Returns what was
    given; nothing to who is away, who hands out work, or in a house where tickets wait for somebody to take them.
    """
    person = Staff.objects.select_for_update(of=("self",), no_key=True).select_related("role").get(pk=staff.pk)
    teams = _pools_of(person)
    free = person.capacity - open_load(person) if teams else 0
    if free <= 0:
        return []
    waiting = Ticket.objects.filter(IS_OPEN, team__in=teams, assignee=None).order_by("-severity", "next_due_at", "id")
    given = list(waiting.select_for_update(of=("self",), skip_locked=True).select_related("team")[:free])
    for ticket in given:
        put_on_desk(ticket, team=ticket.team, staff=person, how=Assignment.How.FREED, by=SYSTEM, at=at)
    return given


@transaction.atomic
def free_desks(*, at: datetime | None = None) -> int:
    """What lies on the desk of somebody who left goes back to its team's pool; for the regular sweep. Returns how many.

    The first owner stays on record. A ticket that somebody is changing at this moment waits for the next sweep.
    """
    left = Ticket.objects.filter(IS_OPEN, assignee__is_active=False).order_by("id")
    tickets = list(left.select_for_update(of=("self",), skip_locked=True).select_related("team")[:AT_ONCE])
    for ticket in tickets:
        put_on_desk(ticket, team=ticket.team, staff=None, how=Assignment.How.POOL, by=SYSTEM, at=at)
    return len(tickets)


def hand_out_pools(*, at: datetime | None = None) -> int:
    """Give everybody present what still waits in the pools; for the regular sweep. Returns how many tickets moved."""
    if not Ticket.objects.filter(IS_OPEN, assignee=None).exists():
        return 0
    present = Staff.objects.filter(is_active=True, presence=Presence.ONLINE).order_by("pk")
    return sum(len(hand_out_pool(staff, at=at)) for staff in present)


def _pools_of(person: Staff) -> list[Team]:
    if person.presence != Presence.ONLINE or not person.allows(Right.ANSWER) or routebook().pool_first:
        return []
    teams = list(person.teams.filter(active=True))
    if person.allows(Right.ASSIGN):
        teams = [team for team in teams if person in workers(people_of(team))]
    return teams
