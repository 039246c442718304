"""What the commands `backup`, `restore` and `upgrade` do and say."""

import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import huisheng.version
from huisheng.core.base.actions import VERSION_KEY, record_backup
from huisheng.core.base.models import Backup, Setting
from huisheng.kit.errors import Refused
from huisheng.project import health, home, set_up
from huisheng.project.backup.archive import check
from huisheng.project.backup.before import look_before
from huisheng.project.backup.make import make_backup
from huisheng.project.backup.manifest import Manifest
from huisheng.project.backup.progress import for_terminal
from huisheng.project.backup.restore import restore_house
from huisheng.project.terminal import language_of_terminal

Say = Callable[[str], None]
MB = 2**20


class FileThere(Refused):
    code = "file_there"


def back_up(path: Path, *, with_keys: bool, say: Say) -> None:
    """Write the house into `path`, or into a file of today inside it where it is a folder. Raises FileThere."""
    with translation.override(language_of_terminal()):
        if path.is_dir():
            path = path / f"huisheng-{timezone.localtime():%Y-%m-%d-%H%M%S}.tar"
        if path.exists():
            raise FileThere(gettext_lazy("%(path)s is there already and is not overwritten.") % {"path": path})
        began, clock = timezone.now(), time.monotonic()
        manifest = make_backup(path.absolute(), with_keys=with_keys, progress=for_terminal())
        seconds, size = round(time.monotonic() - clock, 1), path.stat().st_size
        if not health.pending_migrations():  # older data may have no such table yet
            record_backup(
                kind=Backup.Kind.BY_HAND, began_at=began, seconds=seconds, path=str(path.absolute()), size=size
            )
        for line in [f"{path}: {size / MB:.1f} MB · {seconds} s", *described(manifest)]:
            say(line)


def examine(path: Path, *, say: Say) -> None:
    """Read the whole backup and say what is in it. Raises NoBackup."""
    with translation.override(language_of_terminal()):
        for line in [_("%(path)s is whole.") % {"path": path}, *described(check(path))]:
            say(line)


def described(manifest: Manifest) -> list[str]:
    lines = [
        _("%(tickets)s tickets, %(files)s files, version %(version)s, made at %(at)s.")
        % {"tickets": manifest.tickets, "files": manifest.files, "version": manifest.version, "at": manifest.made_at},
        _("The keys are inside: whoever reads this file can read everything. It is open to its owner only; keep it so.")
        if manifest.with_keys
        else _("The keys are not inside: keep secret.key and data.key apart, or the sealed data can never be opened."),
    ]
    if manifest.missing:
        lines.append(_("Stored files that the folder had lost: %(names)s") % {"names": ", ".join(manifest.missing)})
    if manifest.damaged:
        lines.append(_("Stored files that had been damaged: %(names)s") % {"names": ", ".join(manifest.damaged)})
    return lines


def look_before_restore(path: Path, folder: Path, *, without_keys: bool) -> Manifest:
    """Check the file and take the keys out of it, before the house is opened. Settings were read before that."""
    with translation.override(language_of_terminal()):
        manifest = look_before(path, folder, without_keys=without_keys)
    settings.SECRET_KEY, settings.HUISHENG_DATA_KEY = home.secret_of("secret", folder), home.data_key(folder)
    return manifest


def restore(path: Path, manifest: Manifest, *, say: Say) -> None:
    with translation.override(language_of_terminal()):
        restore_house(path, manifest, say=say, progress=for_terminal())


def upgrade(*, with_backup: bool, say: Say) -> None:
    """Bring the data of an older version to this one, with a way back, and say all of it."""
    with translation.override(language_of_terminal()):
        pending = health.pending_migrations()
        say(_("The data is of version %(theirs)s, the program is %(ours)s.") % versions())
        if not pending:
            say(_("Nothing to do: the tables are up to date."))
        with set_up.patient_and_alone():
            saved = set_up.upgrade(say, with_backup=with_backup)
        set_up.set_up(say, with_demo=False)
        for name in pending:
            say(f"  + {name}")
        if saved is not None:
            words = _(
                "The way back: install version %(before)s and run `huisheng restore %(path)s` with an empty HUISHENG_HOME."
            )
            say(words % {"before": check(saved).version, "path": saved})


def versions() -> dict[str, str]:
    return {"theirs": noted_version() or "?", "ours": huisheng.version.VERSION}


def noted_version() -> str:
    """The version that last set this data up; empty for a house without tables."""
    if "base_setting" not in connection.introspection.table_names():
        return ""
    return str(Setting.objects.filter(key=VERSION_KEY).values_list("value", flat=True).first() or "")
