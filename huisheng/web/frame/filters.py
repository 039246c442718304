"""Words for times, sizes and texts, as Jinja2 filters. Instants are UTC; people read the house's local time."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from huisheng.kit.durations import time_left

MINUTE, HOUR, DAY = 60, 3600, 86400


def when(value: datetime | None, now: datetime | None = None) -> str:
    """A moment as people say it: "今天 14:30", "明天 09:30", "11-21 14:30", "2025-11-21 14:30"; "" for None."""
    if value is None:
        return ""
    local, today = timezone.localtime(value), timezone.localtime(now)
    clock = f"{local:%H:%M}"
    days = (local.date() - today.date()).days
    if days in {-1, 0, 1}:
        return (_("today %(time)s"), _("tomorrow %(time)s"), _("yesterday %(time)s"))[days] % {"time": clock}
    return f"{local:%m-%d} {clock}" if local.year == today.year else f"{local:%Y-%m-%d} {clock}"


def time_of_day(value: datetime | None, now: datetime | None = None) -> str:
    """A moment in the least room: "14:30" today, else "11-21 14:30"; "" for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%H:%M}" if local.date() == timezone.localtime(now).date() else f"{local:%m-%d %H:%M}"


def before(value: datetime | None, now: datetime | None = None) -> str:
    """A deadline: "14:30 前", "明天 09:30 前", "11-23 09:30 前"."""
    if value is None:
        return ""
    local, today = timezone.localtime(value), timezone.localtime(now)
    text = f"{local:%H:%M}" if local.date() == today.date() else when(value, now)
    return _("by %(time)s") % {"time": text}


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """How long since: "刚刚", "5 分钟前", "3 小时前", "2 天前"; older than a week: the date."""
    if value is None:
        return ""
    seconds = int(((now or timezone.now()) - value).total_seconds())
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", n := seconds // MINUTE) % {"n": n}
    if seconds < DAY:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", n := seconds // HOUR) % {"n": n}
    if seconds < 7 * DAY:
        return ngettext("%(n)s day ago", "%(n)s days ago", n := seconds // DAY) % {"n": n}
    return when(value, now)


def left(due: datetime | None, now: datetime | None = None) -> str:
    """What is left until `due`, or how far it is over; `clock.js` counts on from there. "" for None."""
    return "" if due is None else time_left(now or timezone.now(), due)


def size(value: int) -> str:
    """Bytes for people: "820 B", "3.4 KB", "12 MB"."""
    amount, unit = float(value), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.1f} {unit}" if unit != "B" and amount < 10 else f"{amount:.0f} {unit}"


def nl2p(text: str | None) -> Markup:
    """Plain text as paragraphs, line ends kept, everything escaped."""
    blocks = [block.strip("\n") for block in (text or "").replace("\r\n", "\n").split("\n\n")]
    lines = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks if block.strip())
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in lines)


def iso(value: datetime | None) -> str:
    """The instant for `datetime=` and `data-due=` attributes."""
    return "" if value is None else value.isoformat()
