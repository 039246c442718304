"""A hundred thousand callbacks planned, and PostgreSQL alone inserting the same rows: `python -m benchmarks --only planning`."""

import resource
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.report import markdown
from huisheng.core.accounts.models import Team
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.customers.models import Customer
from huisheng.kit.party import SYSTEM
from huisheng.stages.followup.actions.many import AT_ONCE, Wanted, plan_many
from huisheng.stages.followup.models import Callback, Scenario
from huisheng.stages.followup.windows import may_ring

CALLS = 100_000
PEOPLE = 50
TABLES = ("followup_callback", "tickets_event")
CUSTOMERS = """
    WITH made AS (
        INSERT INTO customers_customer (name, spelled, language, note, timezone, created_at)
        SELECT '客户' || n, '', '', '', '', now() FROM generate_series(1, %s) n RETURNING id
    )
    INSERT INTO customers_identity (customer_id, kind, sealed, blind, tail, masked, verified, created_at)
    SELECT id, 'phone', decode('00', 'hex'), md5('bench' || id), '', '138****0000', true, now() FROM made
"""
BARE = {
    "followup_callback": "INSERT INTO bench_followup_callback SELECT r.* FROM followup_callback r WHERE r.id BETWEEN %s AND %s",
    "tickets_event": "INSERT INTO bench_tickets_event SELECT e.* FROM tickets_event e"
    " WHERE e.kind = 'callback_planned' AND (e.payload->>'callback')::bigint BETWEEN %s AND %s",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """Seconds for each five hundred, what the process grew to, and the bare inserts of the same rows."""

    calls: int
    parts: list[float]
    bare: float
    grown_mb: float
    most_at_a_minute: int
    outside: int


def measure(calls: int = CALLS) -> Planned:
    """One process, one connection, durable as in the house; due within four weeks."""
    team = Team.objects.get(code="cs1")
    for number in range(PEOPLE):
        make_staff(f"caller{number}", teams=[team])
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(CUSTOMERS, [calls])
        cursor.execute("ANALYZE customers_customer, customers_identity")
    Scenario.objects.filter(code="trial").update(due_hours=24 * 28, team=team)
    scenario, people = Scenario.objects.get(code="trial"), list(Customer.objects.order_by("-pk")[:calls])
    before = grown()
    parts = [spent(scenario, people[at : at + AT_ONCE]) for at in range(0, calls, AT_ONCE)]
    after = grown()
    zone, slots = timezone.get_default_timezone(), list(Callback.objects.values_list("assignee", "slot_at"))
    assert len(slots) == calls
    return Planned(
        calls,
        parts,
        bare_inserts(),
        after - before,
        max(Counter(slots).values()),
        sum(not may_ring(at, zone) for _who, at in slots),
    )


def spent(scenario: Scenario, people: Sequence[Customer]) -> float:
    """Seconds to plan these."""
    wanted = [Wanted(one, "bench") for one in people]
    began = time.perf_counter()
    plan_many(scenario, wanted, by=SYSTEM, due_at=timezone.now() + timedelta(days=28))
    return time.perf_counter() - began


def bare_inserts() -> float:
    """Seconds for the same rows into twins of the tables with the same indexes, five hundred a transaction."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        cursor.execute("CREATE INDEX bench_of ON tickets_event (((payload->>'callback')::bigint))")
        cursor.execute("ANALYZE tickets_event")
        cursor.execute("SELECT min(id), max(id) FROM followup_callback")
        first, last = cursor.fetchone()
        began = time.perf_counter()
        for at in range(first, last + 1, AT_ONCE):
            with transaction.atomic():
                for table in TABLES:
                    cursor.execute(BARE[table], [at, at + AT_ONCE - 1])
        took = time.perf_counter() - began
        for table in TABLES:
            cursor.execute(f"DROP TABLE bench_{table}")
        cursor.execute("DROP INDEX bench_of")
    return took


def grown() -> float:
    """MB the process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(found: Planned) -> str:
    """For docs/performance.md."""
    took = sum(found.parts)
    each = [one * 1000 / AT_ONCE for one in found.parts]
    p95 = statistics.quantiles(each, n=20)[-1]
    head = (
        "callbacks", "a second", "ms a callback, p50", "p95", "bare inserts of the same rows", "ratio", "memory grown",
        "most at one minute for one person", "outside 8-22",
    )  # fmt: skip
    row = (
        f"{found.calls:,}", f"{found.calls / took:,.0f}", f"{statistics.median(each):.2f}", f"{p95:.2f}",
        f"{found.calls / found.bare:,.0f} a second", f"{took / found.bare:.1f}", f"{found.grown_mb:.0f} MB",
        str(found.most_at_a_minute), str(found.outside),
    )  # fmt: skip
    return markdown(head, [row])
