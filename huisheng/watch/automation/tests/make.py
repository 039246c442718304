"""Conditions and tickets for tests of views and rules."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.triage.models import TicketTag
from huisheng.watch.automation.actions import save_rule
from huisheng.watch.automation.fields import tickets_matching
from huisheng.watch.automation.models import Rule


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    """One question of the condition language."""
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def found(condition: dict[str, Any], staff: Staff | None = None) -> set[int]:
    """The ids of the tickets for which a condition holds now."""
    return set(tickets_matching(staff, condition, timezone.now()).values_list("pk", flat=True))


def changed(ticket: Ticket, **columns: Any) -> Ticket:
    """The ticket with other columns, written around the rooms: tests of questions need a state, not its history."""
    Ticket.objects.filter(pk=ticket.pk).update(**columns)
    ticket.refresh_from_db()
    return ticket


def make_rule(*deeds: dict[str, Any], when: tuple[str, ...] = ("opened",), **changes: Any) -> Rule:
    """A rule that is on since yesterday and, unless said otherwise, tags what comes in."""
    answers: dict[str, Any] = {
        "name": "试验规则",
        "occasions": [] if changes.get("timing") else list(when),
        "condition": {},
        "deeds": list(deeds) or [tagging("attitude")],
        "enabled": True,
    }
    since = changes.pop("since", timezone.now() - timedelta(days=1))
    rule = save_rule(**{**answers, **changes}, by=SYSTEM)
    Rule.objects.filter(pk=rule.pk).update(enabled_at=since)
    rule.refresh_from_db()
    return rule


def tagging(code: str) -> dict[str, Any]:
    """The deed that adds one tag."""
    return {"deed": "add_tags", "tags": [Tag.objects.get(code=code).pk]}


def tags_on(ticket: Ticket) -> set[str]:
    """The codes of a ticket's tags as the database has them."""
    return set(TicketTag.objects.filter(ticket=ticket).values_list("tag__code", flat=True))
