"""Tickets on desks and in pools for tests."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from huisheng.core.accounts.models import Presence, Staff, Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.triage.tests.make import make_graded

NUMBERS = count(1)
RED, GREEN = "漏发了配件", "咨询保修政策"  # both belong to 客服一组


def make_agent(*teams: str, **changes: Any) -> Staff:
    """An agent who is online with room for 12, in 客服一组 unless told otherwise."""
    return make_staff(f"agent{next(NUMBERS)}", teams=teams or ("cs1",), **changes)


def make_routed(text: str = GREEN, **changes: Any) -> Ticket:
    """A ticket that passed triage and routing."""
    ticket = make_graded(text, **changes)
    route_ticket(ticket, by=SYSTEM)
    return ticket


def make_owned(staff: Staff, text: str = GREEN, **changes: Any) -> Ticket:
    """A ticket on this person's desk."""
    ticket = make_graded(text, **changes)
    assign_ticket(ticket, staff=staff, by=SYSTEM)
    return ticket


def make_pool(texts: Sequence[str], **changes: Any) -> list[Ticket]:
    """Tickets that came while nobody was there."""
    there = list(Staff.objects.filter(presence=Presence.ONLINE).values_list("pk", flat=True))
    Staff.objects.update(presence=Presence.OFFLINE)
    tickets = [make_routed(text, **changes) for text in texts]
    Staff.objects.filter(pk__in=there).update(presence=Presence.ONLINE)
    return tickets


def make_routing_rule(condition: dict[str, Any], team: Team | str, **changes: Any) -> RoutingRule:
    row = Team.objects.get(code=team) if isinstance(team, str) else team
    return RoutingRule.objects.create(**{"name": "试验路由", "condition": condition, "team": row, **changes})
