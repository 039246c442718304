"""The list behind a number: the same facts, the same condition, page by page. Its length is the number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.paging import BadCursor, decode_cursor, encode_cursor
from huisheng.watch.insight.facts import facts_sql
from huisheng.watch.insight.metrics import Metric
from huisheng.watch.insight.period import Period

PAGE = 40
CHUNK = 1000  # rows of a download read at once
NEVER_ANSWERED = 10**9  # seconds: who still waits stands before every wait that has ended
PARTS = {  # a number may be looked at in one part; None where the part is "without"
    "channel": "channel_id = %s", "grade": "grade_id = %s", "category": "category_id = %s", "day": "day = %s",
    "team": "team_id = %s", "scheme": "grade_id IN (SELECT id FROM catalogue_grade WHERE scheme_id = %s)",
    "rule": "rule_id = %s", "ruled": "scheme_id = %s",
    "tag": "EXISTS (SELECT FROM triage_tickettag g WHERE g.ticket_id = f.id AND g.tag_id = %s)",
}  # fmt: skip
COLUMNS = (
    "id", "number", "subject", "status", "created_at", "customer__name", "grade__name", "grade__name_en",
    "grade__colour", "channel__name", "channel__name_en", "category__name", "category__name_en", "assignee__name",
    "team__name", "team__name_en",
)  # fmt: skip
Part = int | date | None


@dataclass(frozen=True, slots=True)
class Behind:
    """One page; `total` is the number itself. Each row bears `wait` (seconds, None: no answer yet), `solved`, `stars`."""

    rows: list[dict[str, Any]]
    total: int
    next_cursor: str


def tickets_behind(
    staff: Staff,
    period: Period,
    metric: Metric,
    *,
    base: bool = False,
    parts: Mapping[str, Part] | None = None,
    cursor: str = "",
    now: datetime | None = None,
) -> Behind:
    """The tickets that `metric` counts (`base`: those it is a share of), newest or longest wait first. Raises BadCursor."""
    question, wanted = _question(staff, period, metric, base=base, parts=parts or {}, now=now)
    after, marks = _after(metric, cursor)
    found = _ask(
        f"{question} SELECT id, wait, solved, stars, rank, total FROM hit {after} {ORDER} LIMIT %s",
        [*wanted, *marks, PAGE + 1],
    )
    shown = found[:PAGE]
    total = found[0][5] if found else _ask(f"{question} SELECT count(*) FROM hit", wanted)[0][0]
    more = encode_cursor([shown[-1][4], shown[-1][0]]) if len(found) > PAGE else ""
    return Behind(list(_rows(shown)), total, more)


def every_ticket_behind(
    staff: Staff, period: Period, metric: Metric, *, base: bool = False, parts: Mapping[str, Part] | None = None
) -> Iterator[dict[str, Any]]:
    """All of them in the same order, for a download: the ids at once, the rows by thousands."""
    question, wanted = _question(staff, period, metric, base=base, parts=parts or {}, now=None)
    found = _ask(f"{question} SELECT id, wait, solved, stars FROM hit {ORDER}", wanted)
    for start in range(0, len(found), CHUNK):
        yield from _rows(found[start : start + CHUNK])


ORDER = "ORDER BY rank DESC, id DESC"


def _question(
    staff: Staff, period: Period, metric: Metric, *, base: bool, parts: Mapping[str, Part], now: datetime | None
) -> tuple[str, list[Any]]:
    facts, wanted = facts_sql(staff, period, now=now)
    conditions, values = [metric.counted_base if base and metric.base else metric.counted], []
    for name, value in parts.items():
        if value is None:
            conditions.append(f"{name}_id IS NULL")
        else:
            conditions.append(PARTS[name])
            values.append(value)
    rank = (
        f"coalesce(wait, {NEVER_ANSWERED} - extract(epoch FROM created_at) / 1000)"
        if metric.by_wait
        else "extract(epoch FROM created_at)"
    )
    hit = f"SELECT f.*, {rank} AS rank, count(*) OVER () AS total FROM f WHERE {' AND '.join(f'({one})' for one in conditions)}"
    return f"{facts}, hit AS MATERIALIZED ({hit})", [*wanted, *values]


def _after(metric: Metric, cursor: str) -> tuple[str, list[Any]]:
    if not cursor:
        return "", []
    match decode_cursor(cursor):
        case [Decimal() as rank, int(pk)] if pk < 2**63 and rank.is_finite():
            return "WHERE (rank, id) < (%s, %s)", [rank, pk]
    raise BadCursor


def _rows(found: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    known = {row["id"]: row for row in Ticket.objects.filter(pk__in=[one[0] for one in found]).values(*COLUMNS)}
    for pk, wait, solved, stars, *_more in found:
        if pk in known:
            yield known[pk] | {"wait": None if wait is None else float(wait), "solved": solved, "stars": stars}


def _ask(question: str, wanted: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, wanted)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
