"""The rows of the board: what burns, what stands still, what has been escalated; and the list behind each pile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from huisheng.core.tickets.models import NEVER, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.paging import Page, page
from huisheng.stages.sla.models import Alarm
from huisheng.watch.insight.board.piles import BY_KEY, SOON, STUCK, Pile
from huisheng.watch.insight.board.scope import Look

PAGE = 40
MOST_ESCALATED = 100
COLUMNS = (
    "id", "number", "subject", "status", "severity", "next_due_at", "created_at", "last_message_at", "customer__name",
    "grade__name", "grade__name_en", "grade__colour", "channel__name", "channel__name_en", "team__name",
    "team__name_en", "assignee__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket on the board: the columns above, in their order."""

    id: int
    number: str
    subject: str
    status: str
    severity: int
    next_due_at: datetime
    created_at: datetime
    last_message_at: datetime
    customer: str
    grade: str | None
    grade_en: str | None
    colour: str | None
    channel: str
    channel_en: str
    team: str | None
    team_en: str | None
    assignee: str | None

    @property
    def due(self) -> datetime | None:
        return None if self.next_due_at >= NEVER else self.next_due_at


@dataclass(frozen=True, slots=True)
class Stuck:
    """A ticket that stands still: since when, and which pile says so."""

    line: Line
    pile: Pile
    since: datetime


@dataclass(frozen=True, slots=True)
class Escalated:
    """A broken promise that went up its chain and still runs."""

    number: str
    customer: str
    kind: str
    due_at: datetime
    level: int
    rung_at: datetime
    assignee: str | None


def burning(look: Look, most: int) -> list[Line]:
    """Overdue first, red before yellow, longest first; then what falls due within the hour, soonest first. One query."""
    late = Q(next_due_at__lt=look.at)
    first = (
        Case(When(late, then=Value(0)), default=Value(1)),
        Case(When(late, then=-F("severity")), default=Value(0)),
        "next_due_at",
        "id",
    )
    return _lines(look.open.filter(next_due_at__lt=look.at + SOON).order_by(*first)[:most])


def stuck(look: Look, most: int) -> list[Stuck]:
    """What stands still, longest first, each with the pile that says so. One query."""
    piles = {key: BY_KEY[key].condition(look) for key in STUCK}
    found = look.open.filter(piles["quiet"] | piles["lying"] | piles["paused"])
    why = Case(
        When(status__in=(Status.WAITING_CUSTOMER, Status.AWAITING_CONFIRMATION), then=Value("paused")),
        When(piles["lying"], then=Value("lying")),
        default=Value("quiet"),
    )
    longest = found.order_by("last_message_at", "id").values("pk")[:most]  # names are looked up for these alone
    shown = Ticket.objects.filter(pk__in=longest).annotate(why=why).order_by("last_message_at", "id")
    rows = shown.values_list(*COLUMNS, "why")
    return [Stuck(line := Line(*row[:-1]), BY_KEY[row[-1]], line.last_message_at) for row in rows]


def escalated(look: Look) -> list[Escalated]:
    """Broken promises that went up their chain and are not kept yet, highest level first; at most a hundred. One query.

    Asked from the overdue tickets, which are few, by the indexes of their own clocks and alarms.
    """
    overdue = look.open.filter(next_due_at__lt=look.at).values("pk")
    rung = Alarm.objects.filter(
        step=Alarm.Step.ESCALATE, rung_at__isnull=False, clock__ticket__in=overdue, clock__met_at=None,
        clock__stopped_at=None,
    )  # fmt: skip
    named = ("number", "customer__name", "assignee__name")
    rows = (
        rung.values("clock", "clock__kind", "clock__due_at", *(f"clock__ticket__{name}" for name in named))
        .annotate(highest=Max("level"), latest=Max("rung_at"))
        .order_by("-highest", "clock__due_at", "clock")[:MOST_ESCALATED]
    )
    return [_escalated(row) for row in rows]


def behind(look: Look, pile: Pile, *, parts: dict[str, Any], cursor: str = "") -> Page[Line]:
    """One page of the tickets a number of the board counts; `parts` (status, assignee) narrow it. Raises BadCursor."""
    found = look.open.filter(pile.condition(look), **parts).values_list(*COLUMNS, named=True)
    asked = page(found, pile.order, cursor or None, PAGE)
    return Page([Line(*row) for row in asked.rows], asked.next_cursor)


def _lines(found: QuerySet[Ticket]) -> list[Line]:
    return [Line(*row) for row in found.values_list(*COLUMNS)]


def _escalated(row: dict[str, Any]) -> Escalated:
    return Escalated(
        row["clock__ticket__number"],
        row["clock__ticket__customer__name"],
        row["clock__kind"],
        row["clock__due_at"],
        row["highest"],
        row["latest"],
        row["clock__ticket__assignee__name"],
    )
