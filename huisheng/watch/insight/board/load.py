"""Who has how much: teams, their pools, and people with their presence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from huisheng.core.accounts.duty import off_duty
from huisheng.core.accounts.models import Membership, Presence, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.board.open import Heap, Tally, tally
from huisheng.watch.insight.board.scope import Look

COLUMNS = ("name", "presence", "presence_since", "presence_reason", "capacity", "is_active")


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """Somebody and what lies on the desk. `state`: online, away, offline, or off (away by leave, or off the roster)."""

    pk: int
    name: str
    state: str
    capacity: int
    tally: Tally
    since: datetime | None = None
    reason: str = ""  # why away


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A team, what lies with it, what nobody has taken, and its people: who has most overdue first."""

    team: Team
    tally: Tally
    people: list[PersonLoad]

    @property
    def present(self) -> int:
        return sum(one.state == Presence.ONLINE for one in self.people)


def load(look: Look, found: Sequence[Heap]) -> list[TeamLoad]:
    """Every team seen here that has somebody to answer or something open. About five queries, whatever lies there."""
    teams = list(_teams(look, {heap.team for heap in found if heap.team}))
    people = list(_people(teams, {heap.assignee for heap in found if heap.assignee}))
    idle = off_duty([one.pk for one in people], look.at)
    loads = [_team_load(team, people, idle, found) for team in teams]
    return [one for one in loads if one.people or one.tally["open"]]


def _teams(look: Look, busy: set[int]) -> QuerySet[Team]:
    teams = Team.objects.filter(Q(active=True) | Q(pk__in=busy)).order_by("rank", "id")
    if isinstance(look.who, Staff) and not look.who.allows(Right.SEE_ALL):
        teams = teams.filter(Q(pk__in=busy) | Q(pk__in=look.who.team_ids))
    return teams.filter(pk=look.scope.team) if look.scope.team else teams


def _people(teams: Sequence[Team], busy: set[int]) -> QuerySet[Staff]:
    seats = Membership.objects.filter(staff=OuterRef("pk"), team__in=teams).order_by("team")
    members = Membership.objects.filter(team__in=teams).values("staff")
    answering = Q(is_active=True, role__rights__contains=[Right.ANSWER], pk__in=members)
    people = Staff.objects.filter(answering | Q(pk__in=busy)).only(*COLUMNS)
    return people.annotate(team_ids=ArraySubquery(seats.values("team"))).order_by("pk")  # type: ignore[no-redef]


def _team_load(team: Team, people: Sequence[Staff], idle: set[int], found: Sequence[Heap]) -> TeamLoad:
    here = [heap for heap in found if heap.team == team.pk]
    busy = {heap.assignee for heap in here}
    rows = [_person_load(one, here, idle) for one in people if team.pk in one.team_ids or one.pk in busy]
    rows.sort(key=lambda one: (-one.tally["overdue"], -one.tally["open"], one.name))
    return TeamLoad(team, tally(here), rows)


def _person_load(one: Staff, here: Sequence[Heap], idle: set[int]) -> PersonLoad:
    state = "off" if one.pk in idle else one.presence if one.is_active else Presence.OFFLINE
    mine = tally(here, lambda heap: heap.assignee == one.pk)
    away = state == Presence.AWAY
    since, reason = (one.presence_since, one.presence_reason) if away else (None, "")
    return PersonLoad(one.pk, one.name, str(state), one.capacity, mine, since, reason)
