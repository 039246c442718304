"""What a rule may ask beside the table of ticket fields (`fields.py`): what the waking event changed, and some counts."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.conditions import FieldSpec
from huisheng.kit.worktime import is_open
from huisheng.stages.sla.calendars import house_calendar, work_calendar
from huisheng.stages.sla.models import ClockKind
from huisheng.stages.triage.facts import GRADED_FIELDS, Facts, facts_of

WHO = {
    "customer": pgettext_lazy("rule", "the customer"),
    "staff": pgettext_lazy("rule", "a colleague"),
    "contact": pgettext_lazy("rule", "a department by its link"),
    "token": pgettext_lazy("rule", "another system"),
    "rule": pgettext_lazy("rule", "a rule"),
    "system": pgettext_lazy("rule", "Huisheng itself"),
}
_NOW = (
    FieldSpec("unanswered", "number", pgettext_lazy("rule", "Messages of the customer since our last reply")),
    FieldSpec("urged", "number", pgettext_lazy("rule", "Times the customer urged since our last answer")),
    FieldSpec("replies", "number", pgettext_lazy("rule", "Replies so far")),
    FieldSpec("office_hours", "bool", pgettext_lazy("rule", "Within our office hours")),
    *(GRADED_FIELDS[name] for name in ("source", "affected_count", "repeat_count", "same_kind_count", "sentiment")),
)
_WAKING = (
    FieldSpec("who", "choice", pgettext_lazy("rule", "Done by"), choices=WHO),
    FieldSpec("said", "text", pgettext_lazy("rule", "What was just written")),
    FieldSpec("from_status", "choice", pgettext_lazy("rule", "Status before"), choices=dict(Status.choices)),
    FieldSpec("from_grade", "choice", pgettext_lazy("rule", "Grade before")),
    FieldSpec("from_category", "choice", pgettext_lazy("rule", "Category before")),
    FieldSpec("from_team", "choice", pgettext_lazy("rule", "Team before")),
    FieldSpec("from_assignee", "choice", pgettext_lazy("rule", "Owner before")),
    FieldSpec("tags_added", "list", pgettext_lazy("rule", "Tags just added")),
    FieldSpec("tags_removed", "list", pgettext_lazy("rule", "Tags just removed")),
    FieldSpec("clock", "choice", pgettext_lazy("rule", "The promise that rings"), choices=dict(ClockKind.choices)),
    FieldSpec("stars", "number", pgettext_lazy("rule", "Stars the customer gave")),
)
OWN_FIELDS: dict[str, FieldSpec] = {one.name: one for one in (*_NOW, *_WAKING)}  # beside the table of ticket fields
LIKE = {  # whose choices a field has
    "from_grade": "grade", "from_category": "category", "from_team": "team", "from_assignee": "assignee",
    "tags_added": "tags", "tags_removed": "tags",
}  # fmt: skip
OF_TEXT = frozenset({"affected_count", "sentiment"})


def facts_for(ticket: Ticket, event: Event | None, asked: Collection[str], *, at: datetime | None = None) -> Facts:
    """The facts of a ticket and of what just happened to it; each costs its query when a rule asks, once.

    Without an event nothing was before, and nobody did it.
    """
    at = at or timezone.now()
    text = _first_words(ticket) if OF_TEXT & set(asked) else ""
    read = dict(facts_of(ticket, text, [name for name in asked if name in GRADED_FIELDS]).read)
    read.update({name: _later(NOW[name], ticket, at) for name in asked if name in NOW})
    read.update({name: _later(WAKING[name], event) for name in asked if name in WAKING})
    return Facts(read)


def _later(read: Callable[..., object], *about: Any) -> Callable[[], object]:
    return lambda: read(*about)


def _first_words(ticket: Ticket) -> str:
    first = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER).order_by("at", "id").first()
    return first.text if first else ""


def _office_hours(_ticket: Ticket, at: datetime) -> bool:
    try:
        return is_open(at, work_calendar(house_calendar()))
    except LookupError:
        return True


def _unanswered(ticket: Ticket, _at: datetime) -> int:
    said = Message.objects.filter(ticket=ticket)
    last = said.filter(kind=Message.Kind.REPLY).order_by("-at", "-id").first()
    waiting = said.filter(kind=Message.Kind.CUSTOMER)
    return (waiting.filter(at__gt=last.at) if last else waiting).count()


NOW: Mapping[str, Callable[[Ticket, datetime], object]] = {
    "unanswered": _unanswered,
    "urged": lambda ticket, _at: ticket.urged,
    "replies": lambda ticket, _at: Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).count(),
    "office_hours": _office_hours,
}


def _payload(name: str, *kinds: str) -> Callable[[Event | None], object]:
    return lambda event: event.payload.get(name) if event and event.kind in kinds else None


def _said(event: Event | None) -> str:
    message = event.payload.get("message") if event else None
    found = Message.objects.filter(pk=message).first() if message else None
    return found.text if found else ""


def _desk_before(name: str, table: type[Team | Staff], code: str) -> Callable[[Event | None], object]:
    """Where it lay before this assignment: what the assignment before it said."""

    def read(event: Event | None) -> object:
        if event is None or event.kind != "ticket_assigned":
            return None
        before = Event.objects.filter(ticket=event.ticket_id, kind="ticket_assigned", pk__lt=event.pk)
        last = before.order_by("-pk").first()
        known = last.payload.get(name) if last else None
        return table._default_manager.filter(pk=known).values_list(code, flat=True).first() if known else None

    return read


WAKING: Mapping[str, Callable[[Event | None], object]] = {
    "who": lambda event: event.by_kind if event else None,
    "said": _said,
    "from_status": _payload("before", "status_changed"),
    "from_grade": _payload("before", "ticket_graded"),
    "from_category": _payload("before", "category_set"),
    "from_team": _desk_before("team", Team, "code"),
    "from_assignee": _desk_before("assignee", Staff, "username"),
    "tags_added": _payload("added", "tags_changed"),
    "tags_removed": _payload("removed", "tags_changed"),
    "clock": _payload("kind", "clock_warned", "clock_breached"),
    "stars": _payload("stars", "ticket_confirmed", "ticket_rejected"),
}
