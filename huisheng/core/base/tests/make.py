"""Small, real files for tests, and a look into the audit."""

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image

from huisheng.core.base.models import SettingChange


def make_photo(*, gps: bool = False, colour: str = "red", size: int = 8, kind: str = "JPEG") -> bytes:
    """A picture of one colour; `gps` writes a place and a camera into it."""
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "Camera of Liu"
        exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    picture, out = Image.new("RGB", (size, size), colour), io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of the audit."""

    subject: str
    before: Any
    after: Any
    by_id: int | None


def last_change() -> Seen:
    """The newest line of the audit."""
    change = SettingChange.objects.latest("id")
    return Seen(change.subject, change.before, change.after, change.by_id)
