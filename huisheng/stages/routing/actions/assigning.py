"""Find the desk a ticket lies on, or put it on one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.news import push
from huisheng.core.base.rows import store
from huisheng.core.tickets.actions import lock_ticket, record_event, save_columns
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.choosing import Choice, why_of, wish_of
from huisheng.stages.routing.models import Assignment, HandOver, RoutingRule
from huisheng.stages.routing.rulebook import routebook, team_for

from .claiming import claim, take_a_desk

How = Assignment.How


class CannotTake(Refused):
    code = "cannot_take"
    message = _("%(name)s cannot answer customers here. Please choose a colleague who can.")


class NoTeam(Refused):
    code = "no_team"
    message = _("There is no team that could take this. Please set up a team first.")


class AlreadyTaken(Refused):
    code = "already_taken"
    status = 409
    message = _("A colleague was faster: this feedback has an owner already.")


@transaction.atomic(savepoint=False)
def route_ticket(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Assignment:
    """Give a ticket the caller created or locked to a team and, if somebody is free there, to a person.

    Rule → category's team → first desk; in the team as `choosing.look` says; nobody free → the team's pool. A choice
    made by a person stays, and the machine never takes a ticket from somebody who has it: the Assignment in force is
    returned. Raises NoTeam in a house without teams.
    """
    last = in_force(ticket) if ticket.team_id else None
    if last and (ticket.assignee_id or last.how in Assignment.BY_HAND):
        return last
    book = routebook()
    team, rule = team_for(ticket, book)
    if team is None:
        raise NoTeam
    wish = wish_of(ticket, team, rule, book)
    choice = Choice(None, How.POOL, team, wish) if book.pool_first else take_a_desk(wish, book, at=at)
    if last and choice.staff is None and ticket.team_id == team.pk:
        return last
    return put_on_desk(
        ticket,
        team=choice.team,
        staff=choice.staff,
        how=choice.how,
        by=by,
        at=at,
        rule=rule,
        why=why_of(choice),
        claimed=True,
    )


@transaction.atomic
def assign_ticket(
    ticket: Ticket,
    *,
    staff: Staff | None,
    by: Party,
    team: Team | None = None,
    how: str = How.MANUAL,
    note: str = "",
    at: datetime | None = None,
) -> Assignment:
    """Put the ticket on somebody's desk, or with `staff=None` into a team's pool; no acceptance is asked.

    The first person ever is its first owner for good. Without `team`: the ticket's own if the person sits there, else
    the person's first. An unanswered hand-over falls away. Raises CannotTake (inactive, or no right to answer),
    AlreadyTaken (taking what somebody else has) and NoTeam.
    """
    ticket = lock_ticket(ticket)
    if staff is not None and not staff.allows(Right.ANSWER):
        raise CannotTake(name=staff.name)
    if how == How.TOOK and ticket.assignee_id and staff and ticket.assignee_id != staff.pk:
        raise AlreadyTaken
    team = team or team_of(ticket, staff)
    if team is None:
        raise NoTeam
    if staff and (ticket.assignee_id, ticket.team_id) == (staff.pk, team.pk) and (last := in_force(ticket)):
        return last
    drop_hand_over(ticket, at=at)
    return put_on_desk(ticket, team=team, staff=staff, how=how, by=by, at=at, note=note)


def team_of(ticket: Ticket, staff: Staff | None) -> Team | None:
    """The ticket's team if the person sits there, else the person's first; without a person the ticket's or its route's."""
    if staff is not None:
        own = list(staff.teams.filter(active=True).order_by("rank", "id"))
        return next((team for team in own if team.pk == ticket.team_id), None) or next(iter(own), ticket.team)
    return ticket.team or team_for(ticket, routebook())[0]


def drop_hand_over(ticket: Ticket, *, at: datetime | None) -> None:
    """An unanswered hand-over falls away: the ticket goes elsewhere."""
    HandOver.objects.filter(ticket=ticket, answered_at=None).update(answered_at=at or timezone.now(), accepted=False)


def in_force(ticket: Ticket) -> Assignment | None:
    """The latest decision. One query."""
    return Assignment.objects.filter(ticket=ticket).order_by("-id").first()


def put_on_desk(
    ticket: Ticket,
    *,
    team: Team | None,
    staff: Staff | None,
    how: str,
    by: Party,
    at: datetime | None,
    rule: RoutingRule | None = None,
    note: str = "",
    why: dict[str, Any] | None = None,
    claimed: bool = False,
) -> Assignment:
    """The one place where a ticket changes desks. Screens of the desk it leaves are told as well.

    `why` explains a choice of the machine (choosing.why_of); `claimed`: the place on the desk is taken already.
    """
    if staff and not claimed:
        claim(staff, at=at)
    left = {f"team:{ticket.team_id}", f"staff:{ticket.assignee_id}"} - {"team:None", "staff:None"}
    ticket.team, ticket.assignee = team, staff
    ticket.first_owner_id = ticket.first_owner_id or (staff.pk if staff else None)
    save_columns(ticket, "team", "assignee", "first_owner")
    assignment = Assignment(
        ticket=ticket,
        team=team,
        assignee=staff,
        how=how,
        rule=rule,
        note=note.strip(),
        why=why or {},
        at=at or timezone.now(),
        by_kind=by.kind,
        by_id=by.id,
    )
    store(assignment)
    record_event(
        ticket,
        "ticket_assigned",
        by=by,
        at=at,
        team=team.pk if team else None,
        assignee=staff.pk if staff else None,
        how=str(how),
        assignment=assignment.pk,
    )
    left -= {f"team:{ticket.team_id}", f"staff:{ticket.assignee_id}"}
    if left:
        push(*sorted(left), kind="ticket_assigned", ident=ticket.number)
    return assignment
