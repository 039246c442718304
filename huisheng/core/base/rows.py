"""Rows of hot tables, written without asking Django anew each time how a row of that table is written."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int2, Int4, Int8

Write = Callable[[Any], Any]
LENGTH = re.compile(r"\(\d+\)")  # a cast to varchar(30) would cut what is longer; the column itself refuses it
INTEGERS: dict[str, Write] = {"smallint": Int2, "integer": Int4, "bigint": Int8}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a row of one table is written: the columns it sends, and how each value is prepared."""

    head: str
    one: str
    many: str
    tail: str
    columns: tuple[tuple[str, str, Write | None], ...]  # column, attribute, what prepares its value
    has_bytes: bool
    stamped: "tuple[models.Field[Any, Any], ...]"  # columns that say when the row was made


def store(*rows: models.Model, unless_there: bool = False) -> bool:
    """Insert rows of one table in one statement; they have their ids afterwards, or keep those they came with.

    For plain tables of ours: no parents, no `save` of their own (the house has none), no signals. With `unless_there`
    a row that a constraint forbids is left out; returns whether all went in.
    """
    if not rows:
        return True
    shape = shape_of(type(rows[0]), rows[0].pk is not None)
    for row in rows:
        for field in shape.stamped:
            field.pre_save(row, add=True)
    one = len(rows) == 1 or shape.has_bytes
    with connection.cursor() as cursor:
        cursor.execute(
            _sql(shape, len(rows) if one else 0, unless_there), _apart(shape, rows) if one else _packed(shape, rows)
        )
        made = cursor.fetchall()
    if len(made) == len(rows):
        _now_stored(rows, made)
    return len(made) == len(rows)


def rewrite(rows: Sequence[models.Model], *names: str) -> None:
    """Update these fields of stored rows of one table in one statement, whose SQL is the same however many there are."""
    if not rows:
        return
    fields = _fields(type(rows[0]), names)
    packed = [{one.column: vars(row)[one.attname] for one in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(rows[0]), names), [json.dumps(packed, default=str, ensure_ascii=False)])


@lru_cache(maxsize=200)
def _update(model: type[models.Model], names: tuple[str, ...]) -> str:
    table, (key, *columns) = model._meta.db_table, [one.column for one in _fields(model, names)]
    new = ", ".join(f'"{column}" = new."{column}"' for column in columns)
    source = f'jsonb_populate_recordset(NULL::"{table}", %s::jsonb) AS new'
    return f'UPDATE "{table}" AS old SET {new} FROM {source} WHERE old."{key}" = new."{key}"'  # noqa: S608


def _fields(model: type[models.Model], names: tuple[str, ...]) -> "list[models.Field[Any, Any]]":
    """The key, then the fields of these names."""
    known = {one.name: one for one in model._meta.concrete_fields}
    return [model._meta.pk, *(known[name] for name in names)]


@lru_cache(maxsize=200)
def shape_of(model: type[models.Model], has_id: bool) -> Shape:
    """What Django knows about the table, asked once."""
    key, table = model._meta.pk, model._meta.db_table
    fields = [one for one in model._meta.concrete_fields if has_id or one is not key]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    places = ", ".join(f"%s::{LENGTH.sub('', str(one.db_type(connection)))}" for one in fields)
    return Shape(
        head=f'INSERT INTO "{table}" ({columns}) ',
        one=f"({places})",
        many=f'SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb)',  # noqa: S608
        tail=f' RETURNING "{key.column}"',
        columns=tuple((str(one.column), one.attname, _write_of(one)) for one in fields),
        has_bytes=any(isinstance(one, models.BinaryField) for one in fields),
        stamped=tuple(one for one in fields if getattr(one, "auto_now_add", False)),
    )


@lru_cache(maxsize=200)
def _sql(shape: Shape, apart: int, unless_there: bool) -> str:
    """One row, or some with bytes: value by value. Many: as JSON, so that the SQL is the same however many there are."""
    source = "VALUES " + ", ".join([shape.one] * apart) if apart else shape.many
    return shape.head + source + (" ON CONFLICT DO NOTHING" if unless_there else "") + shape.tail


def _apart(shape: Shape, rows: Sequence[models.Model]) -> list[Any]:
    return [_written(write, vars(row)[name]) for row in rows for _column, name, write in shape.columns]


def _packed(shape: Shape, rows: Sequence[models.Model]) -> list[str]:
    packed = [{column: vars(row)[name] for column, name, _write in shape.columns} for row in rows]
    return [json.dumps(packed, default=str, ensure_ascii=False)]


def _write_of(field: "models.Field[Any, Any]") -> Write | None:
    if isinstance(field, models.JSONField):
        return Jsonb
    if isinstance(field, models.BinaryField):
        return bytes
    return INTEGERS.get(str(field.db_type(connection)))


def _written(write: Write | None, value: Any) -> Any:
    return value if write is None or value is None else write(value)


def _now_stored(rows: Sequence[models.Model], ids: Sequence[tuple[Any]]) -> None:
    for row, (pk,) in zip(rows, ids, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias
