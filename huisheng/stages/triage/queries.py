"""What the desk asks about a ticket's grade and tags."""

from collections.abc import Iterable

from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.models import CategoryChange, Grading, TicketTag


def latest_grading(ticket: Ticket) -> Grading | None:
    """The decision in force, ready for `why_graded`. One query."""
    found = Grading.objects.filter(ticket=ticket).select_related("grade", "rule", "scheme")
    return found.order_by("-id").first()


def gradings_of(ticket: Ticket) -> list[Grading]:
    """Every decision, oldest first, ready for `why_graded`. One query."""
    return list(Grading.objects.filter(ticket=ticket).select_related("grade", "rule", "scheme").order_by("id"))


def latest_category_change(ticket: Ticket) -> CategoryChange | None:
    """Who or what set the category, ready for `why_category`. One query."""
    return CategoryChange.objects.filter(ticket=ticket).select_related("category", "rule").order_by("-id").first()


def tags_of(ticket: Ticket) -> list[Tag]:
    """The tags of a ticket in the house's order, with their groups. One query."""
    rows = TicketTag.objects.filter(ticket=ticket).select_related("tag__group")
    return [row.tag for row in rows.order_by("tag__group__rank", "tag__rank", "tag_id")]


def tags_of_many(tickets: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags of several tickets (by their ids), in one query, for lists."""
    found: dict[int, list[Tag]] = {}
    rows = TicketTag.objects.filter(ticket_id__in=list(tickets)).select_related("tag")
    for row in rows.order_by("tag__group__rank", "tag__rank", "tag_id"):
        found.setdefault(row.ticket_id, []).append(row.tag)
    return found
