"""Looks at everything that can be wrong and says it in one line each. Works without a database, too."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from babel.messages.mofile import read_mo, write_mo
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.base.house import house
from huisheng.core.base.queue import WAITING_TOO_LONG_S, oldest_waiting_s
from huisheng.core.base.saved import ROOM_LEAST_MB, free_mb, how_saved
from huisheng.core.channels.connectors.email.check import check_mailbox
from huisheng.core.channels.connectors.email.monitor import stops
from huisheng.core.channels.models import Mailbox
from huisheng.project import assets, health, messages
from huisheng.project.terminal import language_of_terminal

DISK_LEAST_MB = ROOM_LEAST_MB
SKEW_MOST_S = 5
HEARTBEAT_MOST_S = 60
SERVER_LEAST = 150_000  # PostgreSQL 15


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what to do if not. `grave` decides the exit code."""

    subject: str
    well: bool
    words: str
    grave: bool = True

    def __str__(self) -> str:
        mark = "✓" if self.well else ("✗" if self.grave else "!")
        return f"{mark} {self.subject}: {self.words}"


def examine(say: Callable[[str], None], trouble: str = "") -> int:
    """Say every finding; 1 when something grave is wrong, else 0. `trouble`: why the database could not be started."""
    with translation.override(language_of_terminal()):
        findings = [*look_at_machine(), *look_at_database(trouble)]
        for finding in findings:
            say(str(finding))
    return int(any(finding.grave and not finding.well for finding in findings))


# ── what needs no database
def look_at_machine() -> Iterator[Finding]:
    yield from (folder_finding(name, path) for name, path in folders().items())
    yield disk()
    yield keys()
    yield public_address()
    yield assets_present()
    yield messages_compiled()


def folders() -> dict[str, Path]:
    return {"home": settings.HUISHENG_HOME, "files": settings.HUISHENG_HOME / "files"}


def folder_finding(name: str, path: Path) -> Finding:
    subject = _("folder %(name)s") % {"name": name}
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return Finding(subject, True, str(path))
    except OSError as error:
        words = _("%(path)s cannot be written (%(why)s): change its owner or set HUISHENG_HOME.")
        return Finding(subject, False, words % {"path": path, "why": error.strerror})


def disk() -> Finding:
    free = free_mb(settings.HUISHENG_HOME)
    words = _("%(free)s MB free") % {"free": free}
    if free < DISK_LEAST_MB:
        words += " · " + _("make room: below %(least)s MB the database may stop.") % {"least": DISK_LEAST_MB}
    return Finding(pgettext("doctor", "disk"), free >= DISK_LEAST_MB, words)


def keys() -> Finding:
    if not settings.SECRET_KEY or not settings.HUISHENG_DATA_KEY:
        return Finding(
            pgettext("doctor", "keys"), False, _("missing: start `huisheng serve` once, or set HUISHENG_SECRET_KEY.")
        )
    files = [settings.HUISHENG_HOME / f"{name}.key" for name in ("secret", "data")]
    open_ones = [path.name for path in files if path.exists() and path.stat().st_mode & 0o077]
    if open_ones:
        words = _("others can read %(files)s: chmod 600.") % {"files": ", ".join(open_ones)}
        return Finding(pgettext("doctor", "keys"), False, words)
    return Finding(pgettext("doctor", "keys"), True, _("in place; keep a copy of data.key apart from the database"))


def public_address() -> Finding:
    given = bool(os.environ.get("HUISHENG_PUBLIC_URL"))
    words = (
        settings.PUBLIC_URL if given else _("HUISHENG_PUBLIC_URL is not set: links in letters lead to this machine.")
    )
    return Finding(pgettext("doctor", "public address"), given, words, grave=False)


def assets_present() -> Finding:
    folder = Path(settings.STATICFILES_DIRS[0]) / "vendor"
    missing = [name for name in (*assets.FILES.values(), "icons.svg") if not (folder / name).exists()]
    words = (
        _("missing %(files)s: run `make assets`.") % {"files": ", ".join(missing)}
        if missing
        else pgettext("doctor", "complete")
    )
    return Finding(pgettext("doctor", "page files"), not missing, words)


