"""What the house's own rules cost an event, with 0, 10 and 50 of them: `python -m benchmarks --only rules`."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.report import markdown
from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Event
from huisheng.journey.tests.make import make_received
from huisheng.kit.party import SYSTEM
from huisheng.watch.automation.actions import listens, save_rule, wake_rules
from huisheng.watch.automation.models import Rule

NUMBERS = (0, 10, 50)
EVENTS = 60
CONDITIONS: tuple[dict[str, Any], ...] = (  # what houses ask; none holds, so that only the asking is measured
    {"all": [{"field": "nature", "op": "is", "value": "praise"}, {"field": "severity", "op": "gte", "value": 99}]},
    {"field": "order_number", "op": "is", "value": "no-such-order"},
    {"all": [{"field": "said", "op": "has_any", "value": ["没有人会写的话"]}, {"field": "grade", "op": "is", "value": "red"}]},
    {"all": [{"field": "text", "op": "has_any", "value": ["没有人会写的话"]}, {"field": "tags", "op": "any_of", "value": ["missing"]}]},
    {"all": [{"field": "waits_for_us", "op": "is", "value": True}, {"field": "age_hours", "op": "gt", "value": 9999}]},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """For so many rules: microseconds an event, medians, and statements."""

    rules: int
    listen: float
    asked: float
    statements: int
    acted: float


def measure(numbers: Sequence[int] = NUMBERS) -> list[Cost]:
    """One house, from rule to rule."""
    events = [make_received().events.get(kind="ticket_opened") for _ in range(EVENTS)]
    return [cost_with(number, events) for number in numbers]


def cost_with(number: int, events: Sequence[Event]) -> Cost:
    Rule.objects.update(enabled=False)
    for place in range(number):
        make(f"{number}/{place}", CONDITIONS[place % len(CONDITIONS)])
    asked = [spent(event) for event in events[10:]]
    with CaptureQueriesContext(connection) as queries:
        wake_rules(fresh(events[0]))
    began = time.perf_counter()
    for _time in range(100):
        listens(events[0])
    listen = (time.perf_counter() - began) * 10_000
    make("acts", {})
    return Cost(number, listen, statistics.median(asked), len(queries), statistics.median(map(spent, events)))


def make(name: str, condition: dict[str, Any]) -> None:
    step = {"deed": "add_tags", "tags": [Tag.objects.get(code="refund").pk]}
    rule = save_rule(name=name, occasions=["opened"], condition=condition, deeds=[step], by=SYSTEM, enabled=True)
    Rule.objects.filter(pk=rule.pk).update(enabled_at=timezone.now() - timedelta(days=1))


def fresh(event: Event) -> Event:
    """As the runner loads it."""
    return Event.objects.select_related("ticket__customer", "ticket__channel", "ticket__assignee").get(pk=event.pk)


def spent(event: Event) -> float:
    """Microseconds of one event; what a rule did is taken back."""
    loaded = fresh(event)
    with transaction.atomic():
        began = time.perf_counter()
        wake_rules(loaded)
        took = (time.perf_counter() - began) * 1_000_000
        transaction.set_rollback(True)
    return took


def table(costs: Sequence[Cost]) -> str:
    """For docs/performance.md."""
    head = (
        "rules that listen",
        "“does any listen?” µs",
        "all asked, none holds, µs an event",
        "statements",
        "one of them acts, µs",
    )
    rows = [(f"{c.rules}", f"{c.listen:.0f}", f"{c.asked:.0f}", f"{c.statements}", f"{c.acted:.0f}") for c in costs]
    return markdown(head, rows)
