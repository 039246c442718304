"""How a move on the ticket page is taken back: by the same move with what stood before, asked by the same door.

It is a move like any other: the gate and the right are asked again, and the ledger keeps both. A grade set back by hand
stays set by hand.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.queries import tags_of

Fields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Back:
    """Where to send what."""

    url: str
    fields: Fields


def back_from(move: str, ticket: Ticket) -> Back | None:
    """What would undo the move of this name, looked at before it is made; None where nothing stood before."""
    fields = FIELDS[move](ticket) if move in FIELDS else None
    return Back(reverse(f"desk:{move}", args=[ticket.number]), fields) if fields is not None else None


def offer(response: HttpResponse, back: Back) -> HttpResponse:
    """Put the way back beside the words that say what was done, if this answer says it beside the page."""
    told = json.loads(response.headers.get("HX-Trigger", "{}"))
    if "toast" in told:
        told["toast"]["undo"] = {"url": back.url, "fields": back.fields}
        response.headers["HX-Trigger"] = json.dumps(told)
    return response


def _assign(ticket: Ticket) -> Fields | None:
    if ticket.assignee_id:
        return {"staff": str(ticket.assignee_id)}
    return {"staff": "", "team": str(ticket.team_id)} if ticket.team_id else None


def _grade(ticket: Ticket) -> Fields | None:
    return {"grade": str(ticket.grade_id), "reason": _("Taken back at once")} if ticket.grade_id else None


def _category(ticket: Ticket) -> Fields | None:
    return {"category": ticket.category.code} if ticket.category and ticket.category.retired_at is None else None


def _tags(ticket: Ticket) -> Fields | None:
    return {"tag": [tag.code for tag in tags_of(ticket)]}


FIELDS: dict[str, Callable[[Ticket], Fields | None]] = {
    "assign": _assign,
    "grade": _grade,
    "category": _category,
    "tags": _tags,
}
