"""After an edit of the working hours: the clocks that run on them are measured anew."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.actions import record_change
from huisheng.core.base.rows import rewrite
from huisheng.core.tickets.actions import record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.calendars import term_of_clock
from huisheng.stages.sla.due import Ring, Span, due_of, minutes_of
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.sla.promised import promised

from .clockwork import about, rings_for, running_clocks, write_next_due

AT_ONCE = 200  # clocks in one transaction


@dataclass(frozen=True, slots=True)
class Followed:
    """How many open clocks were measured by older hours, how many moved, on how many tickets."""

    looked_at: int = 0
    moved: int = 0
    tickets: int = 0

    def __add__(self, other: "Followed") -> "Followed":
        return Followed(self.looked_at + other.looked_at, self.moved + other.moved, self.tickets + other.tickets)


def follow_calendar(calendar: int, *, limit: int = AT_ONCE) -> Followed:
    """Measure the open clocks on this calendar (its id) anew: due times and alarms that have not rung.

    A promise broken already stays broken, and what rang does not ring again. Twice is once: a clock remembers the
    version of the calendar that measured it. In transactions of at most `limit` clocks, for the cost of the open clocks
    on this calendar; what it did stands in the audit of settings, and on each ticket that moved.
    """
    done = Followed()
    while batch := _one_batch(calendar, limit):
        done += batch
    if done.looked_at:
        after = {"looked_at": done.looked_at, "moved": done.moved, "tickets": done.tickets}
        record_change(f"accounts.Calendar:{calendar}.clocks", before=None, after=after, by=SYSTEM)
    return done


@transaction.atomic
def _one_batch(calendar: int, limit: int) -> Followed | None:
    version = Calendar.objects.values_list("version", flat=True).get(pk=calendar)
    old = Clock.objects.filter(calendar=calendar, calendar_version__lt=version, met_at=None, stopped_at=None)
    ids = set(old.order_by("calendar_version", "id").values_list("ticket", flat=True)[:limit])
    if not ids:
        return None
    locked = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    tickets = {one.pk: one for one in locked}
    clocks = promised(list(old.filter(ticket__in=ids)))
    moved = _measure(clocks, version)
    for clock in moved:
        ticket = tickets[clock.ticket_id]
        record_event(ticket, "clock_moved", by=SYSTEM, at=timezone.now(), **about(clock))
    going = {one.ticket_id for one in moved}
    for pk in going:
        write_next_due(tickets[pk], running_clocks(tickets[pk]))
    return Followed(len(clocks), len(moved), len(going))


def _measure(clocks: Sequence[Clock], version: int) -> list[Clock]:
    """Write the new times of these clocks; returns those whose due time is another one now."""
    waits: dict[int, list[Span]] = defaultdict(list)
    for pause in Pause.objects.filter(clock__in=clocks).exclude(until=None):
        waits[pause.clock_id].append((pause.since, pause.until or pause.since))
    alarms: dict[int, list[Alarm]] = defaultdict(list)
    for alarm in Alarm.objects.filter(clock__in=clocks, rung_at=None):
        alarms[alarm.clock_id].append(alarm)
    moved = [one for one in clocks if one.breached_at is None and _moves(one, waits[one.pk], alarms[one.pk])]
    for clock in clocks:
        clock.calendar_version = version
    rewrite(clocks, "due_at", "calendar_version")
    rewrite([alarm for one in moved for alarm in alarms[one.pk]], "ring_at")
    return moved


def _moves(clock: Clock, waits: Sequence[Span], alarms: Sequence[Alarm]) -> bool:
    """Measure one clock and its alarms anew, in memory; whether it falls due at another time now."""
    term, before = term_of_clock(clock), clock.due_at
    paused = minutes_of(term, waits)
    clock.due_at = due_of(term, clock.started_at, paused=paused)
    rings = rings_for(clock.commitment, term, clock.started_at, paused=paused)
    new = {_name(ring): ring.at for ring in rings}
    for alarm in alarms:
        alarm.ring_at = new.get(_name(alarm), alarm.ring_at)
    return clock.due_at != before


def _name(ring: Ring | Alarm) -> tuple[str, str]:
    """Which step it is; the database keeps the parts of a rule in an order of its own."""
    return ring.step, json.dumps(ring.rule, sort_keys=True)
