"""Alarms as lines of a digest or a robot's message: number, grade, promise and time; nobody's name or words."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from huisheng.core.tickets.models import Event
from huisheng.stages.handling.speech import moment
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.watch.notify.models import OCCASIONS
from huisheng.watch.notify.variables import public_base

MOST_LINES = 30  # of a letter; the page has them all


@dataclass(frozen=True, slots=True)
class Item:
    """One alarm in the active language."""

    number: str
    grade: str
    kind: str
    due: str
    state: str
    link: str

    @property
    def line(self) -> str:
        return " · ".join(part for part in (self.number, self.grade, self.kind, self.due, self.state) if part)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


Told = tuple[Event, str]  # what happened, and the code under which it is told


def items_of(told: Sequence[Told]) -> list[Item]:
    """In the order of the events, whose tickets came along with them. One query, for the clocks."""
    clocks = Clock.objects.in_bulk({event.payload["clock"] for event, _code in told if event.payload.get("clock")})
    return [_item(event, code, clocks.get(event.payload.get("clock"))) for event, code in told]


def listed(items: Iterable[Item], *, most: int = MOST_LINES) -> str:
    """One a line, the rest as a number."""
    lines = [item.line for item in items]
    more = len(lines) - most
    return "\n".join([*lines[:most], *([_("and %(n)s more") % {"n": more}] if more > 0 else [])])


def _item(event: Event, code: str, clock: Clock | None) -> Item:
    ticket = event.ticket
    assert ticket is not None  # noqa: S101 - clocks belong to tickets
    return Item(
        number=ticket.number,
        grade=ticket.grade.label if ticket.grade else "",
        kind=str(ClockKind(clock.kind).label) if clock else "",
        due=moment(clock.due_at if clock else None),
        state=_state(event, code, clock),
        link=f"{public_base()}/desk/tickets/{ticket.number}/",
    )


def _state(event: Event, code: str, clock: Clock | None) -> str:
    if clock and not clock.is_running:
        return _("settled meanwhile")
    if code == "clock_escalated":
        return _("escalated, level %(level)s") % {"level": event.payload.get("level") or 1}
    words = {"clock_breached": _("overdue"), "clock_warned": _("due soon")}
    return words.get(code) or str(OCCASIONS.get(code, ""))
