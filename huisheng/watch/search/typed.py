"""Filters as people type them (状态:已完成, owner:lin) and the stretches of time they name. Pure."""

import re
from datetime import date, timedelta

KEYS = {
    "状态": "status", "status": "status",
    "等级": "grade", "级别": "grade", "分级": "grade", "grade": "grade",
    "渠道": "channel", "来源": "channel", "channel": "channel",
    "分类": "category", "类别": "category", "category": "category",
    "小组": "team", "组": "team", "团队": "team", "部门": "team", "team": "team",
    "负责人": "assignee", "处理人": "assignee", "跟进人": "assignee", "owner": "assignee", "assignee": "assignee",
    "时间": "time", "日期": "time", "time": "time", "date": "time",
    "附件": "file", "文件": "file", "file": "file", "has": "file",
    "客户": "customer", "customer": "customer",
}  # fmt: skip
DAYS = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
BACK = re.compile(r"(?:近|最近|last)?(\d{1,3})\s*(?:天|日|d|days?)")
MONTH = re.compile(r"(\d{4})-(\d{1,2})")
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
RANGE = re.compile(r"(?P<a>\d{4}-\d{1,2}-\d{1,2})(?:\.\.|~|至|到)(?P<b>\d{4}-\d{1,2}-\d{1,2})")
Days = tuple[date, date]  # from the first day up to, not with, the second


def split_filters(text: str) -> tuple[list[tuple[str, str]], str]:
    """The filters (name, value) of a folded text, and the words that are left. What has no known key stays a word."""
    filters: list[tuple[str, str]] = []
    words: list[str] = []
    for piece in text.split():
        key, colon, value = piece.partition(":")
        if colon and value and key in KEYS:
            filters.append((KEYS[key], value))
        else:
            words.append(piece)
    return filters, " ".join(words)


def days_of(value: str, today: date) -> Days | None:
    """今天, 昨天, 本周, 上周, 本月, 上月, 7天, 2026-11, 2026-11-20, 2026-11-01..2026-11-20; None when it is none of them."""
    if value in DAYS:
        return _one(today - timedelta(days=DAYS[value]))
    if found := BACK.fullmatch(value):
        return today - timedelta(days=max(int(found[1]) - 1, 0)), today + timedelta(days=1)
    try:
        return _named(value, today) or _dated(value)
    except ValueError:  # the 31st of February
        return None


def _dated(value: str) -> Days | None:
    if found := RANGE.fullmatch(value):
        return _day(found["a"]), _day(found["b"]) + timedelta(days=1)
    if DAY.fullmatch(value):
        return _one(_day(value))
    found = MONTH.fullmatch(value)
    return _month(date(int(found[1]), int(found[2]), 1)) if found else None


def _named(value: str, today: date) -> Days | None:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    weeks = {"本周": monday, "这周": monday, "week": monday, "上周": monday - timedelta(days=7)}
    months = {"本月": first, "这个月": first, "month": first, "上月": _before(first), "上个月": _before(first)}
    if value in weeks:
        return weeks[value], weeks[value] + timedelta(days=7)
    return _month(months[value]) if value in months else None


def _one(day: date) -> Days:
    return day, day + timedelta(days=1)


def _day(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def _month(first: date) -> Days:
    return first, (first + timedelta(days=32)).replace(day=1)


def _before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
