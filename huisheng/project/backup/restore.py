"""From a backup a house again. Its mail waits, until an admin has looked around and lets it go."""

import re
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File as Stream
from django.db import connection as django_connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import Connection

import huisheng.version
from huisheng.core.base.actions import change_setting
from huisheng.core.base.storage import put_back
from huisheng.core.channels.hold import letters_held
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.project import set_up
from huisheng.project.backup.archive import DUMP, FILES, reading
from huisheng.project.backup.manifest import Manifest, one, rows_by_table
from huisheng.project.backup.programs import Where, fitting, where_is
from huisheng.project.backup.progress import Progress, quiet
from huisheng.project.boot import is_half_restored, restoring

Say = Callable[[str], None]
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
EMPTY_SCHEMA = """
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public AUTHORIZATION pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class HouseInUse(Refused):
    code = "house_in_use"


class RestoreFailed(Refused):
    code = "restore_failed"


def restore_house(path: Path, manifest: Manifest, *, say: Say, progress: Progress = quiet) -> None:
    """Fill an empty house from a checked backup. `boot.restoring` marks the folder until all of it is there.

    Raises HouseInUse for a database that holds tickets or people or is in use, RestoreFailed for a backup of a newer
    version or server, and where the database refuses.
    """
    refuse_newer(manifest)
    where = where_is(django_connection.settings_dict)
    django_connection.close()
    with where.connect(autocommit=True) as connection:
        server = refuse_living(connection, manifest)
        with restoring(settings.HUISHENG_HOME):
            if has_tables(connection):
                connection.execute(EMPTY_SCHEMA)
            load_database(path, where, fitting("pg_restore", server), progress)
            compare(manifest, rows_by_table(connection))
            try:
                load_files(path, manifest, progress)
            except OSError as error:
                words = gettext_lazy("The stored files could not be written: %(why)s.")
                raise RestoreFailed(words % {"why": error.strerror or error}) from error
            progress.end()
            set_up.migrate(say)
            change_setting("mail.held", True, by=SYSTEM)
    for line in told(manifest):
        say(line)


def refuse_newer(manifest: Manifest) -> None:
    """A newer version number, or the same one with migrations this code has never heard of."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    theirs, ours = ordered(manifest.version), ordered(huisheng.version.VERSION)
    if theirs > ours or (theirs == ours and not known.issuperset(manifest.migrations)):
        words = gettext_lazy(
            "This backup is of Huisheng %(theirs)s, which is newer than this one (%(ours)s): install that version first."
        )
        raise RestoreFailed(words % {"theirs": manifest.version, "ours": huisheng.version.VERSION})


def ordered(version: str) -> tuple[int, ...]:
    """1.10.0 comes after 1.9.3."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def refuse_living(connection: "Connection[Any]", manifest: Manifest) -> int:
    """The server's major version. Raises HouseInUse or RestoreFailed."""
    server = int(one(connection, "SELECT current_setting('server_version_num')::int / 10000"))
    if server < manifest.server:
        words = gettext_lazy(
            "This backup is of PostgreSQL %(theirs)s, the server is %(ours)s: use %(theirs)s or newer."
        )
        raise RestoreFailed(words % {"theirs": manifest.server, "ours": server})
    if others := int(one(connection, OTHERS)):
        words = gettext_lazy("%(count)s other connections use this database: stop web and workers first.")
        raise HouseInUse(words % {"count": others})
    if has_tables(connection) and not is_half_restored(settings.HUISHENG_HOME):
        counts = rows_by_table(connection)
        tickets, people = counts.get("tickets_ticket", 0), counts.get("accounts_staff", 0)
        if tickets or people:
            words = gettext_lazy(
                "This house is in use (%(tickets)s tickets, %(people)s people) and is not overwritten: "
                "name an empty HUISHENG_HOME, or an empty database in DATABASE_URL."
            )
            raise HouseInUse(words % {"tickets": tickets, "people": people})
    return server


def has_tables(connection: "Connection[Any]") -> bool:
    return bool(one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"))


def load_database(path: Path, where: Where, program: Path, progress: Progress) -> None:
    """All of the dump or nothing of it, in one transaction. Raises RestoreFailed with pg_restore's last words."""
    command = [str(program), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(
            [*command, f"--dbname={where.conninfo}"],
            stdin=subprocess.PIPE, stdout=words, stderr=words, env=where.environment,
        ) as child:  # fmt: skip
            assert child.stdin is not None  # noqa: S101 - for the type checker
            try:
                feed(path, child.stdin, progress)
                child.stdin.close()
            except BrokenPipeError:
                pass  # it ended before the end: its words say why
            except BaseException:
                child.kill()
                raise
        words.seek(0)
        if child.returncode:
            said = " ".join(words.read().decode(errors="replace").split())[-500:]
            raise RestoreFailed(gettext_lazy("pg_restore failed: %(said)s") % {"said": said})


def feed(path: Path, pipe: IO[bytes], progress: Progress) -> None:
    progress.begin(_("Database"), 0)
    with reading(path) as members:
        for name, size, stream in members:
            if name.startswith(f"{DUMP}."):
                pipe.write(stream.read())
                progress.step(size)


def compare(manifest: Manifest, rows: dict[str, int]) -> None:
    """What is there now is what was saved, table by table."""
    if rows != manifest.rows:
        odd = sorted(name for name in rows.keys() | manifest.rows.keys() if rows.get(name) != manifest.rows.get(name))
        raise RestoreFailed(gettext_lazy("These tables differ from the backup: %(names)s") % {"names": ", ".join(odd)})


def load_files(path: Path, manifest: Manifest, progress: Progress) -> None:
    """Put every stored file back; one that is there already in its full size stays."""
    progress.begin(_("%(count)s files") % {"count": manifest.files}, manifest.files_bytes)
    with reading(path) as members:
        for name, size, stream in members:
            if name.startswith(f"{FILES}/"):
                put_back(name.rsplit("/", 1)[-1], Stream(stream), size)
                progress.step(size)


def told(manifest: Manifest) -> list[str]:
    """What the one who typed the command should know."""
    lines = [
        _("Restored: %(tickets)s tickets and %(files)s files of %(at)s (version %(version)s).")
        % {"tickets": manifest.tickets, "files": manifest.files, "at": manifest.made_at, "version": manifest.version},
        _("Mail is held: %(count)s letters wait, and no mailbox is fetched, until an admin lets mail go on the desk.")
        % {"count": letters_held()},
    ]
    if lost := len(manifest.missing):
        lines.append(_("%(count)s files were already missing when the backup was made.") % {"count": lost})
    return lines
