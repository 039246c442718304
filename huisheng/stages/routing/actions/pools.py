"""Hand out what waits in the teams' pools: to one desk that has room again, or to whoever is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.accounts.actions.skills import HAND_OUT_TASK
from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.breath import write_gathered
from huisheng.core.base.queue import enqueue
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.choosing import Choice, Wish, against_seat, has_skills, why_of, wish_of
from huisheng.stages.routing.desks import Seat, crew, seats_now, workers
from huisheng.stages.routing.models import Assignment
from huisheng.stages.routing.rulebook import RouteBook, routebook

from .assigning import drop_hand_over, put_on_desk
from .claiming import hold_desk, take_a_desk

AT_ONCE = 200
LOOKED_AT = 100  # tickets of the pools that one desk is filled from at once

How = Assignment.How


@transaction.atomic
def hand_out_pool(staff: Staff, *, at: datetime | None = None) -> list[Ticket]:
    """Fill a present colleague's desk from the pools of the own teams: red first, then what is due first.

    Takes no more than the capacity leaves free (urgent ones may use the reserve), nothing that asks for a skill the
    colleague has not, and never a ticket that another hand-out is holding. What does not fit any more is waited for:
    lighter work does not overtake it for ever. Returns what was given; nothing to who is away or off duty, who hands
    out work, or in a house where tickets wait for somebody to take them.
    """
    person = Staff.objects.select_related("role").get(pk=staff.pk)
    teams, book = _pools_of(person), routebook()
    waiting = _waiting(teams)[:LOOKED_AT] if teams else ()
    if not waiting:
        return []
    hold_desk(person)
    seat = seats_now([person.pk], crew(), at=timezone.now(), waiting_percent=book.waiting_percent).get(person.pk)
    if seat is None or seat.off:
        return []
    given = []
    for ticket, wish in _wishes(list(waiting), book):
        if not _may_have(seat, wish):
            continue
        if against_seat(seat, wish, book, reserve=wish.urgent):
            break
        if taken := _give(ticket, seat, wish, at=at):
            given.append(taken)
    return given


def hand_out_pools(*, teams: Sequence[Team] | None = None, wait: bool = True, at: datetime | None = None) -> int:
    """Give everybody present what still waits in the pools (of these teams), red first, each to whom routing would
    choose; for the regular sweep. Within another move (`wait` off) desks that are busy just now are passed over.
    Returns how many tickets moved.
    """
    write_gathered()  # what this very breath put into a pool
    book = routebook()
    found = Ticket.objects.filter(IS_OPEN, assignee=None, team__isnull=False)
    found = found if teams is None else found.filter(team__in=teams)
    if book.pool_first or not found.exists():
        return 0
    moved, closed = 0, set()
    for pk, wish in [(ticket.pk, wish) for ticket, wish in _wishes(list(_in_order(found)[:AT_ONCE]), book)]:
        door = (wish.team.pk, wish.skills)
        if door not in closed:
            given = hand_out(pk, wish, wait=wait, at=at)
            moved += given is not None
            if given is None:
                closed.add(door)
    return moved


@transaction.atomic
def hand_out(pk: int, wish: Wish, *, wait: bool = True, at: datetime | None = None) -> Ticket | None:
    """Give one ticket of a pool to whom routing would choose now; None while nobody is free, or another has it."""
    ticket = _hold(pk)
    if ticket is None:
        return None
    choice = take_a_desk(wish, routebook(), at=at, wait=wait)
    if choice.staff is None:
        return None
    put_on_desk(
        ticket,
        team=choice.team,
        staff=choice.staff,
        how=How.FREED if choice.how in (How.LOAD, How.SENIOR) else choice.how,
        by=SYSTEM,
        at=at,
        why=why_of(choice),
        claimed=True,
    )
    return ticket


@transaction.atomic
def free_desks(*, at: datetime | None = None) -> int:
    """What lies on the desk of somebody who left goes back to its team's pool; for the regular sweep. Returns how many.

    The first owner stays on record. A ticket that somebody is changing at this moment waits for the next sweep.
    """
    left = Ticket.objects.filter(IS_OPEN, assignee__is_active=False).order_by("id")
    tickets = list(left.select_for_update(of=("self",), skip_locked=True).select_related("team")[:AT_ONCE])
    for ticket in tickets:
        drop_hand_over(ticket, at=at)
        put_on_desk(ticket, team=ticket.team, staff=None, how=How.LEFT, by=SYSTEM, at=at)
    return len(tickets)


def refill_soon(staff_id: int) -> None:
    """A place became free on this desk: what waits is handed out after this transaction."""
    enqueue(HAND_OUT_TASK, staff_id=staff_id)


def _pools_of(person: Staff) -> list[Team]:
    if person.presence != Presence.ONLINE or not person.allows(Right.ANSWER) or routebook().pool_first:
        return []
    teams = list(person.teams.filter(active=True))
    if person.allows(Right.ASSIGN):
        teams = [team for team in teams if person in workers(crew().of(team.pk))]
    return teams


def _waiting(teams: Sequence[Team]) -> QuerySet[Ticket]:
    return _in_order(Ticket.objects.filter(IS_OPEN, team__in=teams, assignee=None))


def _in_order(found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return found.select_related("team", "customer").order_by("-severity", "next_due_at", "id")


def _wishes(tickets: list[Ticket], book: RouteBook) -> list[tuple[Ticket, Wish]]:
    """What each of these tickets asks for, by the rule that put it there. One query."""
    rules = {rule.pk: rule for rule in book.rules}
    latest = Assignment.objects.filter(ticket__in=tickets).order_by("ticket", "-id").distinct("ticket")
    known = {one.ticket_id: one for one in latest}
    patience = timezone.now() - timedelta(minutes=book.skill_minutes)
    found = []
    for ticket in tickets:
        last, team = known.get(ticket.pk), ticket.team
        if team is not None:
            rule = rules.get(last.rule_id or 0) if last else None
            found.append((ticket, wish_of(ticket, team, rule, book, waited=bool(last and last.at <= patience))))
    return found


def _may_have(seat: Seat, wish: Wish) -> bool:
    """Whether no skill is missing, or nobody in the team has it."""
    people = crew()
    if not wish.skills or has_skills(people.skills.get(seat.staff.pk, {}), wish):
        return True
    return not any(has_skills(people.skills.get(one.pk, {}), wish) for one in people.of(wish.team.pk))


def _hold(pk: int) -> Ticket | None:
    free = Ticket.objects.filter(IS_OPEN, pk=pk, assignee=None).select_for_update(of=("self",), skip_locked=True)
    return free.select_related("team", "customer").first()


def _give(ticket: Ticket, seat: Seat, wish: Wish, *, at: datetime | None) -> Ticket | None:
    held = _hold(ticket.pk)
    if held is None:
        return None
    choice = Choice(seat, How.FREED, wish.team, wish, seats={seat.staff.pk: seat})
    put_on_desk(held, team=held.team, staff=seat.staff, how=How.FREED, by=SYSTEM, at=at, why=why_of(choice))
    seat.load += wish.weight
    return held
