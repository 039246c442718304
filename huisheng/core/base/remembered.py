"""Rules read once, not at every ticket: kept per process until a row of their tables changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, models

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `load` made of a few small tables, kept until any of their rows is written, by whichever process.

    Each call asks the database for the versions of all rows (one statement over tables of some dozen rows): `xmin`
    and `ctid` name a row version, so no writer can forget to tell us, and a rolled back change is seen as well.
    What is kept is shared by all threads: read it, never change it.
    """

    def __init__(self, load: Callable[[], T], *tables: type[models.Model]) -> None:
        self.load = load
        self.sql = " UNION ALL ".join(_sum_of_versions(place, table) for place, table in enumerate(tables))
        self.kept: tuple[str, T] | None = None

    def __call__(self) -> T:
        versions = self._versions()
        kept = self.kept
        if kept is None or kept[0] != versions:
            kept = self.kept = (versions, self.load())
        return kept[1]

    def _versions(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(self.sql)
            return f"{connection.settings_dict['NAME']} {sorted(cursor.fetchall())}"


def _sum_of_versions(place: int, table: type[models.Model]) -> str:
    versions = "hashtidextended(ctid, xmin::text::bigint)"
    return f'SELECT {place}, count(*), sum({versions}) FROM "{table._meta.db_table}"'  # noqa: S608  # names of our own
