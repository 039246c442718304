"""Make a backup of the house while it runs: one snapshot of the database, then every file that it speaks of."""

import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection as django_connection
from django.utils.translation import gettext_lazy as _
from psycopg import Connection, IsolationLevel
from psycopg import Error as DatabaseError

import huisheng.version
from huisheng.core.base.storage import path_of
from huisheng.kit.errors import Refused
from huisheng.project import home
from huisheng.project.backup.archive import DUMP, FILES, KEYS, MANIFEST, Writer, whole_or_nothing
from huisheng.project.backup.manifest import Manifest, applied_migrations, fingerprint, one, rows_by_table
from huisheng.project.backup.programs import Where, fitting, where_is
from huisheng.project.backup.progress import Progress, quiet

KEY_NAMES = ("secret", "data")
STORED = "SELECT sha256 FROM base_file ORDER BY sha256"


class BackupFailed(Refused):
    code = "backup_failed"


@dataclass(slots=True)
class Files:
    """What was found of the stored files."""

    count: int
    size: int
    missing: list[str]
    damaged: list[str]


def make_backup(path: Path, *, with_keys: bool = True, progress: Progress = quiet) -> Manifest:
    """Write the whole house into `path` (a tar, readable by its owner only), or nothing at all.

    Raises NoFittingProgram where no pg_dump fits the server, BackupFailed where the disk is full or pg_dump ends badly.
    """
    where = where_is(django_connection.settings_dict)
    try:
        with whole_or_nothing(path) as writer, snapshot(where) as taken:
            return write_house(writer, where, taken, with_keys=with_keys, progress=progress)
    except OSError as error:
        words = _("The backup could not be written to %(path)s: %(why)s.")
        raise BackupFailed(words % {"path": path, "why": error.strerror or error}) from error
    except DatabaseError as error:
        raise BackupFailed(_("The database said: %(said)s") % {"said": " ".join(str(error).split())}) from error


def snapshot(where: Where) -> "Connection[Any]":
    """A connection that sees the house as it is now, until it is closed."""
    connection = where.connect()
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    return connection


def write_house(
    writer: Writer, where: Where, taken: "Connection[Any]", *, with_keys: bool, progress: Progress
) -> Manifest:
    """Database, keys, files, manifest: in this order, so that a file the dump speaks of is never missing."""
    server = int(one(taken, "SELECT current_setting('server_version_num')::int / 10000"))
    progress.begin(_("Database"), int(one(taken, "SELECT pg_database_size(current_database())")))
    dump(writer, where, fitting("pg_dump", server), str(one(taken, "SELECT pg_export_snapshot()")), progress)
    keys = {name: home.secret_of(name, settings.HUISHENG_HOME) for name in KEY_NAMES}
    for name, key in keys.items() if with_keys else ():
        writer.put(f"{KEYS}/{name}.key", key.encode())
    files = copy_files(writer, taken, progress)
    manifest = Manifest(
        version=huisheng.version.VERSION,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        server=server,
        migrations=applied_migrations(taken),
        rows=rows_by_table(taken),
        members=dict(writer.members),
        files=files.count,
        files_bytes=files.size,
        keys={name: fingerprint(key) for name, key in keys.items()},
        with_keys=with_keys,
        missing=files.missing,
        damaged=files.damaged,
    )
    writer.put(MANIFEST, manifest.to_json(), remembered=False)
    progress.end()
    return manifest


def dump(writer: Writer, where: Where, program: Path, snapshot_id: str, progress: Progress) -> None:
    """pg_dump's own compressed format, from the snapshot, in pieces. Raises BackupFailed with its last words."""
    command = [str(program), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_id}"]
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(
            [*command, f"--dbname={where.conninfo}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, env=where.environment,
        ) as child:  # fmt: skip
            assert child.stdout is not None  # noqa: S101 - for the type checker
            try:
                writer.put_stream(DUMP, child.stdout, told=progress.step)
            except BaseException:
                child.kill()
                raise
        words.seek(0)
        if child.returncode:
            said = " ".join(words.read().decode(errors="replace").split())[-500:]
            raise BackupFailed(_("pg_dump failed: %(said)s") % {"said": said})


def copy_files(writer: Writer, taken: "Connection[Any]", progress: Progress) -> Files:
    """Every stored file of the snapshot. What is lost or damaged is named in the manifest: the rest must be saved."""
    count, size = taken.execute("SELECT count(*), coalesce(sum(size), 0)::bigint FROM base_file").fetchone() or (0, 0)
    progress.begin(_("%(count)s files") % {"count": count}, size)
    found = Files(0, 0, [], [])
    for sha256 in stored(taken):
        copied = copy_file(writer, sha256, found)
        found.count, found.size = found.count + (copied is not None), found.size + (copied or 0)
        progress.step(copied or 0)
    return found


def stored(taken: "Connection[Any]") -> Iterator[str]:
    """The names of all stored files, a few at a time."""
    with taken.cursor(name="stored_files") as cursor:
        cursor.itersize = 1_000
        cursor.execute(STORED)
        for (sha256,) in cursor:
            yield sha256


def copy_file(writer: Writer, sha256: str, found: Files) -> int | None:
    """Copy one stored file; its bytes, or None where the folder lost it."""
    storage = storages["files"]
    try:
        stream, size = storage.open(path_of(sha256), "rb"), storage.size(path_of(sha256))
    except FileNotFoundError:
        found.missing.append(sha256)
        return None
    with stream:
        if writer.put_file(f"{FILES}/{path_of(sha256)}", stream, size) != sha256:
            found.damaged.append(sha256)
    return size
