"""The floor: PostgreSQL alone inserting the very rows that the arrivals made, by its own pgbench."""

import subprocess
from collections.abc import Iterable

from django.db import connection

from benchmarks.calls import Run
from benchmarks.house import House
from huisheng.project.postgres_programs import wheel_binaries

OF_TICKET = "JOIN {table} r ON r.ticket_id = t.id"
ROWS = {  # table → how its rows (r) belong to ticket t
    "channels_inbound": "JOIN tickets_message m ON m.ticket_id = t.id JOIN channels_inbound r ON r.id = m.inbound_id",
    "tickets_ticket": "JOIN tickets_ticket r ON r.id = t.id",
    "tickets_participant": OF_TICKET,
    "tickets_message": OF_TICKET,
    "tickets_event": OF_TICKET,
    "triage_categorychange": OF_TICKET,
    "triage_tickettag": OF_TICKET,
    "triage_grading": OF_TICKET,
    "routing_assignment": OF_TICKET,
    "sla_clock": OF_TICKET,
    "sla_alarm": "JOIN sla_clock c ON c.ticket_id = t.id JOIN sla_alarm r ON r.clock_id = c.id",
    "procrastinate_jobs": "JOIN tickets_event e ON e.ticket_id = t.id"
    " JOIN procrastinate_jobs r ON (r.args->>'event_id')::bigint = e.id",
}
FIRST = {  # the same for what a customer brings along once
    "customers_customer": "JOIN customers_customer r ON r.id = t.customer_id AND t.first",
    "customers_identity": "JOIN customers_identity r ON r.customer_id = t.customer_id AND t.first",
}


def measure(house: House, numbers: Iterable[str], *, at_once: int) -> Run:
    """One transaction a ticket, all rows of all tables with their indexes, `at_once` connections, durable as in the house.

    Read before the worker adds receipts: the rows are those of the answer alone.
    """
    total = prepare(list(numbers))
    script = house.home / "floor.sql"
    script.write_text(transaction())
    before = house.cpu_seconds()
    said = subprocess.run(
        [str(wheel_binaries() / "pgbench"), *target(), "-n", "-M", "prepared", "-f", str(script), "-c", str(at_once), "-j", "2",
         "-t", str(total // at_once)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    after = house.cpu_seconds()
    done = total // at_once * at_once
    rate = float(said.split("tps = ")[1].split()[0])
    wait = float(said.split("latency average = ")[1].split()[0]) / 1000
    clean()
    cpu = {"postgres": (after["postgres"] - before["postgres"]) * 1000 / done}
    return Run("bare insert of the same rows", done / rate, [wait] * done, cpu)


def prepare(numbers: list[str]) -> int:
    """Copies to read from, numbered by turn, and empty twins of the tables with the same indexes to write to."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("CREATE TABLE floor_turn AS SELECT id, customer_id, number, row_number() OVER (ORDER BY id) AS turn,"
                       " row_number() OVER (PARTITION BY customer_id ORDER BY id) = 1 AS first"
                       " FROM tickets_ticket WHERE number = ANY(%s)", [numbers])  # fmt: skip
        cursor.execute("ALTER TABLE floor_turn ADD PRIMARY KEY (id); ANALYZE floor_turn; CREATE SEQUENCE floor_next")
        for table, belongs in (ROWS | FIRST).items():
            join = belongs.format(table=table)
            cursor.execute(f"CREATE TABLE floor_of_{table} AS SELECT t.turn, r.* FROM floor_turn t {join}")
            cursor.execute(f"CREATE INDEX ON floor_of_{table} (turn); ANALYZE floor_of_{table}")
            cursor.execute(
                f"CREATE TABLE floor_to_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING INDEXES)"
            )
        cursor.execute("SELECT count(*) FROM floor_turn")
        return int(cursor.fetchone()[0])


def transaction() -> str:
    lines = ["BEGIN;", "SELECT nextval('floor_next') AS turn \\gset"]
    for table in (*FIRST, *ROWS):
        columns = ", ".join(columns_of(table))
        lines.append(
            f"INSERT INTO floor_to_{table} ({columns}) SELECT {columns} FROM floor_of_{table} WHERE turn = :turn;"
        )
    return "\n".join([*lines, "COMMIT;", ""])


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position", [table]
        )  # fmt: skip
        return [f'"{name}"' for (name,) in cursor.fetchall()]


def clean() -> None:
    with connection.cursor() as cursor:
        for table in ROWS | FIRST:
            cursor.execute(f"DROP TABLE floor_of_{table}, floor_to_{table}")
        cursor.execute("DROP TABLE floor_turn; DROP SEQUENCE floor_next")


def target() -> list[str]:
    where = connection.settings_dict
    return ["-h", where["HOST"], "-p", str(where["PORT"]), "-U", where["USER"], where["NAME"]]
