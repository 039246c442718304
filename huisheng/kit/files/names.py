"""File names that are safe to store, to show and to send."""

import re
import unicodedata

LONGEST = 120
FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The last part of a path without control and direction marks, at most 120 characters, its extension kept.

    Never empty, never hidden, never a device name: 图片.jpg stays, ../../.bashrc becomes bashrc.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = " ".join(FORBIDDEN.sub("", last).split()).strip(". ")
    if not plain:
        return "file"
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = plain, "", ""
    stem = stem[: LONGEST - len(dot + extension)].strip(". ") or "file"
    return f"{'_' if DEVICES.match(plain) else ''}{stem}{dot}{extension}"
