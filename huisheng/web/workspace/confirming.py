"""Asking the customer whether it is solved, as people see it: a line of tries on the ticket, and who waits for what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.paging import Order, Page, page
from huisheng.stages.closure.models import Asking, Closure, Raised, Try
from huisheng.stages.closure.queries import COUNTS, askings_going, facts_of, open_raised

SHOWN = 100  # on one page
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # our turn: before all that has a time
ORDER: Order = (("turn_at", "asc"), ("id", "asc"))
LEVELS = {1: _("supervisor"), 2: _("head of department"), 3: _("the house")}


@dataclass(frozen=True, slots=True)
class Above:
    """Who looks after it besides the owner, after a no."""

    level: str
    name: str


@dataclass(slots=True)
class Confirming:
    """`dots`: the tries, the last one perhaps still to come. `silent_at`: when silence is an answer."""

    dots: list[Try] = field(default_factory=list)
    our_turn: bool = False  # the customer wrote back: our answer comes first
    done: int = 0
    most: int = 0
    silent_at: datetime | None = None
    may_close: bool = False
    may_tell: bool = False  # write down what the customer said elsewhere
    yes_kept: bool = False  # the customer said yes; it waits for open parts
    above: list[Above] = field(default_factory=list)

    @property
    def next(self) -> Try | None:
        return next((one for one in self.dots if one.result == Try.Result.DUE), None)


def confirming_of(staff: Staff, ticket: Ticket, events: Iterable[Event], closure: Closure | None) -> Confirming | None:
    """No query for a ticket that nobody asks about and nobody raised."""
    kinds = {one.kind for one in events}
    unconfirmed = closure is not None and closure.kind == Closure.Kind.UNCONFIRMED
    found = Confirming()
    if "ticket_raised" in kinds and not ticket.is_closed:
        found.above = [above_of(one) for one in open_raised(ticket)]
    if ticket.status == Status.AWAITING_CONFIRMATION or unconfirmed:
        _tries(found, staff, ticket)
    return found if found.dots or found.above or found.our_turn or found.yes_kept else None


def above_of(raised: Raised) -> Above:
    return Above(str(LEVELS[raised.level]), raised.staff.name if raised.staff else "")


def _tries(found: Confirming, staff: Staff, ticket: Ticket) -> None:
    asking = Asking.objects.filter(ticket=ticket).select_related("solution", "ticket__channel").order_by("-id").first()
    if asking is None:
        return
    found.dots = list(asking.tries.all())
    found.may_tell = staff.allows(Right.ANSWER)
    if ticket.is_closed:
        return
    if asking.ended_at is not None:
        found.yes_kept = asking.state == Asking.State.ANSWERED
        return
    facts = facts_of(asking)
    found.our_turn, found.done, found.most = facts.is_our_turn, len(facts.made), facts.terms.tries
    found.silent_at = facts.silent_at
    is_silence = facts.silent_at is not None and not facts.is_our_turn and not facts.is_on_its_way
    found.may_close = is_silence and staff.allows(Right.CLOSE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One ticket whose customer has not said yes or no."""

    ticket: Ticket
    asked_at: datetime
    dots: list[Try]
    next_at: datetime | None
    is_exhausted: bool

    @property
    def next(self) -> Try | None:
        return next((one for one in self.dots if one.result == Try.Result.DUE), None)

    @property
    def done(self) -> int:
        return sum(one.result in COUNTS for one in self.dots)


def waiting_for(staff: Staff, cursor: str = "", *, size: int = SHOWN) -> Page[Waiting]:
    """Who waits for whose yes, within what this person may see: who wrote back and waits for us first, then what happens
    next. Two queries. Raises BadCursor.
    """
    rows = _running(staff).annotate(turn_at=Coalesce("next_at", Value(AT_ONCE)))
    rows = rows.select_related("ticket__grade", "ticket__customer", "ticket__assignee").prefetch_related("tries")
    found: Page[Asking] = page(rows, ORDER, cursor, size, filled={"turn_at"})
    waiting = [
        Waiting(one.ticket, one.asked_at, list(one.tries.all()), one.next_at, one.state == Asking.State.EXHAUSTED)
        for one in found.rows
    ]
    return Page(waiting, found.next_cursor)


def counts_for(staff: Staff) -> dict[str, int]:
    """How many wait in all, how many of them for our answer, how many were tried to the end. One query."""
    ours, exhausted = Q(next_at=None), Q(state=Asking.State.EXHAUSTED)
    return _running(staff).aggregate(
        all=Count("pk"), ours=Count("pk", filter=ours), exhausted=Count("pk", filter=exhausted)
    )


def _running(staff: Staff) -> QuerySet[Asking]:
    seen = tickets_for(staff).filter(status=Status.AWAITING_CONFIRMATION)
    return askings_going().filter(ticket__in=seen)


def raised_to(staff: Staff) -> list[Raised]:
    """What was raised to this person and goes on, the newest first. One query."""
    mine = Raised.objects.filter(staff=staff, ended_at=None, ticket__in=tickets_for(staff))
    rows = mine.select_related("ticket__grade", "ticket__customer", "ticket__assignee", "confirmation")
    return list(rows.order_by("-at")[:SHOWN])
