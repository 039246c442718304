"""Store files, change house settings."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.core.files.base import File as Stream
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base import storage
from huisheng.core.base.house import BY_KEY, HouseSetting, house
from huisheng.core.base.models import Backup, File, Setting, SettingChange
from huisheng.core.base.vault import vault
from huisheng.kit.errors import Refused
from huisheng.kit.files import BrokenFile, sniff, strip_location
from huisheng.kit.party import Party

BLOCK = 256 * 1024
VERSION_KEY = "data.version"  # beside the house's settings, but nobody sets it


class FileRefused(Refused):
    code = "file_refused"


class SettingRefused(Refused):
    code = "setting_refused"


def store_file(data: bytes, *, name: str) -> File:
    """Keep uploaded bytes once per content, location data stripped; the type is judged by content, never by name.

    Raises FileRefused for an empty, too large, unknown, dangerous or broken file.
    """
    limit = int(house("form.upload_mb"))
    if not data:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if len(data) > limit * 1024 * 1024:
        raise FileRefused(_("“%(name)s” is larger than %(limit)s MB.") % {"name": name, "limit": limit})
    kind = sniff(data, name)
    if kind is None:
        raise FileRefused(
            _("“%(name)s” is of a kind we cannot take. Photos, videos, audio, PDF, Office and text files are welcome.")
            % {"name": name}
        )
    try:
        data = strip_location(data, kind.content_type)
    except BrokenFile as error:
        raise FileRefused(_("“%(name)s” is damaged and cannot be opened.") % {"name": name}) from error
    return _keep(data, content_type=kind.content_type, family=kind.family)


def store_made(data: bytes, *, content_type: str) -> File:
    """Keep a document that the house itself made: no limit and no judgement, its kind is known."""
    return _keep(data, content_type=content_type, family="document")


def store_streamed(handle: IO[bytes], *, content_type: str, family: str) -> File:
    """Keep what the house made and what is too large to hold in memory: read twice, block by block."""
    digest, size = hashlib.sha256(), 0
    handle.seek(0)
    while block := handle.read(BLOCK):
        digest.update(block)
        size += len(block)
    handle.seek(0)
    storage.put_back(digest.hexdigest(), Stream(handle), size)
    kept = {"size": size, "content_type": content_type, "family": family}
    file, _new = File.objects.get_or_create(sha256=digest.hexdigest(), defaults=kept)
    return file


def _keep(data: bytes, *, content_type: str, family: str) -> File:
    digest = hashlib.sha256(data).hexdigest()
    storage.keep(digest, data)
    file, _new = File.objects.get_or_create(
        sha256=digest, defaults={"size": len(data), "content_type": content_type, "family": family}
    )
    return file


@transaction.atomic
def change_setting(key: str, value: Any, *, by: Party) -> None:
    """Set a house setting and write its audit row; secrets are sealed and appear in the audit as '***'.

    Raises SettingRefused for a value of another type than the default's, or out of the choices. Nothing happens when
    the value is in force already. KeyError for a key that no house has.
    """
    known = BY_KEY[key]
    before = house(key)
    _refuse_value(known, value)
    if known.secret:
        before, shown = _starred(before), _starred(value)
        value = vault().seal(str(value)).hex() if value else ""
    elif before == value:
        return
    else:
        shown = value
    Setting.objects.update_or_create(key=key, defaults={"value": value})
    record_change(key, before=before, after=shown, by=by)


@transaction.atomic
def change_settings(changes: Mapping[str, Any], *, by: Party) -> None:
    """Set several house settings, all or none. Raises like `change_setting`."""
    for key, value in changes.items():
        change_setting(key, value, by=by)


def _starred(secret: object) -> str:
    return "***" if secret else ""


def _refuse_value(known: HouseSetting, value: Any) -> None:
    label = {"label": str(known.label), "key": known.key}
    if type(value) is not type(known.default):
        raise SettingRefused(_("“%(label)s” needs a value of another kind."), **label)
    if known.choices and set(value if isinstance(value, list) else [value]) - set(known.choices):
        raise SettingRefused(_("“%(label)s” must be one of: %(choices)s."), choices=", ".join(known.choices), **label)
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise SettingRefused(_("“%(label)s” cannot be below 0."), **label)
    if isinstance(value, int) and value > known.most:
        raise SettingRefused(_("“%(label)s” is %(most)s at most."), most=known.most, **label)


def record_change(subject: str, *, before: Any, after: Any, by: Party) -> SettingChange:
    """Write one line of the audit of settings: what, before, after, who."""
    return SettingChange.objects.create(subject=subject, before=before, after=after, by_kind=by.kind, by_id=by.id)


def record_backup(*, kind: str, began_at: datetime, seconds: float, path: str, size: int, error: str = "") -> Backup:
    """Remember how a backup went: `size` in bytes, `error` in words, empty when it worked."""
    return Backup.objects.create(kind=kind, began_at=began_at, seconds=seconds, path=path, size=size, error=error)


def note_version(version: str) -> str:
    """Remember which version of the program this data belongs to; returns the one before, "" if none was noted."""
    row, _new = Setting.objects.get_or_create(key=VERSION_KEY, defaults={"value": ""})
    before = str(row.value)
    if before != version:
        Setting.objects.filter(key=VERSION_KEY).update(value=version)
    return before
