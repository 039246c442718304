"""Asking the customer whether it is solved, as people see it: a line of tries on the ticket, and who waits for what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Event, Ticket
from huisheng.core.tickets.status import Status
from huisheng.stages.closure.models import Asking, Closure, Raised, Try
from huisheng.stages.closure.queries import COUNTS, facts_of, open_raised

SHOWN = 100
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
    return found if found.dots or found.above or found.our_turn else None


def above_of(raised: Raised) -> Above:
    return Above(str(LEVELS[raised.level]), raised.staff.name if raised.staff else "")


def _tries(found: Confirming, staff: Staff, ticket: Ticket) -> None:
    asking = Asking.objects.filter(ticket=ticket).select_related("solution", "ticket__channel").order_by("-id").first()
    if asking is None:
        return
    found.dots = list(asking.tries.all())
    if ticket.is_closed:
        return
    facts = facts_of(asking)
    found.our_turn, found.done, found.most = facts.is_our_turn, len(facts.made), facts.terms.tries
    found.silent_at = facts.silent_at
    found.may_close = facts.silent_at is not None and not facts.is_our_turn and staff.allows(Right.CLOSE)


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


def waiting_for(staff: Staff) -> list[Waiting]:
    """Who waits for whose yes, within what this person may see: what happens next first. Two queries."""
    seen = tickets_for(staff).filter(status=Status.AWAITING_CONFIRMATION)
    rows = Asking.objects.filter(ticket__in=seen, state__in=[Asking.State.WAITING, Asking.State.EXHAUSTED])
    rows = rows.select_related("ticket__grade", "ticket__customer", "ticket__assignee")
    rows = rows.prefetch_related("tries").order_by("next_at", "id")
    return [
        Waiting(one.ticket, one.asked_at, list(one.tries.all()), one.next_at, one.state == Asking.State.EXHAUSTED)
        for one in rows[:SHOWN]
    ]


def raised_to(staff: Staff) -> list[Raised]:
    """What was raised to this person and goes on, the newest first. One query."""
    mine = Raised.objects.filter(staff=staff, ended_at=None, ticket__in=tickets_for(staff))
    rows = mine.select_related("ticket__grade", "ticket__customer", "ticket__assignee", "confirmation")
    return list(rows.order_by("-at")[:SHOWN])
