"""When and which: dates, Message-IDs, references."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from huisheng.kit.mail import bounds
from huisheng.kit.mail.fields import raw_text

IDS = re.compile(r"<([^<>]{1,2000})>")
NUMBERS = re.compile(
    r"(?P<year>[12]\d{3})\D{1,2}(?P<month>\d{1,2})\D{1,2}(?P<day>\d{1,2})"
    r"(?:\D{1,8}(?P<hour>\d{1,2})\D(?P<minute>\d{1,2})(?:\D(?P<second>\d{1,2}))?(?:\.\d+)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
EARLIEST = 1970


def read_date(value: bytes) -> datetime | None:
    """The moment in UTC; a date without a zone is taken as UTC; None when it is no date."""
    text = re.sub(r"\s+", " ", re.sub(r"\([^()]*\)", " ", raw_text(value)[:200])).strip()
    try:
        readings = (_numbers, _rfc) if re.match(r"[12]\d{3}\D", text) else (_rfc, _numbers)
        moment = next((found for read in readings if (found := read(text))), None)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment if moment and moment.year >= EARLIEST else None


def _rfc(text: str) -> datetime | None:
    parts = parsedate_tz(text)
    if not parts or not parts[0]:
        return None
    try:
        local = datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=parts[9] or 0)))
    except ValueError:
        return None
    return local.astimezone(UTC)


def _numbers(text: str) -> datetime | None:
    """2024-03-05 15:21:33 +0800, 2024年3月5日 15:21 and the like."""
    found = NUMBERS.search(text)
    if not found:
        return None
    zone = re.sub(r"\D", "", found["zone"] or "") or "0000"
    offset = timedelta(hours=int(zone[:2]), minutes=int(zone[2:])) * (
        -1 if (found["zone"] or "").startswith("-") else 1
    )
    parts = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    return datetime(*parts, tzinfo=timezone(offset)).astimezone(UTC)  # type: ignore[misc, arg-type]


def read_ids(value: bytes) -> tuple[str, ...]:
    """Message-IDs in their brackets, each once, in order; the oldest and the newest when there are too many."""
    text = raw_text(value)
    found = IDS.findall(text) or [word.strip("<>,;") for word in text.split() if "@" in word]
    ids = dict.fromkeys(made for said in found if (made := _bracketed(said)))
    kept = list(ids)
    return tuple(kept if len(kept) <= bounds.REFERENCES else [kept[0], *kept[1 - bounds.REFERENCES :]])


def read_id(value: bytes) -> str:
    """One Message-ID, also when it lacks its brackets or its @."""
    found = read_ids(value)
    return found[0] if found else _bracketed(raw_text(value).strip("<>"))


def _bracketed(said: str) -> str:
    plain = re.sub(r"[\s\x00-\x1f\x7f]+", "", said)
    return f"<{plain[: bounds.MESSAGE_ID - 2]}>" if plain else ""
