"""What must be in place before the first request: tables, presets, static files, the demo."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

import huisheng.version
from huisheng.core.accounts.models import Staff
from huisheng.core.base.actions import note_version, record_backup
from huisheng.core.tickets.models import Ticket
from huisheng.project import health
from huisheng.project.backup import nightly
from huisheng.project.demo.load import load
from huisheng.project.presets.install import install
from huisheng.project.progress import Bar

SETUP_LOCK = 2_715_001  # advisory lock: two processes of one house never set up at the same time

Say = Callable[[str], None]


def set_up(say: Say, *, with_demo: bool, with_backup: bool = True) -> None:
    """Bring database and static files up to date; load the demo into an empty house if asked. Safe to repeat.

    A house in use is backed up before its tables change. Raises BackupFailed where that cannot be done.
    """
    with patient_and_alone():
        upgrade(say, with_backup=with_backup)
        fresh = is_empty()
        install()
        if with_demo and fresh:
            load_demo(say)
    collect_static(say)


@contextmanager
def patient_and_alone() -> Iterator[None]:
    """One process at a time, and without the time limits that requests have."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [SETUP_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SETUP_LOCK])
            cursor.execute("RESET statement_timeout; RESET lock_timeout")


def migrate(say: Say) -> None:
    """Apply what is missing: our migrations, and the table of the cache."""
    if health.pending_migrations():
        say("准备数据库 · Preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def upgrade(say: Say, *, with_backup: bool) -> Path | None:
    """Save the house, apply what is missing, note the version. Returns the backup, if one was made."""
    saved = save_before(say) if with_backup and health.pending_migrations() and is_in_use() else None
    migrate(say)
    note_version(huisheng.version.VERSION)
    if saved is not None:
        record_backup(kind="upgrade", began_at=timezone.now(), seconds=0, path=str(saved), size=saved.stat().st_size)
    return saved


def save_before(say: Say) -> Path:
    """The backup to go back to. Nothing is migrated without it, unless one says `huisheng upgrade --without-backup`."""
    moment = timezone.localtime().strftime("%Y-%m-%d-%H%M%S")
    path = nightly.folder() / f"huisheng-before-{huisheng.version.VERSION}-{moment}.tar"
    say(f"升级前先备份 · Backing up before the upgrade: {path}")
    nightly.make_safely(path)
    return path


def is_in_use() -> bool:
    """Whether there is anything to lose, asked of tables whose columns may be older than our models."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('tickets_ticket') IS NOT NULL AND to_regclass('accounts_staff') IS NOT NULL")
        (there,) = cursor.fetchone() or (False,)
        if not there:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM tickets_ticket) OR EXISTS (SELECT FROM accounts_staff)")
        (used,) = cursor.fetchone() or (False,)
    return bool(used)


def is_empty() -> bool:
    return not Staff.objects.exists() and not Ticket.objects.exists()


def load_demo(say: Say) -> None:
    """The shop of the stories, all of it or nothing."""
    say("装入演示数据 · Loading the demo …")
    with transaction.atomic():
        load(Bar(say))


def collect_static(say: Say) -> None:
    """Collect, compress and fingerprint the static files, if one of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    now = static_stamp()
    if stamp.exists() and stamp.read_text() == now:
        return
    say("整理页面文件 · Collecting static files …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(now)


def static_stamp() -> str:
    """Changes with our version and with any of our own static files."""
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(json.dumps([huisheng.version.VERSION, facts]).encode()).hexdigest()
