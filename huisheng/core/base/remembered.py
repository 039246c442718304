"""Rules read once, not at every ticket: kept per process until a row of their tables changes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import connection, models

T = TypeVar("T")
Versions = dict[str, str]  # table → what its rows' versions add up to
_looked: ContextVar[Versions | None] = ContextVar("looked", default=None)
_tables: list[str] = []  # all that anything remembers


@contextmanager
def one_look() -> Iterator[None]:
    """Inside, all tables are looked at once, together, when the first rule is asked for.

    For a page and for an arrival, which change no rules: they hold as they stood when we first looked.
    """
    before = _looked.set({} if _looked.get() is None else _looked.get())
    try:
        yield
    finally:
        _looked.reset(before)


class Remembered(Generic[T]):
    """What `load` made of a few small tables, kept until any of their rows is written, by whichever process.

    Each call asks the database for the versions of all rows (one statement over tables of some dozen rows): `xmin`
    and `ctid` name a row version, so no writer can forget to tell us, and a rolled back change is seen as well.
    What is kept is shared by all threads: read it, never change it.
    """

    def __init__(self, load: Callable[[], T], *tables: type[models.Model]) -> None:
        self.load = load
        self.tables = tuple(table._meta.db_table for table in tables)
        self.kept: tuple[tuple[str, ...], T] | None = None
        _tables.extend(name for name in self.tables if name not in _tables)

    def __call__(self) -> T:
        looked = _looked.get()
        found = versions_of(self.tables) if looked is None else looked or _look_at_all(looked)
        versions = (connection.settings_dict["NAME"], *(found[name] for name in self.tables))
        kept = self.kept
        if kept is None or kept[0] != versions:
            kept = self.kept = (versions, self.load())
        return kept[1]


def versions_of(tables: tuple[str, ...]) -> Versions:
    """What the versions of all rows add up to, for each table. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(_sum_of_versions, tables)))
        return dict(cursor.fetchall())


def _look_at_all(looked: Versions) -> Versions:
    looked.update(versions_of(tuple(_tables)))
    return looked


def _sum_of_versions(table: str) -> str:
    versions = "hashtidextended(ctid, xmin::text::bigint)"
    return f"SELECT '{table}', concat(count(*), ' ', sum({versions})) FROM \"{table}\""  # noqa: S608  # names of our own
