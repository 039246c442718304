"""How well the house is saved: the last backup that worked, what is wrong with the last try, and the room that is left."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from huisheng.core.base.house import house
from huisheng.core.base.models import Backup

TOO_OLD = timedelta(hours=36)  # one night may be missed, two may not
ROOM_LEAST_MB = 500  # below this the database may stop soon
BIRTH = "SELECT min(applied) FROM django_migrations"


@dataclass(frozen=True, slots=True)
class Saved:
    """`good` is the last backup that worked, `error` what the try after it said, `overdue` that none came."""

    good: Backup | None
    error: str
    overdue: bool


def how_saved() -> Saved:
    """Three small queries. A newborn house, or one whose nightly backup is switched off, is never overdue."""
    good = Backup.objects.filter(error="").order_by("-began_at").first()
    last = Backup.objects.order_by("-began_at").first()
    late = timezone.now() - TOO_OLD
    overdue = bool(house("backup.nightly")) and (good is None or good.began_at < late) and born() < late
    return Saved(good, last.error if last else "", overdue)


def born() -> datetime:
    """When the tables of this house were made."""
    with connection.cursor() as cursor:
        cursor.execute(BIRTH)
        (first,) = cursor.fetchone() or (None,)
    return first or timezone.now()


def free_mb(folder: Path) -> int:
    """Room on the disk that holds `folder`, whether the folder is there already or not."""
    return shutil.disk_usage(folder if folder.exists() else folder.parent).free // 2**20
