"""The migrated database that test databases are copied from: migrations run once for a set of them, not once a worker."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).resolve().parent.parent / "huisheng"
PREFIX = "huisheng_template_"
MAKING = f"{PREFIX}making"
LOCK = 4_815_162  # any number that nobody else takes: one worker makes it, the others wait


def use_template() -> str:
    """Make the template of today's migrations unless it is there, and let new test databases be copied from it.

    Returns its name. One that is half made has another name, and those of other migrations are dropped.
    """
    name, own = PREFIX + fingerprint(), connection.settings_dict["TEST"]
    with _alone() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        if name not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            _migrate(own)
            cursor.execute(f'ALTER DATABASE "{MAKING}" RENAME TO "{name}"')
    own["TEMPLATE"] = name
    return name


def fingerprint() -> str:
    """Of the names and texts of all our migrations, and of the libraries' versions, which have migrations too."""
    texts = hashlib.sha256()
    for path in (*sorted(ROOT.rglob("migrations/*.py")), *sorted(ROOT.parent.glob("requirements/*.lock"))):
        texts.update(f"{path.relative_to(ROOT.parent)}\0".encode() + path.read_bytes())
    return texts.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


def _migrate(own: dict[str, str]) -> None:
    """Django's own making of a test database, under another name; the connection is as before afterwards."""
    wanted, main = own["NAME"], connection.settings_dict["NAME"]
    own["NAME"] = MAKING
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        own["NAME"] = wanted
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = main
