"""What every entry point does before Django: load .env, make keys, hold the embedded server, set Django up."""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from huisheng.project import env, home
from huisheng.project.database import is_external
from huisheng.project.embedded import EmbeddedPostgres


def prepare() -> Path:
    """Environment and keys; returns the house's folder. Nothing is started yet."""
    env.load_file(Path(".env"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.project.settings")
    folder = env.folder("HUISHENG_HOME", home.default_home())
    home.make_keys(folder)
    return folder


def hold_database(folder: Path) -> EmbeddedPostgres | None:
    """Hold the embedded server for the life of this process; None when DATABASE_URL names another one."""
    if is_external():
        return None
    server = EmbeddedPostgres(home.cluster_folder(folder))
    server.acquire()
    atexit.register(server.release)
    return server


@contextmanager
def house(*, database: bool = True) -> Iterator[None]:
    """The house with its database, for the length of a block; Django is ready inside."""
    folder = prepare()
    server = hold_database(folder) if database else None
    try:
        django.setup()
        yield
    finally:
        if server is not None:
            server.release()
