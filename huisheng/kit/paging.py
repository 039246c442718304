"""Keyset paging: a page starts after the last row seen, so page 1,000 costs what page 1 costs and nothing shifts."""

import base64
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused

Order = Sequence[tuple[str, Literal["asc", "desc"]]]
Row = TypeVar("Row")


READERS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "u": UUID,
}


class BadCursor(Refused):
    """The page mark is none of ours, or belongs to another order."""

    code = "bad_cursor"
    message = _("This page mark is not valid. Please start again from the first page.")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and where the next begins (None: this was the last)."""

    rows: list[Row]
    next_cursor: str | None


def encode_cursor(values: Sequence[object]) -> str:
    """Values of the last row as a URL-safe string. Not a secret and not signed: it only says where to go on."""
    packed = json.dumps([_pack(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> list[Any]:
    """The values again. Raises BadCursor."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
        if not isinstance(values, list):
            raise BadCursor
        return [_unpack(value) for value in values]
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as broken:
        raise BadCursor from broken


def _pack(value: object) -> object:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, UUID):
        return {"u": str(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a cursor cannot hold {type(value).__name__}")


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        [(kind, text)] = value.items()
        return READERS[kind](text)
    if isinstance(value, list):
        raise BadCursor
    return value


def keyset_q(order: Order, values: Sequence[object], nullable: Collection[str] = ()) -> Q:
    """The rows after `values` in `order`: (a, b) > (x, y) written out, so that directions may be mixed.

    Nulls stand where PostgreSQL puts them unasked (last when ascending, first when descending); name the columns that
    have them in `nullable`. The first column's bound is said twice: only so does its index find the start.
    Raises BadCursor when the values do not fit the columns.
    """
    if len(order) != len(values) or not order:
        raise BadCursor
    after, equal = Q(pk__in=[]), Q()
    for (name, way), value in zip(order, values, strict=True):
        if value is None and name not in nullable:
            raise BadCursor
        after |= equal & _beyond(name, way, value, nullable=name in nullable)
        equal &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    first, way = order[0]
    return after if first in nullable else Q(**{f"{first}__{'gte' if way == 'asc' else 'lte'}": values[0]}) & after


def _beyond(name: str, way: str, value: object, *, nullable: bool) -> Q:
    if value is None:
        return Q(pk__in=[]) if way == "asc" else Q(**{f"{name}__isnull": False})
    if way == "desc":
        return Q(**{f"{name}__lt": value})
    return Q(**{f"{name}__gt": value}) | Q(**{f"{name}__isnull": True}) if nullable else Q(**{f"{name}__gt": value})


def page(
    queryset: QuerySet[Any], order: Order, cursor: str | None, size: int, *, filled: Collection[str] = ()
) -> Page[Any]:
    """One page of `size` rows. `order` must be total: end it with a unique column. `filled`: annotations that are
    never empty, so that an index may find where the page begins. Raises BadCursor.
    """
    nullable = {name for name, _way in order if name not in filled and _may_be_null(queryset, name)}
    if cursor:
        try:
            queryset = queryset.filter(keyset_q(order, decode_cursor(cursor), nullable))
        except (ValueError, TypeError, OverflowError, ValidationError) as misfit:
            raise BadCursor from misfit
    return page_of(list(in_order(queryset, order)[: size + 1]), order, size)


def in_order(queryset: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """The rows in the order of the pages."""
    return queryset.order_by(*(name if way == "asc" else f"-{name}" for name, way in order))


def page_of(rows: Sequence[Any], order: Order, size: int) -> Page[Any]:
    """The page that these rows make, `size` + 1 of them where there are more."""
    more = len(rows) > size
    last = [_value(rows[size - 1], name) for name, _way in order] if more else []
    return Page(list(rows[:size]), encode_cursor(last) if more else None)


def _may_be_null(queryset: QuerySet[Any], path: str) -> bool:
    """Whether a column, or a relation on the way to it, may be empty. An annotation may."""
    if path in queryset.query.annotations:
        return True
    options = queryset.model._meta
    for name in path.split("__"):
        if name == "pk":
            return False
        field = options.get_field(name)
        if field.null:
            return True
        if field.related_model is not None:
            options = field.related_model._meta
    return False


def _value(row: Model | dict[str, Any], path: str) -> object:
    if isinstance(row, dict):
        return row[path]
    value: Any = row
    for name in path.split("__"):
        value = None if value is None else getattr(value, name)
    return value
