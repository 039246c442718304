"""A backup every night, kept for a week, and one of each week for a month. What fails is said to the admins."""

import re
import shutil
import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base import saved
from huisheng.core.base.actions import record_backup
from huisheng.core.base.house import house_all
from huisheng.core.base.models import Backup
from huisheng.core.channels.actions import queue_out
from huisheng.kit.errors import Refused
from huisheng.project.backup.make import BackupFailed, make_backup
from huisheng.project.backup.manifest import Manifest
from huisheng.project.chores import BELL

NIGHT = clock_time(3, 30)
AGAIN_AFTER = timedelta(hours=1)
SPARE_MB = 300  # left free for the database itself
UPGRADES_KEPT = 3
NIGHTLY = re.compile(r"^huisheng-(\d{4}-\d{2}-\d{2})\.tar$")
DATABASE_SIZE = "SELECT pg_database_size(current_database())"
FILES_SIZE = "SELECT coalesce(sum(size), 0)::bigint FROM base_file"

log = structlog.get_logger("huisheng.backup")


@app.periodic(cron="*/15 * * * *")  # of UTC: the house's own half past three is looked for in `is_due`
@app.task(
    name="project.nightly_backup", queue=BELL, queueing_lock="project.nightly_backup", lock="project.nightly_backup"
)
def nightly_backup(timestamp: int) -> None:
    """Make tonight's backup when it is due; a night the machine slept through is made up for in the morning."""
    close_old_connections()
    try:
        if is_due(timezone.localtime()):
            back_up_tonight()
    finally:
        close_old_connections()


def is_due(now: datetime) -> bool:
    """After 03:30 local time, on a house that was there before it (a newborn one has nothing to lose yet), once a day;
    after a failure again in an hour."""
    tonight = now.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    if now < tonight or not house_all()["backup.nightly"] or saved.born() > tonight:
        return False
    made = Backup.objects.filter(kind=Backup.Kind.NIGHTLY, began_at__gte=tonight)
    return not made.filter(error="").exists() and not made.filter(began_at__gt=now - AGAIN_AFTER).exists()


def back_up_tonight() -> Backup:
    """Make it, keep it, throw old ones away; a failure becomes a row, a letter to the admins and a line in doctor."""
    mail, today = house_all(), timezone.localdate()
    done = back_up(folder() / f"huisheng-{today}.tar", kind=Backup.Kind.NIGHTLY)
    if done.error:
        tell_admins(done)
    else:
        throw_away(old_ones(folder(), daily=int(mail["backup.daily"]), weekly=int(mail["backup.weekly"])))
    return done


def back_up(path: Path, *, kind: str) -> Backup:
    """Make one backup and remember how it went; whatever is refused becomes the row's error."""
    began, clock, error = timezone.now(), time.monotonic(), ""
    try:
        make_safely(path)
    except Refused as refusal:
        error = str(refusal)
        log.error("the backup failed", error=error)
    size = 0 if error else path.stat().st_size
    seconds = round(time.monotonic() - clock, 1)
    return record_backup(kind=kind, began_at=began, seconds=seconds, path=str(path), size=size, error=error)


def make_safely(path: Path) -> Manifest:
    """Refuse while there is still room, instead of filling the disk that the database needs."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in path.parent.glob("*.part"):  # of a backup that was killed
        if time.time() - left.stat().st_mtime > AGAIN_AFTER.total_seconds():
            left.unlink(missing_ok=True)
    free, needed = shutil.disk_usage(path.parent).free, expected_size() + SPARE_MB * 2**20
    if free < needed:
        words = _("Too little room for a backup in %(folder)s: %(free)s MB are free, %(needed)s MB are needed.")
        raise BackupFailed(words % {"folder": path.parent, "free": free // 2**20, "needed": needed // 2**20})
    return make_backup(path)


def expected_size() -> int:
    """Bytes, rather too many: the dump is compressed to less than half, files are stored as they are."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({DATABASE_SIZE}) / 2 + ({FILES_SIZE})")
        (size,) = cursor.fetchone() or (0,)
    return int(size)


def folder() -> Path:
    return Path(settings.HUISHENG_HOME) / "backups"


def old_ones(where: Path, *, daily: int, weekly: int) -> list[Path]:
    """The nightly backups nobody needs any more: not among the newest `daily`, nor the last of one of `weekly` weeks."""
    nights = sorted(
        ((day_of(path), path) for path in where.glob("huisheng-*.tar") if NIGHTLY.match(path.name)), reverse=True
    )
    last_of_week: dict[tuple[int, int], Path] = {}
    for day, path in nights:
        last_of_week.setdefault(day.isocalendar()[:2], path)
    kept = {path for _day, path in nights[: max(1, daily)]} | set(list(last_of_week.values())[: weekly + 1])
    upgrades = sorted(where.glob("huisheng-before-*.tar"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [path for _day, path in nights if path not in kept] + upgrades[UPGRADES_KEPT:]


def day_of(path: Path) -> date:
    match = NIGHTLY.match(path.name)
    return date.fromisoformat(match[1]) if match else date.min


def throw_away(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def tell_admins(done: Backup) -> None:
    """A letter to everybody who may change settings; the banner on their desk stays until a backup worked."""
    admins = Staff.objects.filter(is_active=True, role__rights__contains=[Right.SETTINGS]).exclude(email="")
    for admin in admins:
        with translation.override(admin.language or settings.LANGUAGE_CODE):
            text = _(
                "Last night's backup could not be made:\n\n%(error)s\n\nUntil it works again, what happened since the last one is not saved twice."
            )
            queue_out(to=admin.email, subject=_("The nightly backup failed"), text=text % {"error": done.error})
