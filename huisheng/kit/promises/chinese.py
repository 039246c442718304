"""Times as people write them in Chinese."""

import re
from collections.abc import Iterator
from datetime import time

from huisheng.kit.durations import Unit

from .shapes import TODAY, Day, Spoken

HALF_WIDTH = str.maketrans("０１２３４５６７８９：", "0123456789:")
DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
UNITS: dict[str, Unit] = {
    "工作日": "work_day",
    "工作天": "work_day",
    "自然日": "natural_day",
    "天": "natural_day",
    "日": "natural_day",
    "小时": "hour",
    "钟头": "hour",
    "分钟": "minute",
}
AHEAD = {"今": 0, "明": 1, "后": 2, "大后": 3}
WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
PM = {"下午", "傍晚", "晚上", "晚"}

ACTS = r"[^。！？!?；;，,\n]{0,6}?(?:回电|答复|回复|联系|告知|告诉|通知|致电|处理好|发货|到账|解决)"
SPAN = re.compile(
    rf"(?<![\d.第月:])(?P<n>{NUMBER}|半)\s*个?(?P<half>半)?\s*(?P<unit>{'|'.join(UNITS)})\s*"
    rf"(?:之内|以内|内|之?后(?={ACTS}))"
)
DAY = (
    r"(?P<day>(?P<ahead>今|明|大后|后)(?:天|日|(?P<night>晚))"
    r"|(?P<week>本|这|下)?个?(?:周|星期|礼拜)(?P<wd>[一二三四五六日天])"
    r"|(?P<month>\d{1,2})月(?P<date>\d{1,2})[日号])"
)
HOUR = (
    rf"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*(?P<hour>{NUMBER})"
    r"(?::(?P<minute>\d{2})|\s*[点时](?:钟|(?P<minutes>\d{1,2})分?|(?P<half>半))?)"
)
BEFORE = r"\s*(?:之前|以前|前)"
AT_AN_HOUR = re.compile(rf"(?:{DAY}\s*)?(?<![\d:]){HOUR}(?:{BEFORE}|(?={ACTS}))")
BY_A_DAY = re.compile(rf"{DAY}\s*(?P<part>上午|中午)?\s*(?P<close>下班)?{BEFORE}")
IN_A_DAY = re.compile(rf"{DAY}\s*(?:之内|以内|内)")


def chinese_times(text: str) -> Iterator[Spoken]:
    """Every time that is named as a limit, whoever is to keep it."""
    plain = text.translate(HALF_WIDTH)
    for match in SPAN.finditer(plain):
        yield from _span(match)
    for match in AT_AN_HOUR.finditer(plain):
        yield from _at_an_hour(match)
    for match in BY_A_DAY.finditer(plain):
        yield from _by_a_day(match)
    for match in IN_A_DAY.finditer(plain):
        yield Spoken(*match.span(), day=_day(match), until_midnight=True)


def _span(match: re.Match[str]) -> Iterator[Spoken]:
    unit, half = UNITS[match["unit"]], bool(match["half"])
    if match["n"] != "半" and not half:
        yield Spoken(*match.span(), amount=_number(match["n"]), unit=unit)
    elif unit == "hour":  # half an hour, an hour and a half; half a day is no time
        whole = 0 if match["n"] == "半" else _number(match["n"])
        yield Spoken(*match.span(), amount=whole * 60 + 30, unit="minute")


def _at_an_hour(match: re.Match[str]) -> Iterator[Spoken]:
    hour = _number(match["hour"])
    minute = 30 if match["half"] else int(match["minute"] or match["minutes"] or 0)
    is_pm = match["part"] in PM or bool(match["day"] and match["night"]) or (match["part"] == "中午" and hour < 3)
    hour += 12 if is_pm and hour < 12 else 0
    if hour < 24 and minute < 60:
        yield Spoken(*match.span(), day=_day(match), at=time(hour, minute))


def _by_a_day(match: re.Match[str]) -> Iterator[Spoken]:
    """ "Before tomorrow" may mean today's end or tomorrow's: only its closing time, or its noon, is a time."""
    at = time(12) if match["part"] else None
    if not match["ahead"] or match["close"] or at:
        yield Spoken(*match.span(), day=_day(match), at=at)


def _day(match: re.Match[str]) -> Day:
    if not match["day"]:
        return TODAY
    if match["ahead"]:
        return Day(ahead=AHEAD[match["ahead"]])
    if match["wd"]:
        return Day(weekday=WEEKDAYS[match["wd"]], next_week=match["week"] == "下")
    return Day(month_day=(int(match["month"]), int(match["date"])))


def _number(said: str) -> int:
    if said.isdecimal():
        return int(said)
    tens, ten, ones = said.rpartition("十")
    return (DIGITS[tens] if tens else 1) * 10 * bool(ten) + (DIGITS[ones] if ones else 0)
