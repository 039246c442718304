"""The pause audit: how long our clocks went on waiting after the customer had answered already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from huisheng.core.tickets.models import Message, Ticket
from huisheng.stages.intake.thanks import is_thanks

from .calendars import term_of_clock
from .due import minutes_of
from .models import Clock, Pause
from .promised import promised

MOST = 2000  # pauses looked at, newest first


@dataclass(frozen=True, slots=True)
class Idle:
    """The customer answered at `answered_at`; a clock waited on until `until` (None = still).

    `minutes`: of the clock's own time; where several waited, of the one that counts most.
    """

    ticket: int
    answered_at: datetime
    until: datetime | None
    minutes: int


def idle_waits(tickets: QuerySet[Ticket], *, since: datetime, now: datetime) -> list[Idle]:
    """What these tickets waited in vain, as far as it reached beyond `since`; most minutes first. Four small queries.

    A mere thank-you is no answer. Waits that the answer ended at once are none.
    """
    pauses = list(_candidates(tickets, since=since, now=now))
    if not pauses:
        return []
    promised([one.clock for one in pauses])
    answers = _answers({one.clock.ticket_id for one in pauses}, min(one.since for one in pauses))
    longest: dict[tuple[int, datetime], Idle] = {}
    for pause in pauses:
        found = _idle(pause, answers[pause.clock.ticket_id], now)
        key = (found.ticket, found.answered_at) if found else None
        if found and key and (key not in longest or found.minutes > longest[key].minutes):
            longest[key] = found
    return sorted(longest.values(), key=lambda one: (-one.minutes, one.answered_at))


def answered_while_waiting(clocks: Iterable[Clock], messages: Iterable[Message]) -> datetime | None:
    """When the customer answered though clocks of the ticket still wait; None where nothing waits in vain. No query."""
    held = [one.held_at for one in clocks if one.is_running and one.held_at]
    said = [one.at for one in messages if one.kind == Message.Kind.CUSTOMER and not is_thanks(one.text)]
    return min((at for at in said if at > max(held)), default=None) if held else None


def _candidates(tickets: QuerySet[Ticket], *, since: datetime, now: datetime) -> QuerySet[Pause]:
    said = Message.objects.filter(
        ticket=OuterRef("clock__ticket"),
        kind=Message.Kind.CUSTOMER,
        at__gt=OuterRef("since"),
        at__lt=Coalesce(OuterRef("until"), now),
    )
    reached = Pause.objects.filter(Q(until=None) | Q(until__gt=since), clock__ticket__in=tickets)
    return reached.filter(Exists(said)).select_related("clock").order_by(F("since").desc())[:MOST]


def _answers(tickets: set[int], since: datetime) -> dict[int, list[datetime]]:
    said = Message.objects.filter(ticket__in=tickets, kind=Message.Kind.CUSTOMER, at__gt=since).order_by("at")
    found: dict[int, list[datetime]] = defaultdict(list)
    for ticket, at, text in said.values_list("ticket", "at", "text"):
        if not is_thanks(text):
            found[ticket].append(at)
    return found


def _idle(pause: Pause, answers: Sequence[datetime], now: datetime) -> Idle | None:
    until = pause.until or now
    answered = next((at for at in answers if pause.since < at < until), None)
    if answered is None:
        return None
    minutes = int(minutes_of(term_of_clock(pause.clock), [(answered, until)]))
    return Idle(pause.clock.ticket_id, answered, pause.until, minutes) if minutes else None
