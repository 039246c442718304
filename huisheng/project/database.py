"""Which PostgreSQL: the one of DATABASE_URL, else the embedded one of this house."""

import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from huisheng.project import env, home

EMBEDDED = "huisheng"  # name of the role and of the database in the embedded server
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000
WAIT_S = 5  # for a connection: a page that says that the database is away must not come after ten seconds
GIVE_UP_S = 3  # of trying to connect; the next request tries at once, where the pool itself would wait ever longer
PREPARE_AFTER = 2  # times a statement is sent before the server keeps its plan


class DatabaseUnreachable(RuntimeError):
    """The server of DATABASE_URL does not let us in; the message says why."""


def is_external() -> bool:
    return bool(env.text("DATABASE_URL"))


def database_settings(home_folder: Path) -> dict[str, Any]:
    """Django's settings of the one database. Raises SettingError for a DATABASE_URL that cannot be read."""
    where = external(env.text("DATABASE_URL")) if is_external() else embedded(home.cluster_folder(home_folder))
    options = where.pop("OPTIONS", {})
    timeouts = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
    most = env.number("HUISHENG_DB_POOL", 16, least=2, most=200)
    return {
        "ENGINE": "huisheng.project.postgresql",
        **where,
        "CONN_MAX_AGE": 0,  # the pool keeps connections
        "OPTIONS": {
            "server_side_binding": True,  # with the next line: what is asked again is planned once
            "prepare_threshold": PREPARE_AFTER,
            **options,
            "options": f"{options.get('options', '')} {timeouts}".strip(),
            "pool": {"min_size": 1, "max_size": most, "timeout": WAIT_S, "reconnect_timeout": GIVE_UP_S},
            "connect_timeout": options.get("connect_timeout", 5),
        },
    }


def embedded(cluster: Path) -> dict[str, Any]:
    return {"NAME": EMBEDDED, "USER": EMBEDDED, "HOST": str(home.socket_folder(cluster)), "PORT": "5432"}


def external(url: str) -> dict[str, Any]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise env.SettingError("DATABASE_URL must begin with postgresql:// (PostgreSQL is the only database).")
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise env.SettingError(f"DATABASE_URL cannot be read: {str(error).strip()}.") from error
    if not parts.get("dbname"):
        raise env.SettingError("DATABASE_URL names no database: add /NAME at its end.")
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {name: str(parts.pop(key, "") or "") for key, name in known.items()}
    return {**named, "OPTIONS": {key: value for key, value in parts.items() if value is not None}}


def reach_external(patience_s: float = 30) -> None:
    """Wait until the server of DATABASE_URL lets us in (it may be starting, too).

    Raises DatabaseUnreachable, or SettingError for an address that cannot be read.
    """
    external(env.text("DATABASE_URL"))
    until = time.monotonic() + patience_s
    while True:
        try:
            psycopg.connect(env.text("DATABASE_URL"), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                why = " ".join(str(error).split())
                raise DatabaseUnreachable(f"The database of DATABASE_URL cannot be reached: {why}") from error
            time.sleep(1)
