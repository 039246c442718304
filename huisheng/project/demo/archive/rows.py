"""Rows in memory with their ids, and the one moment in which they are copied into the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models
from psycopg.types.json import Jsonb

from huisheng.core.channels.models import Inbound
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.models import Event, Grant, Link, Message, Participant, Ticket
from huisheng.kit.party import Party
from huisheng.stages.closure.models import Closure, Confirmation, Finding, Raised, Reopening
from huisheng.stages.handling.models import Compensation, Solution
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.triage.models import CategoryChange, Grading, TicketTag

Row = TypeVar("Row", bound=models.Model)

# Dependencies first: a row is copied after everything it points to. Tickets point to each other only when merged.
TABLES: tuple[type[models.Model], ...] = (
    Customer, Identity, Inbound, Ticket, Participant, Message, CategoryChange, TicketTag, Grading, Assignment, Clock,
    Pause, Alarm, Solution, Confirmation, Raised, Closure, Reopening, Compensation, Finding, Grant, Link, Event,
)  # fmt: skip
LEDGER = ("id", "ticket_id", "kind", "payload", "at", "by_kind", "by_id")  # the columns a line here fills


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger before it has its id; there are many, so it is no model."""

    played_at: datetime
    ticket: Ticket
    kind: str
    payload: dict[str, Any]
    at: datetime
    by: Party


class Rows:
    """Everything that will be written. `add` gives a row its id at once, so that others can point to it."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.ids: dict[type[models.Model], Iterator[int]] = {}
        self.lines: list[Line] = []
        self.numbers = count(_next_value("ticket_number"))

    def add(self, row: Row) -> Row:
        table = type(row)
        if table not in self.ids:
            self.ids[table] = count(_next_value(_sequence(table)))
        row.pk = next(self.ids[table])
        self.made[table].append(row)
        return row

    def record(self, line: Line) -> None:
        """A line of the ledger: its id follows from when it was played, which may be later than its `at`."""
        self.lines.append(line)

    def write(self) -> Iterator[tuple[str, int]]:
        """Copy table after table, and let the sequences go on behind the last row; yields name and rows of each."""
        for table in TABLES:
            rows = self.made.pop(table, [])
            written = self._write_ledger() if table is Event else _write(table, rows)
            yield table._meta.model_name or "", written
        _set_behind("ticket_number", next(self.numbers) - 1)

    def _write_ledger(self) -> int:
        first = _next_value(_sequence(Event))
        lines = sorted(self.lines, key=lambda line: line.played_at)
        values = (
            (pk, line.ticket.pk, line.kind, Jsonb(line.payload), line.at, line.by.kind, line.by.id)
            for pk, line in enumerate(lines, first)
        )
        return _copy(Event, LEDGER, values, last=first + len(lines) - 1)


def _write(table: type[models.Model], rows: list[models.Model]) -> int:
    if not rows:
        return 0
    names = [field.attname for field in table._meta.concrete_fields]
    columns = attrgetter(*names)
    values = ([_plain(value) for value in columns(row)] for row in rows)
    return _copy(table, names, values, last=rows[-1].pk)


def _copy(table: type[models.Model], names: Sequence[str], values: Iterable[Sequence[Any]], *, last: int) -> int:
    columns, written = ", ".join(f'"{name}"' for name in names), 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in values:
            copy.write_row(row)
            written += 1
    _set_behind(_sequence(table), last)
    return written


def _plain(value: Any) -> Any:
    """As the driver wants it: words of choices as text, lists and dicts as JSON."""
    kind = type(value)
    if kind in PLAIN:
        return value
    return Jsonb(value) if kind in (dict, list) else str(value) if isinstance(value, str) else value


PLAIN = {str, int, datetime, bool, type(None), bytes}


def _sequence(table: type[models.Model]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table._meta.db_table])
        return str(cursor.fetchone()[0])


def _next_value(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])


def _set_behind(sequence: str, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s, greatest(%s, 1))", [sequence, last])
