"""After a no somebody one level higher looks after it, besides the same owner (requirements S4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max

from huisheng.core.accounts.duty import absences_at, manager_on_duty, substitute_for
from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.actions import grant_access, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Confirmation, Raised
from huisheng.stages.closure.queries import open_raised

SUPERVISOR, HEAD, HOUSE = 1, 2, 3


def raise_higher(ticket: Ticket, answer: Confirmation | None, *, at: datetime) -> Raised:
    """One level above the last: who leads the team, the head of the department, the house. The ticket is locked.

    `answer` is the no to an offer; None for one said in a callback after the end. Who owns it or looks after it already
    is passed over, for the next level; at the top it stays with the house.
    """
    before = open_raised(ticket)
    highest = (
        Raised.objects.filter(ticket=ticket).aggregate(level=Max("level"))["level"] or 0
    )  # ever: also before an end
    level, staff = next_above(ticket, before, at, reached=highest)
    raised = Raised.objects.create(ticket=ticket, confirmation=answer, level=level, staff=staff, at=at)
    if staff is not None and not tickets_for(staff).filter(pk=ticket.pk).exists():
        grant_access(ticket, by=SYSTEM, staff=staff, at=at)
    said: dict[str, Any] = {
        "raised": raised.pk,
        "level": level,
        "staff": staff.pk if staff else None,
        "confirmation": answer.pk if answer else None,
    }
    record_event(ticket, "ticket_raised", by=SYSTEM, at=at, **said)
    return raised


def end_raised(ticket: Ticket, *, at: datetime) -> int:
    """It ended: nobody above looks after it any more. Returns how many did."""
    return Raised.objects.filter(ticket=ticket, ended_at=None).update(ended_at=at)


def next_above(
    ticket: Ticket, before: list[Raised], at: datetime, *, reached: int | None = None
) -> tuple[int, Staff | None]:
    """Level and person after those who look after it already, and above the level `reached`. Asks for people only."""
    reached = (before[-1].level if before else 0) if reached is None else reached
    known = {ticket.assignee_id, *(one.staff_id for one in before)}
    for level in range(reached + 1, HOUSE + 1):
        staff = next((one for one in _of_level(ticket, level, at) if one.pk not in known), None)
        if staff is not None:
            return level, staff
    return HOUSE, next(_of_level(ticket, HOUSE, at), None)


def _of_level(ticket: Ticket, level: int, at: datetime) -> Iterator[Staff]:
    """Who is there for this level, the first one first; who is away is replaced by who stands in."""
    people = {SUPERVISOR: _leaders, HEAD: _head, HOUSE: _house}[level](ticket, at)
    away = set(absences_at(at).filter(staff__in=[one.pk for one in people]).values_list("staff", flat=True))
    for one in people:
        here = substitute_for(one, at) if one.pk in away else one
        if here is not None and here.is_active:
            yield here


def _leaders(ticket: Ticket, at: datetime) -> list[Staff]:
    leads = Staff.objects.filter(is_active=True, memberships__team=ticket.team_id, memberships__leads=True)
    return list(leads.select_related("role").order_by("pk")) if ticket.team_id else []


def _head(ticket: Ticket, at: datetime) -> list[Staff]:
    head = ticket.team.head if ticket.team else None
    return [head] if head else []


def _house(ticket: Ticket, at: datetime) -> list[Staff]:
    manager = manager_on_duty(at)
    sees_all = Staff.objects.filter(is_active=True, role__rights__contains=[Right.SEE_ALL]).select_related("role")
    return [*([manager] if manager else []), *sees_all.order_by("pk")]
