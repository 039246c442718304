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


class HalfRestored(RuntimeError):
    """A restore was broken off: what lies in the folder is no house yet."""


def prepare() -> Path:
    """Environment and keys; returns the house's folder. Nothing is started yet."""
    folder = find_home()
    home.make_keys(folder)
    return folder


def find_home() -> Path:
    """The environment read, and the house's folder, in which nothing is made."""
    env.load_file(Path(".env"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.project.settings")
    return env.folder("HUISHENG_HOME", home.default_home())


def hold_database(folder: Path, *, patience_s: float = 30) -> EmbeddedPostgres | None:
    """Hold the embedded server for the life of this process; None when DATABASE_URL names another one.

    Raises EmbeddedError or DatabaseUnreachable.
    """
    if is_external():
        reach_external(patience_s)
        return None
    server = EmbeddedPostgres(home.cluster_folder(folder))
    atexit.register(server.release)  # first: nobody is sent away between the two
    server.acquire()
    return server


def try_database(folder: Path) -> str:
    """Hold the database if possible; the reason why it is not, for `doctor`."""
    try:
        hold_database(folder, patience_s=0)
    except (EmbeddedError, DatabaseUnreachable, OSError) as error:
        return str(error)
    return ""


@contextmanager
def house(*, for_restore: bool = False) -> Iterator[EmbeddedPostgres | None]:
    """The house with its database, for the length of a block; Django is ready inside.

    Raises HalfRestored where a restore did not end, except for the restore that begins anew.
    """
    folder = prepare()
    if is_half_restored(folder) and not for_restore:
        raise HalfRestored(f"A restore into {folder} was broken off: run `huisheng restore FILE` again.")
    server = hold_database(folder)
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


def is_half_restored(folder: Path) -> bool:
    return (folder / "restoring").exists()


@contextmanager
def restoring(folder: Path) -> Iterator[None]:
    """Mark the folder until all of the block is done: a house whose restore was broken off must not open its doors."""
    mark = folder / "restoring"
    mark.touch()
    yield
    mark.unlink()
