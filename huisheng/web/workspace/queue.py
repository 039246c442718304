"""The rows of the desk: red first, then what is due first. Few columns, one query a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import IS_OPEN, NEVER, Ticket
from huisheng.kit.paging import Page, page

RED_FIRST: tuple[tuple[str, Literal["asc", "desc"]], ...] = (
    ("severity", "desc"),
    ("next_due_at", "asc"),
    ("id", "asc"),
)
DUE_FIRST: tuple[tuple[str, Literal["asc", "desc"]], ...] = (("next_due_at", "asc"), ("id", "asc"))
NEWEST: tuple[tuple[str, Literal["asc", "desc"]], ...] = (("id", "desc"),)
SOON = timedelta(hours=1)
PAGE = 40
MOST_COUNTED = 99

VIEWS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "team": _("Team"),
    "unassigned": _("Unassigned"),
    "due": _("Due soon"),
    "all": _("All"),
}
EMPTY: dict[str, tuple[str | Promise, str | Promise]] = {
    "mine": (_("Nothing on your desk."), _("New feedback comes to you by itself while you are online; the pool is under “Unassigned”.")),
    "team": (_("The team's desk is clear."), _("Feedback of your teams appears here as it comes in.")),
    "unassigned": (_("Nobody is waiting."), _("Feedback that found nobody at the desk waits here until somebody takes it.")),
    "due": (_("Nothing falls due within the hour."), _("Open feedback appears here an hour before its next promise.")),
    "all": (_("No feedback matches."), _("Feedback comes in by the public form, by the API, or by hand with “Enter”.")),
}  # fmt: skip
COLUMNS = (
    "id", "number", "subject", "status", "severity", "next_due_at", "created_at", "last_message_at", "order_number",
    "customer__name", "grade__name", "grade__name_en", "grade__colour", "assignee__name", "assignee_id", "team__name",
    "channel__code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A tab and how much lies in it, "99+" beyond what is worth counting."""

    code: str
    label: str | Promise
    count: str


def queue_page(staff: Staff, view: str, *, filters: dict[str, str], cursor: str = "") -> Page[dict[str, Any]]:
    """One page of rows for this person. Unknown filters are ignored, a bad cursor raises BadCursor."""
    order = NEWEST if filters.get("status") == "closed" else DUE_FIRST if view == "due" else RED_FIRST
    found = filtered(rows_of(staff, view, closed=filters.get("status") == "closed"), filters)
    return page(found.values(*COLUMNS), order, cursor or None, PAGE)


def rows_of(staff: Staff, view: str, *, closed: bool = False) -> QuerySet[Ticket]:
    """The tickets of one view, within the gate; open ones unless closed ones are asked for."""
    seen = tickets_for(staff).filter(Q(status="closed") if closed else IS_OPEN)
    if view == "mine":
        return seen.filter(assignee=staff)
    if view == "unassigned":
        return seen.filter(assignee=None)
    if view == "due":
        return seen.filter(next_due_at__lt=timezone.now() + SOON)
    if view == "team":
        teams = [team.pk for team in staff.teams.all()]
        return seen.filter(team__in=teams) if teams else seen
    return seen


def filtered(found: QuerySet[Ticket], filters: dict[str, str]) -> QuerySet[Ticket]:
    wanted = {
        "grade": Q(grade__colour=filters.get("grade")),
        "status": Q(status=filters.get("status")),
        "category": Q(category__code=filters.get("category")),
        "channel": Q(channel__code=filters.get("channel")),
        "assignee": Q(assignee__username=filters.get("assignee")),
    }
    for name, condition in wanted.items():
        if filters.get(name):
            found = found.filter(condition)
    return found


def counts(staff: Staff) -> list[Counted]:
    """How much lies in each view; counting stops at 99, so that a flood costs no more than a trickle."""
    return [
        Counted(code, label, "" if code == "all" else _capped(rows_of(staff, code))) for code, label in VIEWS.items()
    ]


def _capped(found: QuerySet[Ticket]) -> str:
    number = len(found.order_by().values_list("pk")[: MOST_COUNTED + 1])
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def due(row: dict[str, Any]) -> datetime | None:
    value: datetime = row["next_due_at"]
    return None if value >= NEVER else value
