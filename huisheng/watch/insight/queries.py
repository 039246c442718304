"""The numbers of a period."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from huisheng.core.accounts.models import Staff
from huisheng.watch.insight.facts import facts_sql
from huisheng.watch.insight.metrics import BY_KEY, METRICS, Metric, Unit
from huisheng.watch.insight.period import Period


@dataclass(frozen=True, slots=True)
class Value:
    """One number of one period: how many tickets, of how many, or what was measured over them (seconds, stars)."""

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
    """All numbers of a period by their key, and their parts as (…ids, count)."""

    period: Period
    values: dict[str, Value]
    days: list[tuple[date, int, int]] = field(default_factory=list)  # day, channel id, received
    grades: list[tuple[int, int | None, int]] = field(default_factory=list)  # channel id, grade id, received
    tags: list[tuple[int, int]] = field(default_factory=list)  # tag id, repeat contacts
    categories: list[tuple[int | None, int]] = field(default_factory=list)  # category id, repeat contacts
    rules: list[tuple[int | None, int, int]] = field(default_factory=list)  # rule id, changed by a person, given
    schemes: list[tuple[int | None, int, int]] = field(default_factory=list)  # scheme id, changed, given
    teams: list[tuple[int | None, int, int]] = field(default_factory=list)  # team id, changed, given


def numbers(staff: Staff, period: Period, *, parts: bool = True, now: datetime | None = None) -> Numbers:
    """Count everything this person may see of the period, in one statement."""
    facts, wanted = facts_sql(staff, period, now=now)
    with connection.cursor() as cursor:
        cursor.execute(f"{facts} SELECT {_totals()}, {_parts() if parts else ', '.join(['NULL'] * 7)}", wanted)
        [(totals, days, grades, tags, categories, *changes)] = cursor.fetchall()
    values = {one.key: _value(one, totals) for one in METRICS}
    return Numbers(
        period,
        values,
        [(date.fromisoformat(day), channel, count) for day, channel, count in days or ()],
        [(channel, grade, count) for channel, grade, count in grades or ()],
        [(tag, count) for tag, count in tags or ()],
        [(category, count) for category, count in categories or ()],
        *([(part, changed, given) for part, changed, given in rows or ()] for rows in changes),
    )


def _totals() -> str:
    columns = []
    for one in METRICS:
        columns.append(f"count(*) FILTER (WHERE {one.counted}) AS {one.key}")
        if one.base:
            columns.append(f"count(*) FILTER (WHERE {one.counted_base}) AS {one.key}_of")
        if one.measure:
            columns.append(f"{one.measure} FILTER (WHERE {one.counted}) AS {one.key}_is")
    return f"(SELECT row_to_json(x) FROM (SELECT {', '.join(columns)} FROM f) x)"


def _parts() -> str:
    received, again = BY_KEY["received"].counted, BY_KEY["again"].counted
    tagged = f"f JOIN triage_tickettag g ON g.ticket_id = f.id WHERE {again}"
    counted = ", ".join(
        f"(SELECT json_agg(json_build_array({columns}, n)) FROM (SELECT {columns}, count(*) AS n FROM {rows} GROUP BY {columns}) x)"
        for columns, rows in (
            ("day, channel_id", f"f WHERE {received}"),
            ("channel_id, grade_id", f"f WHERE {received}"),
            ("tag_id", tagged),
            ("category_id", f"f WHERE {again}"),
        )
    )
    return ", ".join([counted, *map(_changes, ("rule_id", "scheme_id", "team_id"))])


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
