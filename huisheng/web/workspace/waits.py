"""The pause audit as people read it: by person, and the list behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.sla.idle import Idle, idle_waits

DAYS = 30
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waited:
    """One ticket on which clocks waited in vain."""

    ticket: Ticket
    idle: Idle


@dataclass(frozen=True, slots=True)
class Person:
    """Whose tickets waited, how often and how long; `staff` None = the pool's."""

    staff: Staff | None
    count: int
    minutes: int


def waited_for(staff: Staff, *, now: datetime | None = None) -> list[Waited]:
    """Of the last thirty days, within what this person may see; most minutes first."""
    now = now or timezone.now()
    seen = tickets_for(staff)
    found = idle_waits(seen, since=now - timedelta(days=DAYS), now=now)
    ids = {one.ticket for one in found}
    rows = seen.filter(pk__in=ids).select_related("assignee", "customer", "team", "grade") if ids else ()
    known = {one.pk: one for one in rows}
    return [Waited(known[one.ticket], one) for one in found]


def people_of(rows: list[Waited]) -> list[Person]:
    """The same by who has the ticket now; most minutes first."""
    people: dict[int, list[Waited]] = {}
    for row in rows:
        people.setdefault(row.ticket.assignee_id or 0, []).append(row)
    sums = [Person(own[0].ticket.assignee, len(own), sum(one.idle.minutes for one in own)) for own in people.values()]
    return sorted(sums, key=lambda one: -one.minutes)
