"""What must be in place before the first request: tables, presets, static files, the demo."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

import huisheng.version
from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.project import health

SETUP_LOCK = 2_715_001  # advisory lock: two processes of one house never set up at the same time

Say = Callable[[str], None]


def set_up(say: Say, *, demo: bool) -> None:
    """Bring database and static files up to date; load the demo into an empty house if asked. Safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
        try:
            migrate(say)
            install_presets()
            if demo and is_empty():
                load_demo(say)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SETUP_LOCK])
            cursor.execute("RESET statement_timeout; RESET lock_timeout")
    connection.close()
    collect_static(say)


def migrate(say: Say) -> None:
    """Apply what is missing: our migrations, and the table of the cache."""
    if health.pending_migrations():
        say("Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def install_presets() -> None:
    from huisheng.project import presets

    presets.install()


def is_empty() -> bool:
    return not Staff.objects.exists() and not Ticket.objects.exists()


def load_demo(say: Say) -> None:
    """The shop of the stories, all of it or nothing."""
    from huisheng.project import demo

    say("Loading the demo …")
    with transaction.atomic():
        demo.load(say)


def collect_static(say: Say) -> None:
    """Collect, compress and fingerprint the static files, if one of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = static_stamp()
    if stamp.exists() and stamp.read_text() == now:
        return
    say("Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)


def static_stamp() -> str:
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps([huisheng.version.VERSION, facts]).encode()).hexdigest()
