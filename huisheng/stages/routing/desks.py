"""Who could take one more ticket just now: seats as they are remembered, and how each desk stands at this instant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from huisheng.core.accounts.duty import absences_at, desk_shifts_at
from huisheng.core.accounts.models import Membership, Presence, Role, Skill, Staff, StaffSkill
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.base.remembered import Remembered
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.routing.models import Desk, Weight

UNIT = 100  # loads and weights are counted in hundredths, so that half a ticket is a whole number
WITH_CUSTOMER = (Status.WAITING_CUSTOMER, Status.AWAITING_CONFIRMATION)


@dataclass(frozen=True, slots=True)
class Crew:
    """Rows as loaded, shared by all threads: not to be changed."""

    people: Mapping[int, Staff]  # everybody who may answer customers
    teams: Mapping[int, tuple[int, ...]]  # team → who of them sits there
    skills: Mapping[int, Mapping[int, int]]  # person → skill → level; living skills only

    def of(self, team: int) -> list[Staff]:
        return [self.people[pk] for pk in self.teams.get(team, ())]

    def seats_of(self, person: int) -> list[int]:
        return [team for team, people in self.teams.items() if person in people]


@dataclass(slots=True)
class Seat:
    """One colleague at this instant. `load` in hundredths of a unit; `given` tells whether we looked too long ago."""

    staff: Staff
    off: str  # "", or why nothing is handed here: away, offline, absent, off_duty
    load: int
    room: int  # units
    given: int
    given_at: datetime | None


def answering() -> QuerySet[Staff]:
    """Everybody active whose role may answer customers."""
    return Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER.value]).select_related("role")


def with_load(people: QuerySet[Staff]) -> QuerySet[Staff]:
    """Adds `load`: how many open tickets each has; counted in the partial index desk_mine, only for who is present."""
    mine = Ticket.objects.filter(IS_OPEN, assignee=OuterRef("pk")).order_by().values("assignee")
    count = Subquery(mine.annotate(n=Count("pk")).values("n"))
    return people.annotate(
        load=Case(
            When(presence=Presence.ONLINE, then=Coalesce(count, Value(0))), default=None, output_field=IntegerField()
        )
    )


def seats_now(among: Iterable[int], people: Crew, *, at: datetime, waiting_percent: int) -> dict[int, Seat]:
    """How these people's desks stand. One statement, bounded by the open tickets of who is online."""
    known = people.people
    ids = [pk for pk in among if pk in known]
    rows = _STANDS(ids, at, waiting_percent) if ids else []
    return {
        pk: Seat(known[pk], _off(presence, absent, idle), load, room, given, given_at)
        for pk, presence, room, absent, idle, given, given_at, load in rows
    }


def _off(presence: str, absent: bool, idle: bool) -> str:
    return "absent" if absent else "off_duty" if idle else "" if presence == Presence.ONLINE else presence


def _stands(people: list[int], at: datetime, percent: int) -> QuerySet[Staff, Any]:
    desk = Desk.objects.filter(staff=OuterRef("pk"))
    load = Case(
        When(presence=Presence.ONLINE, then=Coalesce(Subquery(_work(percent)), Value(0))),
        default=Value(0),
        output_field=IntegerField(),
    )
    given = Coalesce(Subquery(desk.values("given")), Value(0))
    here = _here(Staff.objects.filter(pk__any=people, is_active=True), at)
    found: QuerySet[Any, Any] = here.annotate(given=given, given_at=Subquery(desk.values("given_at")), load=load)
    return found.order_by("pk").values_list("pk", "presence", "capacity", "absent", "idle", "given", "given_at", "load")


def _here(people: QuerySet[Staff], at: datetime) -> QuerySet[Any, Any]:
    """Adds `absent` and `idle`: rostered, and outside the own shifts (as core/accounts/duty.off_duty says)."""
    on_shift = Exists(desk_shifts_at(at).filter(staff=OuterRef("pk")))
    idle = ExpressionWrapper(Q(rostered=True) & ~on_shift, output_field=BooleanField())
    return people.annotate(absent=Exists(absences_at(at).filter(staff=OuterRef("pk"))), idle=idle)


def _work(percent: int) -> QuerySet[Ticket, Any]:
    """The open tickets of one person, each by its weight; those that wait for the customer by a part of it."""
    by_channel = Weight.objects.filter(channel=OuterRef("channel")).values("units")
    by_grade = Weight.objects.filter(grade=OuterRef("grade")).values("units")
    units = Coalesce(Greatest(Subquery(by_channel), Subquery(by_grade)), Value(1))
    part = Case(When(status__in=WITH_CUSTOMER, then=Value(percent)), default=Value(UNIT), output_field=IntegerField())
    mine = Ticket.objects.filter(IS_OPEN, assignee=OuterRef("pk")).order_by().annotate(units=units, part=part)
    return mine.values("assignee").annotate(total=Sum(F("units") * F("part"))).values("total")


_STANDS: Asked[Any] = Asked(_stands, list, datetime, int)


def _load_crew() -> Crew:
    rows = Membership.objects.order_by("staff").values_list("staff", "team")
    everybody = {one.pk: one for one in answering().order_by("pk")}
    teams: dict[int, tuple[int, ...]] = {}
    for staff, team in rows:
        if staff in everybody:
            teams[team] = (*teams.get(team, ()), staff)
    skills: dict[int, dict[int, int]] = {}
    for staff, skill, level in StaffSkill.objects.filter(skill__active=True).values_list("staff", "skill", "level"):
        skills.setdefault(staff, {})[skill] = level
    return Crew(everybody, teams, skills)


crew: Remembered[Crew] = Remembered(_load_crew, Staff, Role, Membership, StaffSkill, Skill)


def workers(people: list[Staff]) -> list[Staff]:
    """Who is handed work: people who hand it out themselves (Right.ASSIGN) only where there is nobody else."""
    return [one for one in people if not one.allows(Right.ASSIGN)] or people


def why_off(person: int, *, at: datetime) -> str:
    """away, offline, absent, off_duty or gone; nothing for who is at the desk. One statement."""
    found = _PRESENCE.first(person, at)
    return _off(*found[1:]) if found else "gone"


def _presence(person: int, at: datetime) -> QuerySet[Staff, Any]:
    here = _here(Staff.objects.filter(pk=person, is_active=True), at)
    return here.values_list("pk", "presence", "absent", "idle")


_PRESENCE: Asked[Any] = Asked(_presence, int, datetime)
