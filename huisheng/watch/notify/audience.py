"""Who hears of an alarm: from the codes of a step to people, nobody twice, and never nobody by mistake."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from huisheng.core.accounts.duty import manager_on_duty, substitute_for
from huisheng.core.accounts.models import Absence, Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.stages.followup.models import Callback
from huisheng.watch.notify.models import NoticeTemplate

Audience = NoticeTemplate.Audience
ROLE, PERSON = "role:", "staff:"


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who is told, and as whom: the wording's audience."""

    staff: Staff
    audience: str


def listeners(ticket: Ticket, tell: Iterable[str], *, at: datetime, callback: Callback | None = None) -> list[Listener]:
    """The people behind `tell` (assignee, first_owner, supervisor, department_head, duty_manager, role:<code>,
    staff:<id>) at `at`.

    Who is away is replaced by who stands in. A code without anybody falls to the next one who leads: a missing owner to
    the supervisors, a missing head to them, a missing manager to the head, all of them to who sees everything.
    `callback`: what rings is the time of this call, so whoever is to make it is the assignee; the ticket's owner is often
    the one who must not.
    """
    owner = callback.assignee if callback is not None else ticket.assignee
    return Hearing(ticket, at, owner).of(tuple(dict.fromkeys(tell)))


def supervisors_of(ticket: Ticket) -> list[Staff]:
    """Who leads the ticket's team; where nobody does, whoever sees everything. Never nobody by mistake."""
    here = Staff.objects.filter(is_active=True).select_related("role").order_by("pk")
    told = here.filter(role__rights__contains=[Right.BE_TOLD])
    leaders: QuerySet[Staff] = told.filter(memberships__team=ticket.team_id, memberships__leads=True).distinct()
    see_all = {"role__rights__contains": [Right.SEE_ALL]}
    return list(leaders) or list(told.filter(**see_all)) or list(here.filter(**see_all))


class Hearing:
    """One question after the people of one ticket at one instant; what was looked up is kept. `owner`: who is to act."""

    def __init__(self, ticket: Ticket, at: datetime, owner: Staff | None) -> None:
        self.ticket, self.at, self.owner = ticket, at, owner
        self._supervisors: list[Staff] | None = None

    def of(self, codes: tuple[str, ...]) -> list[Listener]:
        if not codes and self.owner is not None:
            return []  # a step that tells nobody, on a desk where it is seen
        named = list(self._named(codes))
        if self.owner is None and Audience.SUPERVISOR not in codes:
            named += self._as(Audience.SUPERVISOR, self.supervisors())
        here = self._here(named) or self._here(self._as(Audience.SUPERVISOR, self.supervisors())) or named
        told: dict[int, Listener] = {}
        for one in here:
            told.setdefault(one.staff.pk, one)
        return list(told.values())

    def _named(self, codes: tuple[str, ...]) -> Iterator[Listener]:
        known: dict[str, Callable[[], list[Listener]]] = {
            Audience.ASSIGNEE: lambda: self._as(Audience.ASSIGNEE, [self.owner]),
            "first_owner": self._first_owner,
            Audience.DEPARTMENT_HEAD: self._head,
            Audience.DUTY_MANAGER: self._manager,
        }
        for code in codes:
            if code.startswith(ROLE):
                found = self._as(Audience.SUPERVISOR, self._holders(code.removeprefix(ROLE)))
            elif code.startswith(PERSON):
                person = Staff.objects.select_related("role").filter(pk=int(code.removeprefix(PERSON)))
                found = self._as(Audience.SUPERVISOR, person)
            else:
                found = known[code]() if code in known else []
            yield from found or self._as(Audience.SUPERVISOR, self.supervisors())

    def supervisors(self) -> list[Staff]:
        if self._supervisors is None:
            self._supervisors = supervisors_of(self.ticket)
        return self._supervisors

    def _first_owner(self) -> list[Listener]:
        owner = self.ticket.first_owner
        is_owner = owner is not None and owner.pk == self.ticket.assignee_id
        return self._as(Audience.ASSIGNEE if is_owner else Audience.SUPERVISOR, [owner])

    def _head(self) -> list[Listener]:
        team = self.ticket.team
        return self._as(Audience.DEPARTMENT_HEAD, [team.head if team else None])

    def _manager(self) -> list[Listener]:
        return self._as(Audience.DUTY_MANAGER, [manager_on_duty(self.at)]) or self._head()

    def _holders(self, role: str) -> list[Staff]:
        """Who holds a role: those of the ticket's own team where there are any, else all."""
        holders = Staff.objects.filter(is_active=True, role__code=role).select_related("role").order_by("pk")
        return list(holders.filter(memberships__team=self.ticket.team_id).distinct()) or list(holders)

    def _as(self, audience: str, people: Iterable[Staff | None]) -> list[Listener]:
        return [Listener(one, audience) for one in people if one is not None and one.is_active]

    def _here(self, named: list[Listener]) -> list[Listener]:
        """Those who are here, and who stands in for those who are away. One query where nobody is away."""
        people = {one.staff.pk for one in named}
        now = Absence.objects.filter(staff__in=people, since__lte=self.at, until__gt=self.at)
        away = set(now.values_list("staff", flat=True)) if people else set()
        found = [(one, substitute_for(one.staff, self.at) if one.staff.pk in away else one.staff) for one in named]
        return [Listener(staff, one.audience) for one, staff in found if staff is not None]
