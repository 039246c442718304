"""A time that is over is known as such, and another one is offered."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.promises import is_over, next_deadline
from huisheng.kit.worktime import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_SHIFT = [(time(9), time(12)), (time(13), time(18))]
OFFICE = WorkCalendar(SHANGHAI, dict.fromkeys(range(5), DAY_SHIFT), {})
EVENING = datetime(2026, 11, 25, 20, 30, tzinfo=SHANGHAI)  # a Wednesday


@pytest.mark.parametrize(
    "timing",
    [
        "昨天 18:00 前",
        "昨天下午3点前",
        "昨天",
        "前天送到",
        "上周五前",
        "昨晚8点",
        "今天 18:00 前",
        "今天18点前",
        "今天 18:00",
        "今天下午六点",
        "18:00 前",
        "今天下班前",
        "今天上午",
        "今天 09:30 前",
        "今天１８：００前送到",
        "yesterday",
        "by yesterday 6 pm",
        "by 6 pm",
        "today 18:00",
        "before 16:00",
    ],
)
def test_a_time_that_is_over_is_known(timing: str) -> None:
    assert is_over(timing, EVENING, OFFICE)


@pytest.mark.parametrize(
    "timing",
    [
        "当面交付",
        "已经办好",
        "今天 16:20 已致电",
        "昨天已补发",
        "done yesterday",
        "明天 18:00 前",
        "今天 21:00 前",
        "今晚10点前",
        "今天 9点前",
        "今天 18:00 前寄出，明天送到",
        "昨天已寄出，后天送到",
        "昨天下单的，3天内送到",
        "今天之内",
        "3 个工作日内",
        "周五 18:00 前送到",
        "本周三之前",
        "11月30日前",
        "3 天前下单，今天 22:00 前送到",
        "尽快，最晚明天中午",
        "tomorrow by 12:00",
        "by 11 pm",
        "by Friday",
        "within 3 days",
        "shipped yesterday, there by Friday",
        "",
    ],
)
def test_a_time_ahead_and_words_without_one_are_fine(timing: str) -> None:
    assert not is_over(timing, EVENING, OFFICE)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("25 10:00", "25 18:00"),
        ("25 16:00", "25 18:00"),
        ("25 16:01", "26 18:00"),
        ("25 23:00", "26 18:00"),
        ("27 17:00", "30 18:00"),  # a Friday
        ("28 09:00", "30 18:00"),
    ],
)
def test_the_next_deadline_leaves_time_to_keep_it(now: str, due: str) -> None:
    at = datetime.strptime(f"2026-11-{now}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    assert f"{next_deadline(at, OFFICE):%d %H:%M}" == due


def test_a_house_that_never_opens_has_a_day() -> None:
    assert next_deadline(EVENING, WorkCalendar(SHANGHAI, {}, {})) == EVENING.replace(day=26)
