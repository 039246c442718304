"""The PostgreSQL that comes along: started when the first process of the house needs it, stopped by the last one.

Only the wheel's binaries are used. Every process holds a shared `flock` on a lease file for its whole life; the kernel
drops it even at kill -9, so the last one to leave always knows that it is the last.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from huisheng.project.database import EMBEDDED
from huisheng.project.home import socket_folder
from huisheng.project.postgres_programs import (
    MAJOR,
    EmbeddedError,
    explain,
    folder_value,
    is_server,
    may_enter,
    reachable_binaries,
    server_user,
    wheel_binaries,
)

WATCH_S = 2
LEAVING_S = 10  # the processes of a killed server take a moment to see that it is gone
STILL_LEAVING = "pre-existing shared memory block"
LOG_LIMIT = 20 * 1024 * 1024
COMES_BACK = (
    "starting up",
    "shutting down",
    "not yet accepting",
    "recovery",
    "too many clients",
    "remaining connection",
)
TUNING = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "wal_compression": "pglz",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "off",
    "log_min_duration_statement": "1000",
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}

log = structlog.get_logger("huisheng.database")


class EmbeddedPostgres:
    """One cluster in `folder`. `unsafe=True` gives up crash safety for speed: only for tests."""

    def __init__(self, folder: Path, *, unsafe: bool = False) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.socket = socket_folder(folder)
        self.unsafe = unsafe
        self.bin = wheel_binaries()
        self.lease: int | None = None
        self.owner = pwd.getpwuid(os.geteuid())

    # ── the two verbs
    def acquire(self) -> None:
        """Make sure the server runs and hold it until `release`. Raises EmbeddedError."""
        self.prepare_folder()
        lease = os.open(self.folder / "lease.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with locked(self.folder / "start.lock"):
            fcntl.flock(lease, fcntl.LOCK_SH)
            self.lease = lease
            try:
                self.ensure_running()
            except BaseException:
                self.leave()
                raise

    def release(self) -> None:
        """Give the server back; the last holder stops it. Safe to call twice."""
        if self.lease is None:
            return
        with locked(self.folder / "start.lock"):
            self.leave()

    def leave(self) -> None:
        """Let the lease go under the start lock; whoever turns out to be the last stops the server."""
        if self.lease is None:
            return
        try:
            fcntl.flock(self.lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self.stop()
        self.drop_lease()

    def stop(self) -> None:
        if not self.is_alive():
            return
        done = self.run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-D", self.data)
        if done.returncode:
            log.error("the database did not stop", words=done.stdout)

    def keep_running(self, stop: threading.Event) -> None:
        """Start the server again whenever it dies, until `stop` is set. Runs in a thread of the one who holds it."""
        while not stop.wait(WATCH_S):
            try:
                if not self.is_alive():
                    with locked(self.folder / "start.lock"):
                        self.refuse_vanished()
                        self.ensure_running()
            except (EmbeddedError, OSError, psycopg.Error) as error:
                log.error("the database is down", error=str(error))

    def is_alive(self) -> bool:
        """A cheap look at the process; says nothing about whether it answers."""
        try:
            return is_server(int((self.data / "postmaster.pid").read_text().split()[0]), self.data)
        except (OSError, ValueError, IndexError):
            return False

    def drop_lease(self) -> None:
        if self.lease is not None:
            os.close(self.lease)
            self.lease = None

    # ── folders and the user of the server
    def prepare_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                self.owner = server_user(self.data)
                self.folder.chmod(0o711)
                if not may_enter(self.folder, self.owner):
                    raise EmbeddedError(
                        f"The database runs as user {self.owner.pw_name}, who cannot reach {self.folder}: "
                        "choose a HUISHENG_HOME outside private folders, for example /var/lib/huisheng."
                    )
                self.bin = reachable_binaries(self.bin, self.folder, self.owner)
            elif self.folder.stat().st_uid != os.geteuid():
                raise PermissionError
        except PermissionError as error:
            raise EmbeddedError(
                f"{self.folder} belongs to somebody else: run as its owner or set HUISHENG_HOME to another folder."
            ) from error
        self.prepare_socket_folder()

    def prepare_socket_folder(self) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        state = self.socket.lstat()
        if self.socket.is_symlink() or state.st_uid not in {os.geteuid(), self.owner.pw_uid}:
            raise EmbeddedError(f"{self.socket} was made by another user: remove it or set HUISHENG_HOME elsewhere.")
        self.give(self.socket)

    def give(self, path: Path) -> None:
        """Hand a path over to the user the server runs as."""
        if os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of the wheel's tools as the server's user; its words, all of them, come back as stdout."""
        root = os.geteuid() == 0
        with tempfile.TemporaryFile("w+") as words:  # no pipe: the server would hold it open for its whole life
            done = subprocess.run(
                [str(self.bin / tool), *map(str, arguments)],
                stdin=subprocess.DEVNULL, stdout=words, stderr=words, text=True, cwd="/", check=False,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C in the terminal is ours, the server stops when we say so
                user=self.owner.pw_uid if root else None,
                group=self.owner.pw_gid if root else None,
                extra_groups=[] if root else None,
            )  # fmt: skip
            words.seek(0)
            done.stdout = words.read()
        return done

    # ── making and starting
    def ensure_running(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self.initialise()
        found = int((self.data / "PG_VERSION").read_text())
        if found != MAJOR:
            raise EmbeddedError(
                f"The data in {self.data} is of PostgreSQL {found}, this version brings {MAJOR}: "
                f"dump it with the old version (pg_dump -Fc) and restore it into an empty HUISHENG_HOME."
            )
        if not self.answers():
            self.start()
        self.ensure_database()

    def refuse_vanished(self) -> None:
        """A house that runs has data: where they are gone (a volume was unmounted) a new empty cluster would hide it."""
        if not (self.data / "PG_VERSION").exists():
            raise EmbeddedError(f"The data in {self.data} are gone: is the volume mounted?")

    def initialise(self) -> None:
        fresh = self.folder / "data.new"  # renamed when complete: a half-made cluster is never taken for a whole one
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self.give(fresh)
        done = self.run(
            "initdb", "-D", fresh, "-U", EMBEDDED, "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--data-checksums", "--text-search-config=simple",
            "--auth-local=peer", "--auth-host=reject", *(["--no-sync"] if self.unsafe else []),
        )  # fmt: skip
        if done.returncode:
            raise EmbeddedError(explain(f"The database could not be made in {self.folder}.", done.stdout))
        users = {self.owner.pw_name, "root"}
        self.write(fresh / "pg_hba.conf", "local all all peer map=house\n")
        self.write(fresh / "pg_ident.conf", "".join(f"house {user} {EMBEDDED}\n" for user in sorted(users)))
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'house.conf'\n")
        fresh.rename(self.data)

    def write(self, path: Path, content: str) -> None:
        path.write_text(content)
        self.give(path)

    def start(self) -> None:
        self.forget_dead_server()
        tuning = TUNING | (UNSAFE if self.unsafe else {}) | {"unix_socket_directories": folder_value(self.socket)}
        self.write(self.data / "house.conf", "".join(f"{name} = {value}\n" for name, value in tuning.items()))
        self.open_log()
        until = time.monotonic() + LEAVING_S
        while True:
            said_before = self.log.stat().st_size
            done = self.run("pg_ctl", "start", "-w", "-t", "300", "-D", self.data, "-l", self.log)
            if not done.returncode:
                return
            with self.log.open(errors="replace") as words:
                words.seek(said_before)
                last_words = words.read()[-1500:]
            if STILL_LEAVING not in last_words or time.monotonic() > until:
                raise EmbeddedError(explain("The database did not start.", f"{done.stdout}\n{last_words}"))
            time.sleep(0.2)

    def open_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.log.touch(mode=0o600)
        self.give(self.log)

    def forget_dead_server(self) -> None:
        """Remove what a killed server left behind, unless the process it names is really our server."""
        left = self.data / "postmaster.pid"
        if left.exists() and not is_server(int(left.read_text().split()[0]), self.data):
            left.unlink()
            for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
                (self.socket / name).unlink(missing_ok=True)

    def answers(self, patience_s: float = 300) -> bool:
        """Whether our server answers; one that is starting or stopping is waited for."""
        until = time.monotonic() + patience_s
        while True:
            try:
                with self.connect("postgres") as connection:
                    row = connection.execute("SHOW data_directory").fetchone()
                    return row is not None and Path(row[0]) == self.data
            except psycopg.OperationalError as error:
                if not any(word in str(error) for word in COMES_BACK) or time.monotonic() > until:
                    return False
                time.sleep(0.1)

    def ensure_database(self) -> None:
        with self.connect("postgres") as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [EMBEDDED]).fetchone():
                connection.execute(f"CREATE DATABASE {EMBEDDED}")

    def connect(self, database: str = EMBEDDED) -> psycopg.Connection[tuple[Any, ...]]:
        where = make_conninfo(host=str(self.socket), port=5432, user=EMBEDDED, dbname=database, connect_timeout=5)
        return psycopg.connect(where, autocommit=True)


class locked:  # noqa: N801 - reads like a verb in `with locked(path)`
    """Hold an exclusive lock on a file for the length of a block."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def stop_on_sigterm() -> None:
    """Let SIGTERM end the process through `finally` and `atexit`, so that the lease is given back."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
