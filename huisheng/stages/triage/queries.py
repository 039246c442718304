"""What the desk asks about a ticket's grade and tags."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from huisheng.core.base.asked import Asked
from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.models import CategoryChange, GradeRule, Grading, Incident, IncidentTicket, TicketTag

WHY = ("grade", "rule", "scheme", "impact", "urgency", "incident")  # what `why_graded` reads


def latest_grading(ticket: Ticket) -> Grading | None:
    """The decision in force, ready for `why_graded`. One query."""
    found = Grading.objects.filter(ticket=ticket).select_related(*WHY)
    return found.order_by("-id").first()


def gradings_of(ticket: Ticket) -> list[Grading]:
    """Every decision, oldest first, ready for `why_graded`; the last is in force. One query."""
    return _GRADINGS(ticket.pk)


def latest_category_change(ticket: Ticket) -> CategoryChange | None:
    """Who or what set the category, ready for `why_category`. One query."""
    return CategoryChange.objects.filter(ticket=ticket).select_related("category", "rule").order_by("-id").first()


def rules_by_grade() -> dict[int, list[str]]:
    """The names of the rules in use, by the id of the grade they give. One query."""
    found: dict[int, list[str]] = {}
    for rule in GradeRule.objects.filter(enabled=True):
        found.setdefault(rule.grade_id, []).append(rule.label)
    return found


def course_of(incident: Incident) -> list[tuple[datetime, int]]:
    """When each of its tickets came in, and the id of the customer. One query."""
    rows = IncidentTicket.objects.filter(incident=incident).order_by("ticket__created_at")
    return list(rows.values_list("ticket__created_at", "ticket__customer"))


def tags_of(ticket: Ticket) -> list[Tag]:
    """The tags of a ticket in the house's order, with their groups. One query."""
    return [row.tag for row in _TAGS(ticket.pk)]


def tags_of_many(tickets: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags of several tickets (by their ids), in one query, for lists."""
    found: dict[int, list[Tag]] = {}
    rows = TicketTag.objects.filter(ticket_id__in=list(tickets)).select_related("tag")
    for row in rows.order_by("tag__group__rank", "tag__rank", "tag_id"):
        found.setdefault(row.ticket_id, []).append(row.tag)
    return found


def _gradings(ticket: int) -> QuerySet[Grading]:
    return Grading.objects.filter(ticket=ticket).select_related(*WHY).order_by("id")


def _tags(ticket: int) -> QuerySet[TicketTag]:
    rows = TicketTag.objects.filter(ticket=ticket).select_related("tag__group")
    return rows.order_by("tag__group__rank", "tag__rank", "tag_id")


_GRADINGS = Asked(_gradings, int)
_TAGS = Asked(_tags, int)
