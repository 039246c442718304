"""Working hours as people write them: "09:00-12:00 13:00-18:00". Pure."""

import re
from datetime import time

from django.utils.translation import gettext_lazy as _

from .errors import CalendarRefused

Spans = list[list[str]]
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})")
CLOSED = {"", "休", "休息", "放假", "closed", "off"}


def read_spans(text: str) -> Spans:
    """[["09:00", "12:00"], …] from "9:00-12:00 13:00-18:00"; empty or "休" is closed, "00:00-24:00" the whole day.

    Raises CalendarRefused for anything else, and for an interval of no length.
    """
    text = text.strip()
    if text.lower() in CLOSED:
        return []
    found = [_span(*match.groups()) for match in SPAN.finditer(text)]
    if not found or SPAN.sub("", text).strip(" ,;、，；\t"):
        raise CalendarRefused(_("“%(text)s” are no hours. Write for example 09:00-12:00 13:00-18:00."), text=text)
    return found


def _span(*parts: str) -> list[str]:
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in parts)
    try:
        start = time(start_hour, start_minute)
        end = time(0) if (end_hour, end_minute) == (24, 0) else time(end_hour, end_minute)
    except ValueError as error:
        wrong = f"{parts[0]}:{parts[1]}-{parts[2]}:{parts[3]}"
        raise CalendarRefused(_("“%(text)s” is no time of day."), text=wrong) from error
    if start == end != time(0):
        raise CalendarRefused(_("“%(text)s” has no length."), text=f"{start:%H:%M}-{end:%H:%M}")
    return [f"{start:%H:%M}", f"{end:%H:%M}"]


def write_spans(spans: Spans) -> str:
    """The hours as people write them; "" for closed. The whole day reads 00:00-24:00."""
    return " ".join(f"{start}-{'24:00' if end == '00:00' else end}" for start, end in spans)


def check_spans(spans: Spans) -> Spans:
    """The same intervals in their stored form. Raises CalendarRefused."""
    return read_spans(" ".join("-".join(span) for span in spans))
