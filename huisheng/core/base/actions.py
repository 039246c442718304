"""Store files, change house settings."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base import storage
from huisheng.core.base.house import BY_KEY, house
from huisheng.core.base.models import File, Setting, SettingChange
from huisheng.core.base.vault import vault
from huisheng.kit.errors import Refused
from huisheng.kit.files import BrokenFile, sniff, strip_location
from huisheng.kit.party import Party


class FileRefused(Refused):
    code = "file_refused"


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
    digest = hashlib.sha256(data).hexdigest()
    storage.keep(digest, data)
    file, _new = File.objects.get_or_create(
        sha256=digest, defaults={"size": len(data), "content_type": kind.content_type, "family": kind.family}
    )
    return file


@transaction.atomic
def change_setting(key: str, value: Any, *, by: Party) -> None:
    """Set a house setting and write its audit row; secrets are sealed and appear in the audit as '***'."""
    known = BY_KEY[key]
    before = house(key)
    if known.secret and value:
        value = vault().seal(str(value)).hex()
    Setting.objects.update_or_create(key=key, defaults={"value": value})
    shown = ("***", "***") if known.secret else (before, value)
    record_change(key, before=shown[0], after=shown[1], by=by)


def record_change(subject: str, *, before: Any, after: Any, by: Party) -> SettingChange:
    """Write one line of the audit of settings: what, before, after, who."""
    return SettingChange.objects.create(subject=subject, before=before, after=after, by_kind=by.kind, by_id=by.id)
