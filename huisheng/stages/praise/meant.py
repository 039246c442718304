"""Whom kind words are about: the names in them, else who had the ticket."""

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.called import Called, find_called
from huisheng.stages.routing.models import Assignment

MOST_ALIKE = 2  # colleagues whom one nickname may mean; with more of them it says nothing


def who_is_meant(words: str, ticket: Ticket | None) -> list[Staff]:
    """The colleagues these words name; a nickname that fits several means who worked on the ticket. Nobody named: who
    has the ticket, or had it first.
    """
    here = {one.pk: one for one in Staff.objects.filter(is_active=True).order_by("pk")}
    hands = _hands(ticket) if ticket else set()
    meant: dict[int, Staff] = {}
    for called in find_called(words, {pk: one.name for pk, one in here.items()}):
        for pk in _decided(called, hands):
            meant.setdefault(pk, here[pk])
    if meant or ticket is None:
        return list(meant.values())
    handler = ticket.assignee or ticket.first_owner
    return [handler] if handler is not None and handler.is_active else []


def names_somebody(words: str) -> bool:
    """Whether these words name a colleague. One query."""
    names = Staff.objects.filter(is_active=True).values_list("pk", "name")
    return bool(find_called(words, dict(names)))


def _decided(called: Called, hands: set[int]) -> tuple[int, ...]:
    known = tuple(pk for pk in called.people if pk in hands)
    if known or len(called.people) <= MOST_ALIKE:
        return known or called.people
    return ()


def _hands(ticket: Ticket) -> set[int]:
    """Everybody on whose desk it lay. One query."""
    through = Assignment.objects.filter(ticket=ticket).values_list("assignee", flat=True)
    return {pk for pk in (*through, ticket.assignee_id, ticket.first_owner_id) if pk is not None}
