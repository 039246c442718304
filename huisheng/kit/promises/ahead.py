"""Whether a named time still lies ahead, and which one to offer instead."""

import re
from datetime import datetime, time, timedelta

from huisheng.kit.worktime import WorkCalendar, open_spans

from .chinese import HALF_WIDTH, HOUR
from .due import ONE_DAY, due_of_spoken
from .find import find_promises
from .shapes import Spoken

LEAST_LEFT = timedelta(hours=2)  # who promises by 18:00 needs time to keep it
FURTHEST = 30  # days to look for one that is open
PAST_DAY = re.compile(
    rf"(?:大?前|昨)(?:天|日|晚)\s*(?:{HOUR})?|上(?:个?(?:周|星期|礼拜)[一二三四五六日天]?|个?月)"
    r"|\b(?:yesterday|last (?:night|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day))\b",
    re.IGNORECASE,
)
AHEAD = re.compile(  # rough: enough that the past one is not the only time
    r"[明后]天|[明后]日|明早|明晚|(?<!上)(?<!上个)(?:周|星期|礼拜)[一二三四五六日天]|下个?(?:周|星期|礼拜|月)|月底"
    r"|[\d一二三四五六七八九十两半]\s*个?(?:分钟|小时|天|工作日|星期|周|月)(?!前)"
    r"|\b(?:tomorrow|next|within|in \d+|(?<!last )(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
DONE = re.compile(r"已|办好|办完|刚刚?|\b(?:already|done|was|were|has been)\b", re.IGNORECASE)  # told, not promised
SURE_HOUR = re.compile(r"凌晨|早|上午|中午|noon|\b0\d:|a\.?m", re.IGNORECASE)


def is_over(text: str, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether the only time that is named is over at `now`; False where none is recognised, or one may lie ahead.

    What is told as done is no promise. An hour below twelve without its part of the day may be meant in the afternoon.
    """
    plain = text.translate(HALF_WIDTH)
    rest = PAST_DAY.sub("", plain)
    if AHEAD.search(rest) or DONE.search(rest):
        return False
    named = [one for words in (rest, f"{rest}前", f"by {rest}") for one in _hours(words, now, calendar)]
    return not any(named) if named else rest != plain


def next_deadline(now: datetime, calendar: WorkCalendar, *, least: timedelta = LEAST_LEFT) -> datetime:
    """When the house closes next with time left to keep a promise; 24 hours on where it never opens."""
    today = now.astimezone(calendar.tz).date()
    for ahead in range(FURTHEST):
        spans = open_spans(today + ahead * ONE_DAY, calendar)
        if spans and spans[-1][1] >= now + least:
            return spans[-1][1]
    return now + ONE_DAY


def _hours(words: str, now: datetime, calendar: WorkCalendar) -> list[bool]:
    """For each time of today that is named as a limit whether it lies ahead."""
    return [_is_ahead(words[one.start : one.end], one, now, calendar) for one in find_promises(words)]


def _is_ahead(words: str, one: Spoken, now: datetime, calendar: WorkCalendar) -> bool:
    if one.day.month_day is not None or due_of_spoken(one, now, calendar) is not None:
        return True
    if one.at is None or one.at >= time(12) or SURE_HOUR.search(words):
        return False
    today = now.astimezone(calendar.tz).date()
    return datetime.combine(today, one.at.replace(hour=one.at.hour + 12), calendar.tz) > now
