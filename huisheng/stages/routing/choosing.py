"""Which colleague of a team: the order of choice, and what spoke against each of the others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from huisheng.core.accounts.duty import substitute_for
from huisheng.core.accounts.models import Staff, Team
from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.stages.routing.desks import UNIT, Crew, Seat, crew, seats_now, workers
from huisheng.stages.routing.models import Assignment, RoutingRule
from huisheng.stages.routing.rulebook import RouteBook

How = Assignment.How
MOST = 12  # people an explanation names; the rest is counted
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one ticket asks of a desk. `weight` in hundredths of a unit; `turn` breaks the last tie."""

    team: Team
    weight: int
    turn: int = 0
    urgent: bool = False
    lead_role: str = ""
    skills: frozenset[int] = frozenset()
    all_skills: bool = False
    least_level: int = 1
    person: int | None = None  # whom the rule names
    own: int | None = None  # the customer's own agent
    core: bool = False  # of a core customer: the own agent may use the reserve


@dataclass(frozen=True, slots=True)
class Choice:
    """Nobody (`seat` None), or a seat and what decided; `against` says for everybody else what spoke against them."""

    seat: Seat | None
    how: str
    team: Team
    wish: Wish
    against: Mapping[int, str] = field(default_factory=dict)
    seats: Mapping[int, Seat] = field(default_factory=dict)

    @property
    def staff(self) -> Staff | None:
        return self.seat.staff if self.seat else None


def wish_of(ticket: Ticket, team: Team, rule: RoutingRule | None, book: RouteBook, *, waited: bool = False) -> Wish:
    """What this ticket asks for; `waited`: so long that a wanted skill is no longer asked for."""
    channel, grade = ticket.channel_id, ticket.grade_id
    return wish_for(ticket.customer, team, rule, book, channel=channel, grade=grade, turn=ticket.pk, waited=waited)


def wish_for(
    customer: Customer,
    team: Team,
    rule: RoutingRule | None,
    book: RouteBook,
    *,
    channel: int | None,
    grade: int | None,
    turn: int = 0,
    waited: bool = False,
) -> Wish:
    """The same for feedback that is only described; channel and grade by their ids."""
    graded = book.grades.get(grade or 0)
    return Wish(
        team=team,
        weight=UNIT * book.units_of(channel, grade),
        turn=turn,
        urgent=bool(graded and graded.senior_first),
        lead_role=graded.lead_role if graded else "",
        skills=frozenset() if waited or rule is None else book.skills.get(rule.pk, frozenset()),
        all_skills=bool(rule and rule.all_skills),
        least_level=rule.least_level if rule else 1,
        person=rule.person_id if rule else None,
        own=customer.agent_id,
        core=customer.tier_id is not None and customer.tier_id == book.core_tier,
    )


@dataclass(slots=True)
class Scene:
    """What a choice is made from, and what is found out on the way."""

    wish: Wish
    book: RouteBook
    people: Crew
    at: datetime
    seats: dict[int, Seat] = field(default_factory=dict)
    against: dict[int, str] = field(default_factory=dict)
    busy: Collection[int] = ()

    def seat(self, among: Iterable[int]) -> None:
        """Look at these desks. One statement."""
        self.seats |= seats_now(among, self.people, at=self.at, waiting_percent=self.book.waiting_percent)

    def is_free(self, pk: int, *, reserve: bool) -> bool:
        """Whether this desk may get it; what speaks against it is noted."""
        seat = self.seats.get(pk)
        obstacle = against_seat(seat, self.wish, self.book, reserve=reserve) if seat else "not_here"
        if not obstacle and pk in self.busy:
            obstacle = "busy_now"
        if obstacle:
            self.against[pk] = obstacle
        return not obstacle

    def choice(self, seat: Seat | None, how: str) -> Choice:
        team = _team_of(seat.staff, self.wish, self.people, self.book) if seat else self.wish.team
        return Choice(seat, how, team, self.wish, self.against, self.seats)


def look(wish: Wish, book: RouteBook, *, at: datetime, busy: Collection[int] = ()) -> Choice:
    """Who would get it at this instant, and why. One statement; three or four more where the own agent is away.

    Whom the rule names, then the customer's own agent (or who stands in), then leaders where the grade says so, then
    seniors for what is urgent, then whoever has the wanted skill; among those the least work, and of equals who has
    waited longest (requirements S3, S4). `busy`: desks that are given something else at this very moment.
    """
    scene = Scene(wish, book, crew(), at, busy=busy)
    team = scene.people.teams.get(wish.team.pk, ())
    scene.seat(dict.fromkeys([*(pk for pk in (wish.person, wish.own) if pk), *team]))
    for pk, how in ((wish.person, How.RULE), (wish.own, How.OWN)):
        if pk is not None and (found := _named(scene, pk, how)):
            return scene.choice(*found)
    return scene.choice(*_from_team(scene, [scene.seats[pk] for pk in team if pk in scene.seats]))


