"""Times as people write them in English."""

import re
from collections.abc import Iterator
from datetime import time

from huisheng.kit.durations import Unit

from .shapes import TODAY, Day, Spoken

NUMBERS = {
    word: n
    for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
}
UNITS: dict[str, Unit] = {"day": "natural_day", "hour": "hour", "minute": "minute", "min": "minute"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = {"today": 0, "tonight": 0, "tomorrow": 1}

SPAN = re.compile(
    rf"\b(?:within|in)(?: the next)? (?P<n>\d{{1,3}}|{'|'.join(NUMBERS)}|half an|an|a) "
    r"(?P<work>(?:business|working|work) )?(?P<unit>day|hour|minute|min)s?\b",
    re.IGNORECASE,
)
BY = re.compile(r"\b(?:by|before|no later than)(?= )", re.IGNORECASE)
DAY = re.compile(
    rf"\s(?:on )?(?:(?P<ahead>{'|'.join(AHEAD)})|(?P<next>next )?(?P<wd>{'|'.join(WEEKDAYS)}))\b", re.IGNORECASE
)
HOUR = re.compile(
    r"\s(?:at )?(?:(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>\d{1,2}):(?P<minute24>\d{2})\b|(?P<noon>noon)\b)",
    re.IGNORECASE,
)
CLOSE = re.compile(r"\s(?:the )?(?:end of (?:the |business )?(?:day|business)|close of business)\b", re.IGNORECASE)
END_OF = re.compile(r"\s(?:the )?end of(?=\s)", re.IGNORECASE)


def english_times(text: str) -> Iterator[Spoken]:
    """Every time that is named as a limit, whoever is to keep it."""
    for match in SPAN.finditer(text):
        yield from _span(match)
    for match in BY.finditer(text):
        yield from _by(text, match)


def _span(match: re.Match[str]) -> Iterator[Spoken]:
    number, unit = match["n"].lower(), UNITS[match["unit"].lower()]
    if number == "half an":
        if unit == "hour":
            yield Spoken(*match.span(), amount=30, unit="minute")
        return
    amount = int(number) if number.isdecimal() else NUMBERS.get(number, 1)
    yield Spoken(*match.span(), amount=amount, unit="work_day" if match["work"] and unit == "natural_day" else unit)


def _by(text: str, begin: re.Match[str]) -> Iterator[Spoken]:
    """ "by" and what follows: an hour, a day, the end of one, in any order that makes sense."""
    at, day, hour, closes = begin.end(), None, None, False
    if end := CLOSE.match(text, at) or END_OF.match(text, at):
        at, closes = end.end(), True
    for _part in range(2):
        if day is None and (found := DAY.match(text, at)):
            at, day = found.end(), found
        elif hour is None and not closes and (found := HOUR.match(text, at)):
            at, hour = found.end(), found
    moment = _hour(hour) if hour else None
    if (hour and not moment) or not (day or hour or (closes and CLOSE.match(text, begin.end()))):
        return
    yield Spoken(begin.start(), at, day=_day(day) if day else TODAY, at=moment)


def _hour(match: re.Match[str]) -> time | None:
    if match["noon"]:
        return time(12)
    if match["hour24"]:
        hour, minute = int(match["hour24"]), int(match["minute24"])
    else:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(match: re.Match[str]) -> Day:
    if match["ahead"]:
        return Day(ahead=AHEAD[match["ahead"].lower()])
    return Day(weekday=WEEKDAYS.index(match["wd"].lower()), next_week=bool(match["next"]))
