"""What a rule would have done, and what it would do: nothing of it stays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from huisheng.core.tickets.models import Event, Ticket
from huisheng.kit.conditions import to_q
from huisheng.stages.triage.facts import fields_asked
from huisheng.watch.automation.facts import OWN_FIELDS
from huisheng.watch.automation.fields import fields_for
from huisheng.watch.automation.judge import Judge, asked_part
from huisheng.watch.automation.models import Rule
from huisheng.watch.automation.occasions import OCCASIONS, RuleOccasion, kinds_of, occasions_of
from huisheng.watch.automation.timing import due_tickets

DAYS = 30
LOOK_BACK = 100_000  # lines of the ledger that are looked through, newest first
MOST_EVENTS = 2_000  # of those that would wake the rule
MOST_JUDGED = 300  # of those that only their event can answer, one query each
ROWS = 20


@dataclass(frozen=True, slots=True)
class Would:
    """One ticket that the rule would have acted on, and what woke it; `times` events did."""

    number: str
    subject: str
    at: datetime
    occasion: RuleOccasion | None
    times: int


@dataclass(frozen=True, slots=True)
class Foresight:
    """Of `seen` events of the last 30 days it would have run `count` times, on `tickets` tickets; `rows` are the newest.

    `bounded`: there were more than were read. `now`: how many open ones time would hand it at this moment, None for a rule
    that only events wake.
    """

    seen: int
    count: int
    tickets: int
    rows: tuple[Would, ...]
    bounded: bool
    now: int | None


def foresee(rule: Rule, among: QuerySet[Ticket], now: datetime | None = None) -> Foresight:
    """What this rule (perhaps not saved) would have done, with tickets as they are now, as far as the reader sees them.

    Some fixed queries, and one an event (300 at most) where the condition asks what only the event knows. Raises
    ConditionError.
    """
    now = now or timezone.now()
    waiting = _waiting(rule, among, now)
    events, bounded = _waking(rule, among, now)
    if fields_asked(rule.condition) & set(OWN_FIELDS):
        bounded = bounded or len(events) > MOST_JUDGED
        events = events[:MOST_JUDGED]
    hits = _hits(rule, events, now)
    first: dict[int, Would] = {}
    for event in hits:
        known, ticket = first.get(event.ticket_id or 0), event.ticket
        assert ticket is not None  # noqa: S101 - it was chosen by its ticket
        first[ticket.pk] = (
            Would(known.number, known.subject, known.at, known.occasion, known.times + 1)
            if known
            else Would(ticket.number, ticket.subject, event.at, _occasion(rule, event), 1)
        )
    rows = tuple(first.values())[:ROWS] or _as_rows(waiting, now)
    return Foresight(
        len(events), len(hits), len(first), rows, bounded, waiting.count() if waiting is not None else None
    )


def _waking(rule: Rule, among: QuerySet[Ticket], now: datetime) -> tuple[list[Event], bool]:
    kinds = kinds_of(rule.occasions)
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() if kinds else None
    if newest is None:
        return [], False
    recent = Event.objects.filter(pk__gt=newest - LOOK_BACK, kind__in=kinds, at__gte=now - timedelta(days=DAYS))
    seen = recent.filter(ticket__in=among).select_related("ticket").order_by("-pk")[: MOST_EVENTS + 1]
    found = [one for one in seen if occasions_of(one).intersection(rule.occasions)]
    return found[:MOST_EVENTS], len(found) > MOST_EVENTS


def _hits(rule: Rule, events: list[Event], now: datetime) -> list[Event]:
    """What the database can say is asked of all tickets at once; the rest of each event alone."""
    ids = {one.ticket_id for one in events if one.ticket_id}
    holding = set(
        Ticket.objects.filter(to_q(asked_part(rule.condition), fields_for(None, now)), pk__in=ids).values_list(
            "pk", flat=True
        )
    )
    likely = [one for one in events if one.ticket_id in holding]
    if not fields_asked(rule.condition) & set(OWN_FIELDS):
        return likely
    return [one for one in likely if one.ticket and Judge(one.ticket, one, [rule.condition], now).hit(rule.condition)]


def _waiting(rule: Rule, among: QuerySet[Ticket], now: datetime) -> "QuerySet[Ticket, Ticket] | None":
    if not rule.timing:
        return None
    if "daily" in rule.timing:  # as if its hour were now
        rule = Rule(pk=rule.pk, timing={"daily": "00:00"}, condition=rule.condition)
    return due_tickets(rule, now, fresh=False).filter(pk__in=among)


def _as_rows(waiting: "QuerySet[Ticket, Ticket] | None", now: datetime) -> tuple[Would, ...]:
    found: Any = [] if waiting is None else waiting[:ROWS]
    return tuple(Would(one.number, one.subject, vars(one).get("begins") or one.created_at, None, 1) for one in found)


def _occasion(rule: Rule, event: Event) -> RuleOccasion | None:
    codes = occasions_of(event).intersection(rule.occasions)
    return next((one for one in OCCASIONS if one.code in codes), None)
