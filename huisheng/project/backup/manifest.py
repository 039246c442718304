"""What a backup says of itself: version, migrations, rows by table, and a sha256 of everything inside."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg import Connection, sql

from huisheng.kit.errors import Refused

FORMAT = 1
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


class NoBackup(Refused):
    code = "no_backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The last member of every backup; without it the file is not whole."""

    version: str
    made_at: str  # ISO, UTC
    server: int  # major version of the PostgreSQL it was dumped from
    migrations: list[str]  # "app.name"
    rows: dict[str, int]  # by table
    members: dict[str, str]  # name → sha256; stored files are named after theirs and are counted instead
    files: int
    files_bytes: int
    keys: dict[str, str]  # name → fingerprint of the key that seals this data
    with_keys: bool
    missing: list[str] = field(default_factory=list)  # stored files the folder had lost before
    damaged: list[str] = field(default_factory=list)  # stored files that had been changed: saved as they are
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def tickets(self) -> int:
        return self.rows.get("tickets_ticket", 0)


def read_manifest(raw: bytes) -> Manifest:
    """Raises NoBackup for what is no manifest, or one of a format to come."""
    try:
        given: dict[str, Any] = json.loads(raw)
        if int(given["format"]) > FORMAT:
            raise NoBackup(_("This backup was made by a newer version of Huisheng: install that one first."))
        return Manifest(**given)
    except (ValueError, KeyError, TypeError) as error:
        raise NoBackup(_("The manifest of this backup cannot be read: it is damaged.")) from error


def fingerprint(key: str) -> str:
    """Tells two keys apart without giving one away (the keys are 32 random bytes: there is nothing to guess)."""
    return hashlib.sha256(b"huisheng backup " + key.encode()).hexdigest()[:16] if key else ""


def rows_by_table(connection: Connection[Any]) -> dict[str, int]:
    """Exact counts, in the snapshot of the connection's transaction."""
    tables = [name for (name,) in connection.execute(TABLES)]
    return {name: one(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))) for name in tables}


def applied_migrations(connection: Connection[Any]) -> list[str]:
    found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    return [name for (name,) in found]


def one(connection: Connection[Any], query: Any) -> Any:
    """The one value a statement gives."""
    row = connection.execute(query).fetchone()
    return row[0] if row else None
