"""Questions asked at every page: Django writes their SQL once, later only the values change."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from django.db import connection, models
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Plan(Generic[R]):
    """The SQL, which value stands at each place, and what makes rows of what comes back."""

    sql: str
    places: tuple[int, ...]
    read: Callable[[list[Any]], list[R]]


class Asked(Generic[R]):
    """`Asked(build, int, str)` is the queryset `build(staff_id, code)` as a function that returns its rows.

    `build` is called once, with a marker of each kind (int, str, datetime, list); what it makes of its values must not
    depend on them. Model rows, with `select_related` and annotations, and tuples of `values_list`; no prefetching.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, R]], *kinds: type) -> None:
        self.build, self.kinds = build, kinds
        self.plan: Plan[R] | None = None

    def __call__(self, *values: Any) -> list[R]:
        plan = self.plan
        if plan is None:
            plan = self.plan = self._planned()
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [values[place] for place in plan.places])
            return plan.read(cursor.fetchall())

    def first(self, *values: Any) -> R | None:
        """The first row, None without any; limit the queryset to one where there may be many."""
        return next(iter(self(*values)), None)

    def _planned(self) -> Plan[R]:
        markers = [MARKERS[kind](place) for place, kind in enumerate(self.kinds)]
        queryset = self.build(*markers)
        connection.ensure_connection()
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return Plan(*_written(sql, params, markers), _reader(queryset, compiler))


MARKERS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 1_900_000_000 + place,
    str: lambda place: f"\x7f marker {place}",
    datetime: lambda place: datetime(9001 + place, 1, 1, tzinfo=UTC),
    list: lambda place: [f"\x7f marker {place}"],
}


def _written(sql: str, params: Sequence[Any], markers: list[Any]) -> tuple[str, tuple[int, ...]]:
    """The SQL with what never changes written into it: only so may a kept plan use partial indexes."""
    parts, places = sql.split("%s"), []
    written = [parts[0]]
    for value, rest in zip(params, parts[1:], strict=True):
        place = _place(value, markers)
        if place is None:
            written += [Literal(value).as_string(connection.connection).replace("%", "%%"), rest]
        else:
            places.append(place)
            written += ["%s", rest]
    return "".join(written), tuple(places)


def _place(value: Any, markers: list[Any]) -> int | None:
    return next((place for place, one in enumerate(markers) if value == one and isinstance(value, type(one))), None)


def _reader(queryset: models.QuerySet[Any, R], compiler: Any) -> Callable[[list[Any]], list[R]]:
    if queryset.query.values_select or (queryset.query.annotation_select and not compiler.klass_info):
        return lambda rows: [cast(R, row) for row in compiler.results_iter([rows], tuple_expected=True)]
    return _model_reader(compiler)


def _model_reader(compiler: Any) -> Callable[[list[Any]], list[R]]:
    info, select = compiler.klass_info, compiler.select
    model, begin, end = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[begin:end]]
    related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # of 6.0
    annotations = tuple(compiler.annotation_col_map.items())

    def made(rows: list[Any]) -> Iterator[R]:
        for row in compiler.results_iter([rows]):
            one = model.from_db(connection.alias, names, row[begin:end])
            for populator in related:
                populator.populate(row, one)
            for name, place in annotations:
                setattr(one, name, row[place])
            yield one

    return lambda rows: list(made(rows))
