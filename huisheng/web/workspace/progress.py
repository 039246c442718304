"""The progress board as people read it: each request with its four steps and their times. Nothing is counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.contacts import ContactRow, contacts_of, table_at
from huisheng.core.accounts.models import Team
from huisheng.kit.durations import describe_minutes
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.watch.insight.progress.rows import Filters, Row, Show, View, board, most_urgent, owners, sums
from huisheng.web.workspace.board import ON_THE_WALL

State = CollabRequest.State
SHOWS: dict[Show, str | Promise] = {
    Show.OPEN: pgettext_lazy("requests", "on their way"),
    Show.STUCK: pgettext_lazy("requests", "stuck"),
    Show.TO_TELL: pgettext_lazy("requests", "answered, customer not told"),
    Show.DONE: pgettext_lazy("requests", "done"),
}
STEPS = {
    "asked": pgettext_lazy("step", "asked"),
    "accepted": pgettext_lazy("step", "accepted"),
    "answered": pgettext_lazy("step", "answered"),
    "told": pgettext_lazy("step", "customer told"),
    "declined": pgettext_lazy("step", "declined"),
    "withdrawn": pgettext_lazy("step", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One column of the board: done with its time, now (who has to act), skipped, or ahead."""

    name: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom to ring up about a request. `at`: until when on duty, or from when again."""

    name: str
    phone: str
    on_duty: bool
    at: datetime | None = None


def progress_context(view: View, cursor: str = "") -> dict[str, Any]:
    """Everything on the board that changes, of one moment. Six queries: the rows (two), the sums, who can be reached."""
    page = board(view, cursor)
    reach = reach_of(page.rows, view.at)
    return {
        "drawn": view.at,
        "filters": view.filters,
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "cursor": cursor,
        "sums": sums(view),
        "query": urlencode(view.filters.asked),
        "link": lambda **changes: address(view.filters, **changes),
        "steps": steps_of,
        "why": why,
        "shows": SHOWS,
        "reach": reach,
    }


def progress_wall_context(view: View) -> dict[str, Any]:
    """What a screen on the wall shows: three numbers and the ten most urgent. No customer and no word of a request."""
    return {"drawn": view.at, "sums": sums(view), "rows": most_urgent(view, ON_THE_WALL), "steps": steps_of, "why": why}


def progress_choices(view: View) -> dict[str, list[tuple[int, str]]]:
    """What the board can be narrowed to. One query where its sums are known, two else."""
    teams = Team.objects.filter(active=True).order_by("rank", "id")
    return {"team": [(one.pk, one.label) for one in teams], "owner": owners(view)}


def reach_of(rows: Sequence[Row], at: datetime) -> dict[int, Reach]:
    """Request id → whom to ring up now: who was asked, else the first of the department on duty, else the backup.

    Three queries; a department that is not in the emergency table has nobody.
    """
    table = table_at(at, contacts_of()) if rows else []
    found = {row.request.pk: _reach(row.request, table) for row in rows if row.request.is_open}
    return {pk: reach for pk, reach in found.items() if reach is not None}


def _reach(request: CollabRequest, table: Sequence[ContactRow]) -> Reach | None:
    asked = [line for line in table if line.contact.pk == request.contact_id]
    lines = asked or [line for line in table if line.contact.team_id == request.team_id]
    here = next((line for line in lines if line.duty.on_duty), None)
    if here is not None:
        return Reach(here.contact.name, here.contact.phone, True, here.duty.until)
    stands_in = next((line for line in lines if line.instead), None)
    if stands_in is not None and stands_in.instead is not None:
        return Reach(stands_in.instead.name, stands_in.instead.phone, True)
    if not lines:
        return None
    first = min(lines, key=lambda line: (line.duty.next_at is None, line.duty.next_at))
    return Reach(first.contact.name, first.contact.phone, False, first.duty.next_at)


def steps_of(row: Row) -> list[Step]:
    """The four steps: asked → accepted → answered → customer told. One that ended otherwise has three."""
    one = row.request
    asked = Step(str(STEPS["asked"]), one.asked_at, "done")
    accepted = _step("accepted", one.accepted_at, now=one.state == State.ASKED, over=one.ended_at is not None)
    if one.state in (State.DECLINED, State.WITHDRAWN):
        return [asked, accepted, Step(str(STEPS[str(one.state)]), one.ended_at, "ended")]
    answered = _step("answered", one.answered_at, now=one.state == State.ACCEPTED, over=False)
    told = _step("told", one.told_customer_at, now=row.to_tell, over=False)
    return [asked, accepted, answered, told]


def why(row: Row) -> str:
    """Why it glows, in words; "" where it moves."""
    over = describe_minutes((row.at - row.request.due_at).total_seconds() / 60)
    silent = describe_minutes(row.silent.total_seconds() / 60)
    words = {
        "late": _("overdue by %(time)s") % {"time": over},
        "silent": _("nothing heard for %(time)s") % {"time": silent},
        "untold": _("answered %(time)s ago, the customer does not know") % {"time": silent},
    }
    return words.get(row.why, "")


def address(filters: Filters, **changes: Any) -> str:
    """The board, narrowed a little differently."""
    kept = {name: getattr(filters, name) for name in ("show", "team", "owner", "today", "mine")}
    query = urlencode(Filters(**kept | changes).asked)
    return reverse("desk:progress") + (f"?{query}" if query else "")


def _step(name: str, at: datetime | None, *, now: bool, over: bool) -> Step:
    state = "done" if at else "now" if now else "skipped" if over else "ahead"
    return Step(str(STEPS[name]), at, state)
