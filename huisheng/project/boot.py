"""What every entry point does before Django: load .env, make keys, hold the embedded server, set Django up."""

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from huisheng.project import env, home
from huisheng.project.database import DatabaseUnreachable, is_external, reach_external
from huisheng.project.embedded import EmbeddedPostgres
from huisheng.project.postgres_programs import EmbeddedError


def prepare() -> Path:
    """Environment and keys; returns the house's folder. Nothing is started yet."""
    env.load_file(Path(".env"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.project.settings")
    folder = env.folder("HUISHENG_HOME", home.default_home())
    home.make_keys(folder)
    return folder


def hold_database(folder: Path, *, patience_s: float = 30) -> EmbeddedPostgres | None:
    """Hold the embedded server for the life of this process; None when DATABASE_URL names another one.

    Raises EmbeddedError or DatabaseUnreachable.
    """
    if is_external():
        reach_external(patience_s)
        return None
    server = EmbeddedPostgres(home.cluster_folder(folder))
    server.acquire()
    atexit.register(server.release)
    return server


def try_database(folder: Path) -> str:
    """Hold the database if possible; the reason why it is not, for `doctor`."""
    try:
        hold_database(folder, patience_s=0)
    except (EmbeddedError, DatabaseUnreachable, OSError) as error:
        return str(error)
    return ""


@contextmanager
def house() -> Iterator[EmbeddedPostgres | None]:
    """The house with its database, for the length of a block; Django is ready inside."""
    server = hold_database(prepare())
    leaving = threading.Event()
    try:
        django.setup()
        if server is not None:
            threading.Thread(target=server.keep_running, args=[leaving], name="database keeper", daemon=True).start()
        yield server
    finally:
        leaving.set()
        if server is not None:
            server.release()
