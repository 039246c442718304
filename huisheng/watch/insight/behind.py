"""The list behind a number: the same facts, the same condition, page by page. Its length is the number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.paging import BadCursor, decode_cursor, encode_cursor
from huisheng.stages.followup.models import Callback
from huisheng.stages.survey.models import Invitation, Response
from huisheng.stages.winback.models import Lost
from huisheng.watch.insight.facts import facts_sql
from huisheng.watch.insight.metrics import Metric, Thing
from huisheng.watch.insight.period import Period

PAGE = 40
CHUNK = 1000  # rows of a download read at once
NEVER_ANSWERED = 10**9  # seconds: who still waits stands before every wait that has ended
PARTS = {  # a number may be looked at in one part; None where the part is "without"
    "channel": "channel_id = %s", "grade": "grade_id = %s", "category": "category_id = %s", "day": "day = %s",
    "team": "team_id = %s", "scheme": "grade_id IN (SELECT id FROM catalogue_grade WHERE scheme_id = %s)",
    "rule": "rule_id = %s", "ruled": "scheme_id = %s", "assignee": "assignee_id = %s",
    "tag": "EXISTS (SELECT FROM triage_tickettag g WHERE g.ticket_id = f.id AND g.tag_id = %s)",
    "scenario": "scenario_id = %s", "survey": "survey_id = %s",
}  # fmt: skip
PARTED = {  # which things have which parts
    Thing.TICKETS: frozenset(PARTS) - {"scenario", "survey"},
    Thing.CALLS: frozenset({"day", "team", "assignee", "scenario"}),
    Thing.ASKED: frozenset({"day", "survey"}),
    Thing.LOST: frozenset({"day", "assignee"}),
}
COLUMNS = (
    "id", "number", "subject", "status", "created_at", "customer__name", "grade__name", "grade__name_en",
    "grade__colour", "channel__name", "channel__name_en", "category__name", "category__name_en", "assignee__name",
    "team__name", "team__name_en",
)  # fmt: skip
FACTS = {  # what a row of the list says besides, from the facts
    Thing.TICKETS: ("wait", "solved", "stars"),
    Thing.CALLS: ("at", "reached", "done", "talk_s", "stars"),
    Thing.ASKED: ("at", "answered", "nps", "csat", "ces"),
    Thing.LOST: ("at", "asked", "returned"),
}
CALL_COLUMNS = (
    "id",
    "scenario__name",
    "scenario__name_en",
    "customer__name",
    "ticket__number",
    "assignee__name",
    "state",
)
SURVEY_COLUMNS = ("id", "survey__name", "survey__name_en", "customer__name", "ticket__number")
LOST_COLUMNS = ("id", "customer__name", "ticket__number", "owner__name", "why", "state")
Part = int | date | None


@dataclass(frozen=True, slots=True)
class Behind:
    """One page; `total` is the number itself. Each row bears its facts, of a ticket `wait` (seconds, None: no answer yet),
    `solved`, `stars`."""

    rows: list[dict[str, Any]]
    total: int
    next_cursor: str


def rows_behind(
    staff: Staff,
    period: Period,
    metric: Metric,
    *,
    base: bool = False,
    parts: Mapping[str, Part] | None = None,
    cursor: str = "",
    now: datetime | None = None,
) -> Behind:
    """What `metric` counts (`base`: what it is a share of), newest or longest wait first. Raises BadCursor."""
    after, marks = _after(cursor)
    hit, values = _hit(metric, base=base, parts=parts or {})
    said = f"SELECT id, {', '.join(FACTS[metric.thing])}, rank, total FROM hit {after} {ORDER} LIMIT %s"
    facts, wanted = facts_sql(staff, period, said=hit + said, thing=metric.thing, now=now)
    found = _ask(f"{facts} {hit} {said}", [*wanted, *values, *marks, PAGE + 1])
    shown = found[:PAGE]
    total = found[0][-1] if found else _ask(f"{facts} {hit} SELECT count(*) FROM hit", [*wanted, *values])[0][0]
    more = encode_cursor([shown[-1][-2], shown[-1][0]]) if len(found) > PAGE else ""
    return Behind(list(_rows(metric.thing, shown)), total, more)


def every_row_behind(
    staff: Staff, period: Period, metric: Metric, *, base: bool = False, parts: Mapping[str, Part] | None = None
) -> Iterator[dict[str, Any]]:
    """All of them in the same order, for a download: the ids at once, the rows by thousands."""
    hit, values = _hit(metric, base=base, parts=parts or {})
    said = f"SELECT id, {', '.join(FACTS[metric.thing])} FROM hit {ORDER}"
    facts, wanted = facts_sql(staff, period, said=hit + said, thing=metric.thing)
    found = _ask(f"{facts} {hit} {said}", [*wanted, *values])
    for start in range(0, len(found), CHUNK):
        yield from _rows(metric.thing, found[start : start + CHUNK])


ORDER = "ORDER BY rank DESC, id DESC"


def _hit(metric: Metric, *, base: bool, parts: Mapping[str, Part]) -> tuple[str, list[Any]]:
    conditions, values = [metric.counted_base if base and metric.base else metric.counted], []
    for name, value in parts.items():
        if name not in PARTED[metric.thing]:
            continue
        if value is None:
            conditions.append(f"{name}_id IS NULL")
        else:
            conditions.append(PARTS[name])
            values.append(value)
    rank = (
        f"coalesce(wait, {NEVER_ANSWERED} - extract(epoch FROM at) / 1000)"
        if metric.by_wait
        else "extract(epoch FROM at)"
    )
    columns = ", ".join(("id", *FACTS[metric.thing]))
    asked = " AND ".join(f"({one})" for one in conditions)
    return (
        f", hit AS MATERIALIZED (SELECT {columns}, {rank} AS rank, count(*) OVER () AS total FROM f WHERE {asked})",
        values,
    )


def _after(cursor: str) -> tuple[str, list[Any]]:
    if not cursor:
        return "", []
    match decode_cursor(cursor):
        case [Decimal() as rank, int(pk)] if abs(pk) < 2**63 and rank.is_finite():
            return "WHERE (rank, id) < (%s, %s)", [rank, pk]
    raise BadCursor


def _rows(thing: Thing, found: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    known = _known(thing, [one[0] for one in found])
    names = FACTS[thing]
    for pk, *said in found:
        if pk in known:
            facts = dict(zip(names, said[: len(names)], strict=True))
            yield known[pk] | {name: float(one) if isinstance(one, Decimal) else one for name, one in facts.items()}


def _known(thing: Thing, ids: list[int]) -> dict[int, dict[str, Any]]:
    match thing:
        case Thing.CALLS:
            return _by_id(Callback.objects.all(), ids, CALL_COLUMNS)
        case Thing.LOST:
            return _by_id(Lost.objects.all(), ids, LOST_COLUMNS)
        case Thing.ASKED:  # what was filled in without being sent stands below zero (facts/asked.py)
            told = _by_id(Response.objects.all(), [-pk for pk in ids if pk < 0], SURVEY_COLUMNS)
            return _by_id(Invitation.objects.all(), ids, SURVEY_COLUMNS) | {-pk: row for pk, row in told.items()}
    return _by_id(Ticket.objects.all(), ids, COLUMNS)


def _by_id(rows: QuerySet[Any], ids: list[int], columns: tuple[str, ...]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in rows.filter(pk__in=ids).values(*columns)} if ids else {}


def _ask(question: str, wanted: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, wanted)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
