"""Rows in memory with their ids, and the one moment in which they are copied into the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from django.db import connection, models

from huisheng.core.channels.models import Inbound
from huisheng.core.customers.models import Customer, Identity
from huisheng.core.tickets.models import Event, Link, Message, Participant, Ticket
from huisheng.stages.closure.models import Closure, Confirmation, Reopening
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.models import Alarm, Clock, Pause
from huisheng.stages.triage.models import CategoryChange, Grading, TicketTag

Row = TypeVar("Row", bound=models.Model)

# Dependencies first: a row is copied after everything it points to. Tickets point to each other only when merged.
TABLES: tuple[type[models.Model], ...] = (
    Customer, Identity, Inbound, Ticket, Participant, Message, CategoryChange, TicketTag, Grading, Assignment, Clock,
    Pause, Alarm, Solution, Confirmation, Closure, Reopening, Link, Event,
)  # fmt: skip


class Rows:
    """Everything that will be written. `add` gives a row its id at once, so that others can point to it."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self.ids: dict[type[models.Model], Iterator[int]] = {}
        self.events: list[tuple[datetime, int, Event]] = []
        self.numbers = count(_next_value("ticket_number"))

    def add(self, row: Row) -> Row:
        table = type(row)
        if table not in self.ids:
            self.ids[table] = count(_next_value(_sequence(table)))
        row.pk = next(self.ids[table])
        self.made[table].append(row)
        return row

    def record(self, event: Event, *, played_at: datetime) -> None:
        """A line of the ledger: its id follows from when it was written down, which may be later than its `at`."""
        self.events.append((played_at, len(self.events), event))

    def write(self) -> Iterator[tuple[str, int]]:
        """Copy table after table, and let the sequences go on behind the last row; yields name and rows of each."""
        for _played_at, _place, event in sorted(self.events, key=lambda one: one[:2]):
            self.add(event)
        for table in TABLES:
            rows = self.made.pop(table, [])
            if rows:
                _copy(table, rows)
                _set_behind(_sequence(table), max(row.pk for row in rows))
            yield table._meta.model_name or "", len(rows)
        _set_behind("ticket_number", next(self.numbers) - 1)


def _copy(table: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = table._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table._meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_stored(field, row) for field in fields])


def _stored(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(getattr(row, field.attname), connection)


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
