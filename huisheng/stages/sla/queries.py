"""The clocks of one ticket, for screens and answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.base.asked import Asked
from huisheng.core.tickets.models import Ticket

from .calendars import term_of_clock
from .due import percent_used
from .models import Clock, ClockKind
from .promised import promised
from .sentences import why_promised

TOLD_FIRST = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_REPLY)
TOLD_NEXT = (ClockKind.PROMISE, ClockKind.RESOLVE, ClockKind.FORMAL_REPLY, ClockKind.GIVE_PLAN)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock as a screen shows it. `percent` is used time: 100 when due, above when late, at most 999."""

    kind: str
    subject: str
    label: str
    state: str  # running, held, late, met, met_late, stopped
    started_at: datetime
    due_at: datetime
    percent: int
    why: str
    ended_at: datetime | None = None
    breached_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


def clocks_of(ticket: Ticket, *, now: datetime | None = None) -> list[ClockRow]:
    """The clocks of the ticket's present round, one for each kind and subject, what is due next first. Two queries."""
    return rows_of(all_clocks(ticket), now=now)


def all_clocks(ticket: Ticket) -> list[Clock]:
    """Every clock of the ticket, of all rounds, with what it promises. Two queries."""
    return promised(_CLOCKS(ticket.pk))


def rows_of(clocks: Iterable[Clock], *, now: datetime | None = None) -> list[ClockRow]:
    """What a screen shows of a ticket's clocks. No query."""
    latest: dict[tuple[str, str], Clock] = {}
    for clock in clocks:
        latest = {} if latest and clock.round > next(iter(latest.values())).round else latest
        latest[clock.kind, clock.subject] = clock
    shown = sorted(latest.values(), key=lambda one: (not one.is_running, one.held_at is not None, one.due_at, one.pk))
    return [clock_row(one, now=now) for one in shown]


def promise_of(ticket: Ticket) -> datetime | None:
    """What a customer is told: when we answer, after that when we do what we promised, solve, reply formally or give a
    plan.

    None where nothing is promised, or everything waits for the customer. One query.
    """
    running = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None, held_at=None)
    due = list(running.order_by("due_at").values_list("kind", "due_at"))
    for kinds in (TOLD_FIRST, TOLD_NEXT):
        if found := [at for kind, at in due if kind in kinds]:
            return found[0]
    return None


def due_times(ticket: Ticket) -> list[tuple[str, datetime]]:
    """The kinds promised and not ended, waiting ones among them, with their due times, next one first. One query."""
    running = Clock.objects.filter(ticket=ticket, met_at=None, stopped_at=None).order_by("due_at", "id")
    return list(running.values_list("kind", "due_at"))


def clock_row(clock: Clock, *, now: datetime | None = None) -> ClockRow:
    """A clock with its share of time used and its reason. No query once the calendar is known."""
    now = now or timezone.now()
    ended = clock.met_at or clock.stopped_at
    upto = ended or clock.held_at or now
    late = clock.is_running and clock.held_at is None and now > clock.due_at
    return ClockRow(
        kind=clock.kind,
        subject=clock.subject,
        label=str(ClockKind(clock.kind).label),
        state="late" if late else clock.state,
        started_at=clock.started_at,
        due_at=clock.due_at,
        percent=min(999, percent_used(term_of_clock(clock), clock.started_at, clock.due_at, upto)),
        why=why_promised(clock),
        ended_at=ended,
        breached_at=clock.breached_at,
    )


def _clocks(ticket: int) -> QuerySet[Clock]:
    return Clock.objects.filter(ticket=ticket).order_by("round", "id")


_CLOCKS = Asked(_clocks, int)
