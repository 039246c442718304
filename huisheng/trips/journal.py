"""What a trip changes in the tables around a ticket, row by row, so that it can be brought back exactly.

The rooms write; this only looks before and after, and later puts back what it saw. A new table that hangs from a ticket
is in it by itself.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q

from huisheng.core.tickets.models import Ticket

Row = dict[str, Any]
Picture = dict[tuple[str, int], Row]  # (model, id) → columns
STAYS = {  # the ledger, what was said, and who was told of it: written once and true for ever
    "tickets.Event", "tickets.Message", "tickets.Attachment", "notify.Notice", "notify.Delivery", "notify.Telling",
    "trips.Merge",
}  # fmt: skip
FOLLOWS = {"sla.Alarm", "sla.Pause"}  # parts that are nothing without the row they hang from


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after, in the columns that differ; `before` None = the row is new."""

    model: str
    pk: int
    before: Row | None
    after: Row

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def picture(*tickets: Ticket) -> Picture:
    """All rows that hang from these tickets, the tickets themselves among them. One query a table."""
    ids = [one.pk for one in tickets]
    seen: Picture = {}
    for model, ways in _hanging().items():
        wanted = Q()
        for way in ways:
            wanted |= Q(**{f"{way}__in": ids})
        rows = model._default_manager.order_by().filter(wanted).values("pk").query.sql_with_params()
        seen |= {(model._meta.label, row["id"]): row for row in _read(model, *rows)}
    return seen


def changes_between(before: Picture, after: Picture) -> list[Change]:
    """What differs, oldest tables first. Nothing is ever deleted by a trip."""
    found = []
    for (model, pk), row in after.items():
        old = before.get((model, pk))
        if old is None:
            found.append(Change(model, pk, None, row))
        elif old != row:
            names = [name for name, value in row.items() if old.get(name) != value]
            found.append(Change(model, pk, {n: old.get(n) for n in names}, {n: row[n] for n in names}))
    return found


def moved_on(changes: Iterable[Change]) -> list[tuple[Change, Row | None]]:
    """The changes whose columns somebody changed again, each with the row of today (None where it is gone)."""
    later = []
    for model, group in _by_model(changes).items():
        now = _now(model, [one.pk for one in group])
        for one in group:
            row = now.get(one.pk)
            if row is None or (one.before is not None and any(row[n] != value for n, value in one.after.items())):
                later.append((one, row))
    return later


def put_back(changes: Sequence[Change]) -> None:
    """Write every row as it was; rows that are new since go. The caller holds the locks of the tickets.

    Raises IntegrityError where something written since leans on a row that goes.
    """
    for model, group in _by_model(changes).items():
        old = [one for one in group if one.before is not None]
        # what goes back to another ticket leaves its place first: others may take it again
        for one in sorted(old, key=lambda each: "ticket_id" not in (each.before or {})):
            _write(model, one)
        if new := [one.pk for one in group if one.before is None]:
            _delete(model, new)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@cache
def _hanging() -> dict[type[models.Model], list[str]]:
    """Every table of the house that hangs from a ticket, and by which ways."""
    ours = [one for one in apps.get_models() if one.__module__.startswith("huisheng.") and one._meta.label not in STAYS]
    found: dict[type[models.Model], list[str]] = {Ticket: ["pk"]}
    while True:
        more = {one: ways for one in ours if one not in found and (ways := list(_ways(one, found)))}
        if not more:
            return found
        found |= more


def _ways(model: type[models.Model], known: dict[type[models.Model], list[str]]) -> Iterator[str]:
    for field in model._meta.local_fields:
        there = field.related_model
        if there is Ticket:
            yield field.name
        elif isinstance(there, type) and there in known and isinstance(field, models.ForeignKey):
            yield from (f"{field.name}__{way}" for way in known[there])


def _by_model(changes: Iterable[Change]) -> dict[type[models.Model], list[Change]]:
    found: dict[type[models.Model], list[Change]] = defaultdict(list)
    for one in changes:
        found[apps.get_model(one.model)].append(one)
    return found


def _read(model: type[models.Model], wanted: str, values: Sequence[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        sql = f'SELECT to_jsonb(kept) FROM "{model._meta.db_table}" kept WHERE kept.id IN ({wanted})'  # noqa: S608
        cursor.execute(sql, values)
        return [row if isinstance(row, dict) else json.loads(row) for (row,) in cursor.fetchall()]


def _now(model: type[models.Model], ids: list[int]) -> dict[int, Row]:
    return {row["id"]: row for row in _read(model, "SELECT unnest(%s::bigint[])", [ids])}


def _write(model: type[models.Model], change: Change) -> None:
    """One row, the columns that differ; the names come from the table itself."""
    table, names = model._meta.db_table, [f'"{name}"' for name in change.before or {}]
    columns = ", ".join(f"{name} = old.{name}" for name in names)
    source = f'jsonb_populate_record(NULL::"{table}", %s::jsonb) AS old'
    with connection.cursor() as cursor:
        sql = f'UPDATE "{table}" AS kept SET {columns} FROM {source} WHERE kept.id = %s'  # noqa: S608
        cursor.execute(sql, [json.dumps(change.before), change.pk])


def _delete(model: type[models.Model], ids: list[int]) -> None:
    for part in apps.get_models():
        if part._meta.label in FOLLOWS:
            leaning = [f.name for f in part._meta.local_fields if f.related_model is model]
            for name in leaning:
                part._default_manager.filter(**{f"{name}__in": ids}).delete()
    model._default_manager.filter(pk__in=ids).delete()
