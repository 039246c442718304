"""What is read of a mail before it is parsed: its Message-ID, and whether two copies are one mail."""

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

HEAD = 256 * 1024  # bytes in which the header is looked for
LONGEST_ID = 250
LONGEST_IN_KEY = 150
ID_LINE = re.compile(rb"^message-id[ \t]*:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
DATE_LINE = re.compile(rb"^date[ \t]*:([^\r\n]{0,100})", re.IGNORECASE | re.MULTILINE)
BRACKETED = re.compile(rb"<[^<>\s]{1,900}>")
BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")


def message_id_of(raw: bytes) -> str:
    """The Message-ID with its brackets, "" where there is none worth the name."""
    found = ID_LINE.search(BLANK_LINE.split(raw[:HEAD], maxsplit=1)[0])
    bracketed = BRACKETED.search(found[1]) if found else None
    return kept_id(bracketed[0].decode("ascii", "replace")) if bracketed else ""


def date_of(header: bytes) -> datetime | None:
    """When the mail says it was written, None where it says nothing sensible."""
    found = DATE_LINE.search(header)
    try:
        told = parsedate_to_datetime(found[1].decode("ascii", "replace").strip()) if found else None
    except (ValueError, TypeError, IndexError):
        return None
    return told.replace(tzinfo=told.tzinfo or UTC) if told else None


def kept_id(message_id: str) -> str:
    """As it is stored and looked up: a monstrous one by its hash."""
    clean = message_id.strip().replace("\x00", "")
    return clean if len(clean) <= LONGEST_ID else f"<{hashlib.sha256(clean.encode()).hexdigest()}@long>"


def item_key(message_id: str, sha256: str, *, other: bool = False) -> str:
    """What makes a mail one item of its channel. `other`: the same Message-ID with other content."""
    if not message_id:
        return f"mail:{sha256}"
    known = message_id
    if len(known) > LONGEST_IN_KEY:
        known = hashlib.sha256(known.encode()).hexdigest()
    return f"mail:{known}:{sha256[:32]}" if other else f"mail:{known}"


def is_like(one: bytes, other: bytes) -> bool:
    """Whether two copies differ only in what servers wrote above them: the same body, byte for byte."""
    return _body(one) == _body(other)


def _body(raw: bytes) -> bytes:
    parts = BLANK_LINE.split(raw, maxsplit=1)
    return b"\n".join(parts[1].split()) if len(parts) > 1 else b""