def _named(scene: Scene, pk: int, how: How) -> tuple[Seat, How] | None:
    """The colleague somebody asked for by name, or who stands in for them."""
    reserve = scene.wish.urgent or (how == How.OWN and scene.wish.core)
    if scene.is_free(pk, reserve=reserve):
        return scene.seats[pk], how
    substitute = substitute_for(scene.seats[pk].staff, scene.at) if scene.against[pk] == "absent" else None
    if substitute is None:
        return None
    scene.seat([substitute.pk])
    return (scene.seats[substitute.pk], How.SUBSTITUTE) if scene.is_free(substitute.pk, reserve=reserve) else None


def _from_team(scene: Scene, seats: list[Seat]) -> tuple[Seat | None, How]:
    wish, held = scene.wish, scene.people.skills
    everybody = [seat.staff for seat in seats]
    usual = {one.pk for one in workers(everybody)}
    leaders = {one.pk for one in everybody if wish.lead_role and one.role.code == wish.lead_role} - usual
    skilled = {one.pk for one in everybody if wish.skills and has_skills(held.get(one.pk, {}), wish)}
    free = [seat for seat in seats if scene.is_free(seat.staff.pk, reserve=wish.urgent)]
    for seat in free:
        pk = seat.staff.pk
        if pk not in usual | leaders:
            scene.against[pk] = "assigns"
        elif skilled and pk not in skilled:
            scene.against[pk] = "no_skill"
    return _the_one([seat for seat in free if seat.staff.pk not in scene.against], leaders, scene)


def _the_one(free: list[Seat], leaders: set[int], scene: Scene) -> tuple[Seat | None, How]:
    wish = scene.wish
    seniors = {seat.staff.pk for seat in free if seat.staff.senior} if wish.urgent else set()
    how, reason, circle = How.LOAD, "", free
    if leading := [seat for seat in free if seat.staff.pk in leaders]:
        how, reason, circle = How.LEAD, "leader_first", leading
    elif seniors:
        how, reason, circle = How.SENIOR, "senior_first", [seat for seat in free if seat.staff.pk in seniors]
    if not circle:
        return None, How.POOL
    chosen = _least(circle, wish.turn)
    for seat in free:
        if seat is not chosen:
            scene.against.setdefault(seat.staff.pk, reason if seat not in circle else _later(seat, chosen))
    return chosen, how


def _least(circle: list[Seat], turn: int) -> Seat:
    """The least work; of equals who has waited longest; of those who never got anything one after the other."""
    best = min((seat.load, seat.given_at or NEVER) for seat in circle)
    tied = [seat for seat in circle if (seat.load, seat.given_at or NEVER) == best]
    return tied[turn % len(tied)]


def _later(seat: Seat, chosen: Seat) -> str:
    return "busier" if seat.load > chosen.load else "waited_less"


def against_seat(seat: Seat, wish: Wish, book: RouteBook, *, reserve: bool) -> str:
    """Nothing, or away, offline, absent, off_duty, full. An empty desk takes what is too heavy for it."""
    if seat.off:
        return seat.off
    limit = UNIT * (seat.room + (book.reserve if reserve else 0))
    fits = seat.room and (seat.load + wish.weight <= limit or seat.load == 0)
    return "" if fits else "full"


def has_skills(held: Mapping[int, int], wish: Wish) -> bool:
    """Whether these skills (skill → level) are what the rule asks for: all of them, or one."""
    enough = (held.get(skill, 0) >= wish.least_level for skill in wish.skills)
    return all(enough) if wish.all_skills else any(enough)


def _team_of(staff: Staff, wish: Wish, people: Crew, book: RouteBook) -> Team:
    """The ticket's team where the person sits in it, else the person's first."""
    seats = people.seats_of(staff.pk)
    if wish.team.pk in seats:
        return wish.team
    return next((team for pk, team in book.teams.items() if pk in seats), wish.team)


def why_of(choice: Choice) -> dict[str, Any]:
    """For the row of the assignment: ids and numbers only, at most MOST people, those nearest to the choice first."""
    wish, chosen = choice.wish, choice.seat
    shown = sorted(choice.seats.values(), key=lambda seat: (seat is not chosen, bool(seat.off), seat.load))
    told = [_told(seat, "" if seat is chosen else choice.against.get(seat.staff.pk, "not_asked")) for seat in shown]
    why: dict[str, Any] = {"weight": wish.weight, "people": told[:MOST]}
    if len(told) > MOST:
        why["more"] = len(told) - MOST
    if wish.skills:
        why |= {"skills": sorted(wish.skills), "all": wish.all_skills, "level": wish.least_level}
    return why


def _told(seat: Seat, reason: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": seat.staff.pk, "load": seat.load, "room": seat.room, "why": reason}
    if seat.given_at:
        told["last"] = int(seat.given_at.timestamp())
    return told


def everybody_in(choices: Iterable[Mapping[str, Any]]) -> set[int]:
    """The ids of all people these explanations name."""
    return {one["id"] for why in choices for one in why.get("people", ())}
