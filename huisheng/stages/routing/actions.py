"""Find the desk a ticket lies on; let people hand it on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.news import push
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.actions import grant_access, lock_ticket, record_event
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.routing.desks import Choice, choose, open_load, people_of, workers
from huisheng.stages.routing.models import Assignment, HandOver, RoutingRule
from huisheng.stages.routing.rulebook import routebook, team_for

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


class NotTheOwner(Refused):
    code = "not_the_owner"
    status = 403
    message = _("Only the colleague who has it can hand it over.")


class HandOverOpen(Refused):
    code = "hand_over_open"
    status = 409
    message = _("A hand-over is waiting for an answer already.")


class HandOverAnswered(Refused):
    code = "hand_over_answered"
    status = 409
    message = _("This hand-over has been answered or is no longer needed.")


@transaction.atomic(savepoint=False)
def route_ticket(ticket: Ticket, *, by: Party, at: datetime | None = None) -> Assignment:
    """Give a ticket the caller created or locked to a team and, if somebody is free there, to a person.

    Rule → category's team → first desk; urgent → senior, else least load; nobody free → the team's pool. A choice
    made by a person stays, and the machine never takes a ticket from somebody who has it: the Assignment in force is
    returned. Raises NoTeam in a house without teams.
    """
    last = _in_force(ticket) if ticket.team_id else None
    if last and (ticket.assignee_id or last.how in Assignment.BY_HAND):
        return last
    book = routebook()
    team, rule = team_for(ticket, book)
    if team is None:
        raise NoTeam
    choice = Choice(None) if book.pool_first else choose(team, book.grades.get(ticket.grade_id or 0), turn=ticket.pk)
    if last and choice.staff is None and ticket.team_id == team.pk:
        return last
    how = How.POOL if choice.staff is None else How.SENIOR if choice.senior else How.LOAD
    return _put(ticket, team=team, staff=choice.staff, how=how, by=by, at=at, rule=rule)


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
    team = team or _team_of(ticket, staff)
    if team is None:
        raise NoTeam
    if staff and (ticket.assignee_id, ticket.team_id) == (staff.pk, team.pk) and (last := _in_force(ticket)):
        return last
    HandOver.objects.filter(ticket=ticket, answered_at=None).update(answered_at=at or timezone.now(), accepted=False)
    return _put(ticket, team=team, staff=staff, how=how, by=by, at=at, note=note)


@transaction.atomic
def hand_over(ticket: Ticket, *, to: Staff, note: str, by: Party, at: datetime | None = None) -> HandOver:
    """The owner asks a colleague to take over; the ticket stays until the answer (首问负责, requirements S0).

    The colleague may see the ticket from now on. Raises NotTheOwner, CannotTake, HandOverOpen.
    """
    ticket = lock_ticket(ticket)
    if by.kind != "staff" or ticket.assignee_id != by.id:
        raise NotTheOwner
    if to.pk == by.id or not to.allows(Right.ANSWER):
        raise CannotTake(name=to.name)
    if HandOver.objects.filter(ticket=ticket, answered_at=None).exists():
        raise HandOverOpen
    asked = HandOver.objects.create(
        ticket=ticket, to=to, note=note.strip(), asked_at=at or timezone.now(), by_kind=by.kind, by_id=by.id
    )
    if not tickets_for(to).filter(pk=ticket.pk).exists():
        grant_access(ticket, staff=to, by=by)
    record_event(ticket, "hand_over_asked", by=by, at=at, hand_over=asked.pk, assignee=to.pk, asker=by.id)
    return asked


@transaction.atomic
def answer_hand_over(asked: HandOver, *, accept: bool, by: Party, at: datetime | None = None) -> HandOver:
    """The colleague says yes (the ticket moves) or no (it stays). Raises NotTheOwner for anybody else, HandOverAnswered."""
    ticket, asked = _open_hand_over(asked)
    if by.kind != "staff" or asked.to_id != by.id:
        raise NotTheOwner(_("Only the colleague who was asked can answer."))
    if accept and not asked.to.allows(Right.ANSWER):
        raise CannotTake(name=asked.to.name)
    _close_hand_over(asked, accepted=accept, at=at)
    answer = "accepted" if accept else "declined"
    record_event(
        ticket,
        "hand_over_answered",
        by=by,
        at=at,
        hand_over=asked.pk,
        answer=answer,
        assignee=asked.to_id,
        asker=asked.by_id,
    )
    if accept:
        team = _team_of(ticket, asked.to)
        _put(ticket, team=team, staff=asked.to, how=How.HAND_OVER, by=by, at=at, note=asked.note)
    return asked


@transaction.atomic
def withdraw_hand_over(asked: HandOver, *, by: Party, at: datetime | None = None) -> HandOver:
    """The owner takes the question back. Raises NotTheOwner, HandOverAnswered."""
    ticket, asked = _open_hand_over(asked)
    if by.kind != "staff" or asked.by_id != by.id:
        raise NotTheOwner
    _close_hand_over(asked, accepted=False, at=at)
    record_event(
        ticket,
        "hand_over_answered",
        by=by,
        at=at,
        hand_over=asked.pk,
        answer="withdrawn",
        assignee=asked.to_id,
        asker=by.id,
    )
    return asked


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
        _put(ticket, team=ticket.team, staff=person, how=How.FREED, by=SYSTEM, at=at)
    return given


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


def _team_of(ticket: Ticket, staff: Staff | None) -> Team | None:
    """The ticket's team if the person sits there, else the person's first; without a person the ticket's or its route's."""
    if staff is not None:
        own = list(staff.teams.filter(active=True).order_by("rank", "id"))
        return next((team for team in own if team.pk == ticket.team_id), None) or next(iter(own), ticket.team)
    return ticket.team or team_for(ticket, routebook())[0]


def _in_force(ticket: Ticket) -> Assignment | None:
    return Assignment.objects.filter(ticket=ticket).order_by("-id").first()


def _open_hand_over(asked: HandOver) -> tuple[Ticket, HandOver]:
    """The ticket is locked first, as everywhere, then the question is read again."""
    ticket = lock_ticket(Ticket(pk=asked.ticket_id))
    asked = HandOver.objects.select_for_update(of=("self",)).select_related("to__role").get(pk=asked.pk)
    if asked.answered_at is not None or ticket.is_closed or ticket.assignee_id != asked.by_id:
        raise HandOverAnswered
    return ticket, asked


def _close_hand_over(asked: HandOver, *, accepted: bool, at: datetime | None) -> None:
    asked.answered_at, asked.accepted = at or timezone.now(), accepted
    asked.save(update_fields=["answered_at", "accepted"])


def _put(
    ticket: Ticket,
    *,
    team: Team | None,
    staff: Staff | None,
    how: str,
    by: Party,
    at: datetime | None,
    rule: RoutingRule | None = None,
    note: str = "",
) -> Assignment:
    """The one place where a ticket changes desks. Screens of the desk it leaves are told as well."""
    left = {f"team:{ticket.team_id}", f"staff:{ticket.assignee_id}"} - {"team:None", "staff:None"}
    ticket.team, ticket.assignee = team, staff
    ticket.first_owner_id = ticket.first_owner_id or (staff.pk if staff else None)
    ticket.save(update_fields=["team", "assignee", "first_owner"])
    assignment = Assignment.objects.create(
        ticket=ticket,
        team=team,
        assignee=staff,
        how=how,
        rule=rule,
        note=note.strip(),
        at=at or timezone.now(),
        by_kind=by.kind,
        by_id=by.id,
    )
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