def messages_compiled() -> Finding:
    subject, compiled = (
        pgettext("doctor", "Chinese texts"),
        list(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.mo")),
    )
    if not compiled:
        return Finding(subject, False, _("not compiled: run `make messages`."))
    if not all(is_current(one.with_suffix(".po")) for one in compiled):
        return Finding(subject, False, _("older than their source: run `make messages`."))
    return Finding(subject, True, pgettext("doctor", "compiled"))


def is_current(source: Path) -> bool:
    """Whether the .mo beside a .po says the same; one that is newer does."""
    compiled = source.with_suffix(".mo")
    if not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime:
        return True
    fresh = BytesIO()
    write_mo(fresh, messages.load(source))
    fresh.seek(0)
    with compiled.open("rb") as file:
        return texts_of(file) == texts_of(fresh)


def texts_of(compiled: BinaryIO) -> dict[tuple[str | None, str], str]:
    """What a .mo says, but for its head."""
    return {messages.key(one): messages.text_of(one) for one in read_mo(compiled) if one.id}


# ── what the database tells
def look_at_database(trouble: str) -> Iterator[Finding]:
    if trouble:
        yield Finding(pgettext("doctor", "database"), False, " ".join(trouble.split()))
        return
    try:
        yield server_version()
        yield clock()
        pending = health.pending_migrations()
        words = _("%(count)s not applied: run `huisheng migrate`.") % {"count": len(pending)}
        yield Finding(pgettext("doctor", "tables"), not pending, words if pending else pgettext("doctor", "up to date"))
        if not pending:
            yield from look_at_queue()
            yield letters()
            yield from mailboxes()
            yield backup()
    except DatabaseError as error:
        yield Finding(pgettext("doctor", "database"), False, " ".join(str(error).split()) or type(error).__name__)


def server_version() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int, pg_size_pretty(pg_database_size(current_database()))"
        )
        version, size = cursor.fetchone() or (0, "")
    words = f"PostgreSQL {version // 10000}.{version % 10000} · {size}"
    if version < SERVER_LEAST:
        words += " · " + _("too old: use PostgreSQL 15 or newer.")
    return Finding(pgettext("doctor", "database"), version >= SERVER_LEAST, words)


def clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone() or (datetime.now(UTC),)
    skew = abs((datetime.now(UTC) - there).total_seconds())
    words = _("%(skew).1f s apart from the database") % {"skew": skew}
    if skew > SKEW_MOST_S:
        words += " · " + _("promised times will be wrong: set the clocks by NTP.")
    return Finding(pgettext("doctor", "clock"), skew <= SKEW_MOST_S, words)


def look_at_queue() -> Iterator[Finding]:
    counts, oldest = health.queue_counts(), oldest_waiting_s()
    words = _("%(todo)s due, %(doing)s running, oldest waits %(oldest)d s") % {**counts, "oldest": oldest}
    yield Finding(pgettext("doctor", "queue"), oldest <= WAITING_TOO_LONG_S, words)
    failed = counts["failed"]
    words = _("%(failed)s failed for good: see `python manage.py procrastinate shell`.") % {"failed": failed}
    yield Finding(
        pgettext("doctor", "failed jobs"), not failed, words if failed else pgettext("doctor", "none"), grave=False
    )
    yield worker()


def worker() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        (age,) = cursor.fetchone() or (None,)
    alive = age is not None and age <= HEARTBEAT_MOST_S
    words = (
        _("alive, last sign %(age)d s ago") % {"age": age or 0} if alive else _("none runs: start `huisheng serve`.")
    )
    return Finding(pgettext("doctor", "worker"), alive, words, grave=False)


def letters() -> Finding:
    host = house("mail.host")
    words = host or _("no SMTP server is set: letters stay in the console outbox.")
    return Finding(pgettext("doctor", "letters"), bool(host), words, grave=False)


def mailboxes() -> Iterator[Finding]:
    """Each mailbox is tried now, both ways."""
    for mailbox in Mailbox.objects.filter(enabled=True).select_related("channel"):
        for check in check_mailbox(mailbox):
            yield Finding(f"{mailbox.address} · {check.subject}", check.well, check.words)
    for stop in stops():
        yield Finding(pgettext("doctor", "mail"), False, stop.sentence)


def backup() -> Finding:
    state = how_saved()
    when = (
        f"{timezone.localtime(state.good.began_at):%Y-%m-%d %H:%M} · {state.good.path}" if state.good else _("none yet")
    )
    words = _("last one: %(when)s") % {"when": when}
    if state.error:
        words += " · " + _("the one after it failed: %(error)s") % {"error": state.error}
    elif state.overdue:
        words += " · " + _("too old: is a worker running at night? `huisheng backup FILE` makes one now.")
    return Finding(pgettext("doctor", "backup"), not (state.error or state.overdue), words, grave=False)
