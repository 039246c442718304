"""Facts: of the tickets received in a period, of its callbacks, its surveys, the customers lost in it. One question each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.watch.insight.facts import asked, calls, lost
from huisheng.watch.insight.facts.tickets import facts_of, received
from huisheng.watch.insight.metrics.shape import Thing
from huisheng.watch.insight.period import Period

Gathered = tuple[str, list[Any]]


def facts_sql(
    staff: Staff | None, period: Period, *, said: str, thing: Thing = Thing.TICKETS, now: datetime | None = None
) -> Gathered:
    """`WITH … f AS (…)` of what this person may see (None: of the whole house), with its parameters; `said`, the SELECT
    from `f`, goes on from it."""
    if thing is Thing.TICKETS:
        return facts_of(Ticket.objects.all() if staff is None else tickets_for(staff), period, said=said, now=now)
    others: dict[Thing, Callable[..., Gathered]] = {
        Thing.CALLS: calls.facts, Thing.ASKED: asked.facts, Thing.LOST: lost.facts,
    }  # fmt: skip
    return others[thing](staff, period, now=now)


__all__ = ["facts_of", "facts_sql", "received"]
