"""Times as people say them, in the house's local time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from huisheng.web.frame import filters

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (NOW + timedelta(hours=2, minutes=30), "今天 14:30", "today 14:30"),
        (NOW + timedelta(hours=21, minutes=30), "明天 09:30", "tomorrow 09:30"),
        (NOW - timedelta(hours=13), "昨天 23:00", "yesterday 23:00"),
        (NOW + timedelta(days=3), "11-24 12:00", "11-24 12:00"),
        (NOW - timedelta(days=365), "2025-11-21 12:00", "2025-11-21 12:00"),
    ],
)
def test_it_names_the_day_as_people_do(moment: datetime, chinese: str, english: str) -> None:
    assert filters.when(moment, NOW) == chinese
    with translation.override("en"):
        assert filters.when(moment, NOW) == english


def test_it_says_the_clock_time_alone_for_a_deadline_of_today() -> None:
    assert filters.before(NOW + timedelta(hours=2, minutes=30), NOW) == "14:30 前"
    assert filters.before(NOW + timedelta(hours=21, minutes=30), NOW) == "明天 09:30 前"
    with translation.override("en"):
        assert filters.before(NOW + timedelta(hours=2, minutes=30), NOW) == "by 14:30"


def test_it_says_a_time_in_the_least_room() -> None:
    assert filters.time_of_day(NOW + timedelta(hours=2, minutes=30), NOW) == "14:30"
    assert filters.time_of_day(NOW - timedelta(hours=13), NOW) == "11-20 23:00"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=1), "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=23), "23 小时前"),
        (timedelta(days=6), "6 天前"),
        (timedelta(days=8), "11-13 12:00"),
    ],
)
def test_it_says_how_long_ago(since: timedelta, words: str) -> None:
    assert filters.ago(NOW - since, NOW) == words


def test_it_counts_one_in_the_singular_in_english() -> None:
    with translation.override("en"):
        assert filters.ago(NOW - timedelta(hours=1), NOW) == "1 hour ago"
        assert filters.ago(NOW - timedelta(hours=2), NOW) == "2 hours ago"


def test_it_says_what_is_left() -> None:
    assert filters.left(NOW + timedelta(minutes=41), NOW) == "剩 41 分"
    assert filters.left(NOW - timedelta(hours=3), NOW) == "超 3 小时"


@pytest.mark.parametrize(
    "one", [filters.when, filters.before, filters.time_of_day, filters.ago, filters.left, filters.iso]
)
def test_it_says_nothing_about_no_moment(one: object) -> None:
    assert one(None) == ""  # type: ignore[operator]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (820, "820 B"), (3500, "3.4 KB"), (12 * 1024 * 1024, "12 MB"), (5 * 1024**4, "5120 GB")],
)
def test_it_says_sizes_short(count: int, words: str) -> None:
    assert filters.size(count) == words


def test_it_keeps_paragraphs_and_lines_and_escapes() -> None:
    assert filters.nl2p("你好\n<b>\r\n\r\n\n再见") == "<p>你好<br>&lt;b&gt;</p><p>再见</p>"
    assert filters.nl2p(None) == ""
