"""What a look of the bell costs with 1,000 and with 1,000,000 alarms that wait: `python -m benchmarks --only ringing`."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from benchmarks.report import markdown
from huisheng.core.accounts.tests.make import make_staff
from huisheng.journey.tests.make import make_received
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Alarm, Clock
from huisheng.stages.sla.next_ring import WAITING, next_ring_at

SIZES = (1_000, 1_000_000)
BATCH = 50  # as many as one transaction of the bell rings
LOOKS, STORMS = 400, 12
FILL = """
    INSERT INTO sla_alarm (clock_id, step, level, rule, tell, ways, ring_at)
    SELECT %s, 'warn', 0, '{}', '["assignee"]', '[]', now() + interval '1 day' + n * interval '1 second'
    FROM generate_series(1, %s) n
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds, medians, and what the planner does."""

    size: int
    ask: float
    idle: float
    ring: float
    plan: str
    buffers: str


def measure(sizes: Sequence[int] = SIZES) -> list[Cost]:
    """One house, filled from size to size."""
    owner = make_staff("bell", name="林晓", teams=["cs1"])
    tickets = [make_received(owner=owner) for _ in range(BATCH)]
    clocks = [Clock.objects.filter(ticket=ticket).earliest("pk") for ticket in tickets]
    Alarm.objects.all().delete()
    costs, there = [], 0
    for size in sizes:
        fill(clocks[0], size - there)
        there = size
        costs.append(cost_at(size, clocks))
    return costs


def fill(clock: Clock, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [clock.pk, count])
        cursor.execute("VACUUM ANALYZE sla_alarm")


def cost_at(size: int, clocks: Sequence[Clock]) -> Cost:
    plan = plan_of_look()
    storms = [ring_a_storm(clocks) for _ in range(STORMS)]
    return Cost(
        size=size,
        ask=median_ms(next_ring_at, LOOKS),
        idle=median_ms(lambda: ring_due(limit=BATCH), LOOKS),
        ring=statistics.median(storms) / BATCH,
        plan=next(line.strip() for line in plan if "Scan" in line),
        buffers=next((line.strip() for line in plan if "Buffers" in line), ""),
    )


def ring_a_storm(clocks: Sequence[Clock]) -> float:
    """Milliseconds for BATCH alarms that are due on as many tickets."""
    at = timezone.now() - timedelta(seconds=1)
    Alarm.objects.bulk_create(Alarm(clock=clock, step="warn", tell=["assignee"], ring_at=at) for clock in clocks)
    began = time.perf_counter()
    rung = ring_due(limit=BATCH)
    took = (time.perf_counter() - began) * 1000
    assert rung == BATCH, rung
    return took


def plan_of_look() -> list[str]:
    due = Alarm.objects.filter(**WAITING, ring_at__lte=timezone.now()).order_by("ring_at", "id")
    return due.values_list("pk", flat=True)[:BATCH].explain(analyze=True, buffers=True).splitlines()


def median_ms(look: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(20):
        look()  # plans and pages are warm
    for _ in range(times):
        began = time.perf_counter()
        look()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def table(costs: Sequence[Cost]) -> str:
    """As it stands in docs/performance.md."""
    head = ("alarms that wait", "“when next?” ms", "a look, nothing due, ms", f"ringing, ms an alarm ({BATCH} at once)")
    rows = [(f"{one.size:,}", f"{one.ask:.2f}", f"{one.idle:.2f}", f"{one.ring:.2f}") for one in costs]
    first, last = costs[0], costs[-1]
    ratios = ", ".join(
        f"{name} ×{of(last) / of(first):.2f}"
        for name, of in (("when next", _ask), ("a look", _idle), ("ringing", _ring))
    )
    plans = "\n".join(f"- {one.size:,}: `{one.plan}` {one.buffers}" for one in costs)
    return f"{markdown(head, rows)}\n\n{last.size // first.size:,} times as many: {ratios}.\n\n{plans}"


def _ask(cost: Cost) -> float:
    return cost.ask


def _idle(cost: Cost) -> float:
    return cost.idle


def _ring(cost: Cost) -> float:
    return cost.ring
