"""The numbers of a period."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from huisheng.core.accounts.models import Staff
from huisheng.watch.insight.facts import facts_sql
from huisheng.watch.insight.metrics import BY_KEY, Metric, Thing, Unit, of_thing
from huisheng.watch.insight.period import Period


@dataclass(frozen=True, slots=True)
class Value:
    """One number of one period: how many rows, of how many, or what was measured over them (seconds, stars, fen)."""

    metric: Metric
    count: int
    of: int | None = None
    measured: float | None = None

    @property
    def share(self) -> float | None:
        """0 to 1; None where there is nothing to be a share of."""
        return self.count / self.of if self.of else None

    @property
    def amount(self) -> float | None:
        """What is compared between periods."""
        if self.metric.unit is Unit.SHARE:
            return self.share
        return self.measured if self.metric.measure else self.count


@dataclass(frozen=True, slots=True)
class Numbers:
    """All numbers of a period over the same facts, by their key, and their parts as (…ids, count)."""

    period: Period
    values: dict[str, Value]
    days: list[tuple[date, int, int]] = field(default_factory=list)  # day, channel id, received
    grades: list[tuple[int, int | None, int]] = field(default_factory=list)  # channel id, grade id, received
    tags: list[tuple[int, int]] = field(default_factory=list)  # tag id, repeat contacts
    categories: list[tuple[int | None, int]] = field(default_factory=list)  # category id, repeat contacts
    states: list[tuple[date, str, int]] = field(default_factory=list)  # day, state (metrics.STATES), pieces of feedback
    rules: list[tuple[int | None, int, int]] = field(default_factory=list)  # rule id, changed by a person, given
    schemes: list[tuple[int | None, int, int]] = field(default_factory=list)  # scheme id, changed, given
    teams: list[tuple[int | None, int, int]] = field(default_factory=list)  # team id, changed, given


COUNTED = ("day, channel_id", "channel_id, grade_id", "tag_id", "category_id", "day, state")
CHANGED = ("rule_id", "scheme_id", "team_id")


def numbers(staff: Staff, period: Period, *, parts: bool = True, now: datetime | None = None) -> Numbers:
    """Count the feedback of the period that this person may see, in one statement."""
    nothing = ", ".join(["NULL"] * len(COUNTED + CHANGED))
    said = f"SELECT {_totals(Thing.TICKETS)}, {_parts() if parts else nothing}"
    facts, wanted = facts_sql(staff, period, said=said, now=now)
    with connection.cursor() as cursor:
        cursor.execute(f"{facts} {said}", wanted)
        [(totals, days, grades, tags, categories, states, *changes)] = cursor.fetchall()
    return Numbers(
        period,
        _values(Thing.TICKETS, totals),
        [(date.fromisoformat(day), channel, count) for day, channel, count in days or ()],
        [(channel, grade, count) for channel, grade, count in grades or ()],
        [(tag, count) for tag, count in tags or ()],
        [(category, count) for category, count in categories or ()],
        [(date.fromisoformat(day), state, count) for day, state, count in states or ()],
        *([(part, changed, given) for part, changed, given in rows or ()] for rows in changes),
    )


def numbers_of(thing: Thing, staff: Staff, period: Period, *, now: datetime | None = None) -> Numbers:
    """Count the callbacks, surveys or lost customers of the period that this person may see, in one statement."""
    said = f"SELECT {_totals(thing)}"
    facts, wanted = facts_sql(staff, period, said=said, thing=thing, now=now)
    with connection.cursor() as cursor:
        cursor.execute(f"{facts} {said}", wanted)
        [(totals,)] = cursor.fetchall()
    return Numbers(period, _values(thing, totals))


@dataclass(frozen=True, slots=True)
class Row:
    """Some numbers of one part of a period: a scenario, a caller, a category. `part` is its id, None: without."""

    part: int | None
    values: dict[str, Value]


def by_parts(
    staff: Staff | None, period: Period, parts: Sequence[str], keys: Sequence[str], *, now: datetime | None = None
) -> dict[str, list[Row]]:
    """Numbers over the same facts for each value of each of these columns, most rows of the first number first; under ""
    one row for all together. `staff` None: of the whole house. One statement."""
    metrics = [BY_KEY[key] for key in keys]
    each = [f"SELECT '{part}' AS part, {part} AS id, {_columns(metrics)} FROM f GROUP BY {part}" for part in parts]
    all_rows = [f"SELECT '' AS part, NULL::bigint AS id, {_columns(metrics)} FROM f", *each]
    said = f"SELECT x.part, x.id, row_to_json(x) FROM ({' UNION ALL '.join(all_rows)}) x"
    facts, wanted = facts_sql(staff, period, said=said, thing=metrics[0].thing, now=now)
    found: dict[str, list[Row]] = {part: [] for part in ("", *parts)}
    with connection.cursor() as cursor:
        cursor.execute(f"{facts} {said}", wanted)
        for part, pk, totals in cursor.fetchall():
            found[part].append(Row(pk, {one.key: _value(one, totals) for one in metrics}))
    for rows in found.values():
        rows.sort(key=lambda row: (-row.values[keys[0]].count, row.part or 0))
    return found


def _values(thing: Thing, totals: dict[str, Any]) -> dict[str, Value]:
    return {one.key: _value(one, totals) for one in of_thing(thing)}


@lru_cache
def _totals(thing: Thing) -> str:
    return f"(SELECT row_to_json(x) FROM (SELECT {_columns(of_thing(thing))} FROM f) x)"


def _columns(metrics: Sequence[Metric]) -> str:
    columns = []
    for one in metrics:
        columns.append(f"count(*) FILTER (WHERE {one.counted}) AS {one.key}")
        if one.base:
            columns.append(f"count(*) FILTER (WHERE {one.counted_base}) AS {one.key}_of")
        if one.measure:
            columns.append(f"{one.measure} FILTER (WHERE {one.counted}) AS {one.key}_is")
    return ", ".join(columns)


@lru_cache
def _parts() -> str:
    received, again = BY_KEY["received"].counted, BY_KEY["again"].counted
    tagged = f"f JOIN triage_tickettag g ON g.ticket_id = f.id WHERE {again}"
    counted = ", ".join(
        f"(SELECT json_agg(json_build_array({columns}, n)) FROM (SELECT {columns}, count(*) AS n FROM {rows} GROUP BY {columns}) x)"
        for columns, rows in (
            (COUNTED[0], f"f WHERE {received}"),
            (COUNTED[1], f"f WHERE {received}"),
            (COUNTED[2], tagged),
            (COUNTED[3], f"f WHERE {again}"),
            (COUNTED[4], "f"),  # with what was merged and what is spam: all that came in
        )
    )
    return ", ".join([counted, *map(_changes, CHANGED)])


def _changes(part: str) -> str:
    """Of each rule, scheme or team: how many grades a person changed, of how many that rules gave."""
    metric = BY_KEY["regraded"]
    counts = f"count(*) FILTER (WHERE {metric.counted}) AS n, count(*) AS of"
    rows = f"SELECT {part}, {counts} FROM f WHERE {metric.counted_base} GROUP BY {part}"
    return f"(SELECT json_agg(json_build_array({part}, n, of)) FROM ({rows}) x)"


def _value(metric: Metric, totals: dict[str, Any]) -> Value:
    measured = totals.get(f"{metric.key}_is")
    return Value(
        metric, totals[metric.key], totals.get(f"{metric.key}_of"), None if measured is None else float(measured)
    )
