"""Who in a team could take one more ticket just now."""

from copy import copy
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from huisheng.core.accounts.models import Membership, Presence, Role, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.models import IS_OPEN, Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """Nobody, or somebody and whether seniority decided."""

    staff: Staff | None
    senior: bool = False


def with_load(people: QuerySet[Staff]) -> QuerySet[Staff]:
    """Adds `load`: how many open tickets each has; counted in the partial index desk_mine, only for who is present."""
    mine = Ticket.objects.filter(IS_OPEN, assignee=OuterRef("pk")).order_by().values("assignee")
    count = Subquery(mine.annotate(n=Count("pk")).values("n"))
    return people.annotate(
        load=Case(
            When(presence=Presence.ONLINE, then=Coalesce(count, Value(0))), default=None, output_field=IntegerField()
        )
    )


def answering() -> QuerySet[Staff]:
    """Everybody active whose role may answer customers."""
    return Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER.value]).select_related("role")


def _loads(people: list[int]) -> QuerySet[Ticket, tuple[int, int]]:
    mine = Ticket.objects.filter(IS_OPEN, assignee__any=people).order_by().values_list("assignee")
    return mine.annotate(n=Count("pk"))


_LOADS: Asked[tuple[int, int]] = Asked(_loads, list)


def people_of(team: Team) -> list[Staff]:
    """Everybody in the team who may answer, with `load`. Two small queries: who is remembered, what lies there is counted."""
    people = [copy(one) for one in seats().get(team.pk, ())]
    present = [one.pk for one in people if one.presence == Presence.ONLINE]
    loads = dict(_LOADS(present)) if present else {}
    for one in people:
        vars(one)["load"] = loads.get(one.pk, 0) if one.presence == Presence.ONLINE else None
    return people


def _seats() -> dict[int, tuple[Staff, ...]]:
    """Team → who may answer there; rows as loaded, shared, not to be changed."""
    rows = Membership.objects.select_related("staff__role").order_by("staff")
    found: dict[int, tuple[Staff, ...]] = {}
    for row in rows:
        if row.staff.allows(Right.ANSWER):
            found[row.team_id] = (*found.get(row.team_id, ()), row.staff)
    return found


seats: Remembered[dict[int, tuple[Staff, ...]]] = Remembered(_seats, Staff, Role, Membership)


def workers(people: list[Staff]) -> list[Staff]:
    """Who is handed work: people who hand it out themselves (Right.ASSIGN) only where there is nobody else."""
    return [one for one in people if not one.allows(Right.ASSIGN)] or people


def choose(team: Team, grade: Grade | None, *, turn: int) -> Choice:
    """The colleague for a ticket of this grade: present, below capacity, least open work (requirements S3, S4).

    Supervisors first where the grade's lead role says so, then seniors where the grade wants them, then everybody. Equal loads take turns
    by `turn` (the ticket's id), so that tickets arriving together do not all land on one desk. Capacity is watched
    without a lock: tickets that arrive in the same instant may pass it by one.
    """
    everybody = people_of(team)
    usual = workers(everybody)
    leaders = [one for one in everybody if grade and one.role.code == grade.lead_role and one not in usual]
    seniors = [one for one in usual if one.senior] if grade and grade.senior_first else []
    for circle in (leaders, seniors, usual):
        free = [one for one in circle if is_free(one)]
        if free:
            least = min(load_of(one) for one in free)
            tied = [one for one in free if load_of(one) == least]
            return Choice(tied[turn % len(tied)], senior=circle is not usual)
    return Choice(None)


def is_free(person: Staff) -> bool:
    """Present and below capacity; the person comes from `with_load`."""
    return person.presence == Presence.ONLINE and load_of(person) < person.capacity


def load_of(person: Staff) -> int:
    """The open tickets of a person from `with_load`; 0 for who is not present."""
    return int(vars(person)["load"] or 0)


def open_load(staff: Staff) -> int:
    """How many open tickets lie on this desk."""
    return Ticket.objects.filter(IS_OPEN, assignee=staff).count()
