"""Promised spans: when they end, and how they are read."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.durations import Unit, describe_minutes, due_after, time_left
from huisheng.kit.worktime import ALWAYS, WorkCalendar, is_open

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkCalendar(
    SHANGHAI,
    {day: [(time(9), time(12)), (time(13), time(18))] for day in range(5)},
    {date(2026, 10, 10): [(time(9), time(18))], date(2026, 12, 31): [(time(9), time(12))], date(2027, 1, 1): []},
)
ALL_DAY = ALWAYS(SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


DUE = [
    ("2026-11-23 10:00", 15, "minute", ALL_DAY, "2026-11-23 10:15"),
    ("2026-11-23 23:00", 2, "hour", ALL_DAY, "2026-11-24 01:00"),
    ("2026-11-23 17:00", 2, "hour", OFFICE, "2026-11-24 10:00"),
    ("2026-11-23 17:30", 0.5, "hour", OFFICE, "2026-11-23 18:00"),
    ("2026-11-23 10:00", 2, "work_day", OFFICE, "2026-11-25 10:00"),
    ("2026-11-20 16:30", 1, "work_day", OFFICE, "2026-11-23 16:30"),
    ("2026-11-20 18:00", 1, "work_day", OFFICE, "2026-11-24 09:00"),
    ("2026-11-21 12:00", 1, "work_day", OFFICE, "2026-11-24 09:00"),
    ("2026-11-23 12:30", 1, "work_day", OFFICE, "2026-11-24 13:00"),
    ("2026-10-09 12:00", 1, "work_day", OFFICE, "2026-10-10 13:00"),
    ("2026-12-30 16:00", 1, "work_day", OFFICE, "2026-12-31 12:00"),
    ("2026-12-30 16:00", 2, "work_day", OFFICE, "2027-01-04 16:00"),
    ("2026-11-23 10:00", 0, "work_day", OFFICE, "2026-11-23 10:00"),
    ("2026-11-21 10:00", 0, "work_day", OFFICE, "2026-11-23 09:00"),
    ("2026-11-23 10:00", 3, "work_day", ALL_DAY, "2026-11-26 10:00"),
    ("2026-11-20 20:00", 2, "natural_day", OFFICE, "2026-11-22 20:00"),
    ("2026-11-20 20:00", 0, "end_of_day", OFFICE, "2026-11-21 00:00"),
    ("2026-12-30 20:00", 1, "end_of_day", OFFICE, "2027-01-01 00:00"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "calendar", "due"), DUE)
def test_it_finds_when_a_promise_falls_due(
    start: str, amount: float, unit: Unit, calendar: WorkCalendar, due: str
) -> None:
    assert due_after(at(start), amount, unit, calendar) == at(due)


def test_days_are_those_of_the_calendar_not_of_the_caller() -> None:
    late = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # 2026-11-23 01:00 in Shanghai
    assert due_after(late, 0, "end_of_day", OFFICE) == at("2026-11-24 00:00")


def test_a_natural_day_keeps_the_clock_when_the_clocks_change() -> None:
    new_york = ALWAYS("America/New_York")
    start = datetime(2026, 3, 7, 10, 0, tzinfo=ZoneInfo("America/New_York"))
    due = due_after(start, 1, "natural_day", new_york)
    assert (due.day, due.hour) == (8, 10)
    assert due.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.parametrize(
    ("amount", "unit", "calendar"),
    [
        (-1, "minute", OFFICE),
        (1.5, "work_day", OFFICE),
        (1.5, "natural_day", OFFICE),
        (1, "fortnight", OFFICE),
        (1, "work_day", WorkCalendar(SHANGHAI, {})),
        (3, "work_day", WorkCalendar(SHANGHAI, {}, {date(2026, 11, 24): [(time(9), time(10))]})),
    ],
)
def test_it_refuses_what_never_falls_due(amount: float, unit: Unit, calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match=r".+"):
        due_after(at("2026-11-23 10:00"), amount, unit, calendar)


@pytest.mark.parametrize("unit", ["minute", "hour", "work_day", "natural_day", "end_of_day"])
def test_it_refuses_times_without_a_zone(unit: Unit) -> None:
    with pytest.raises(ValueError, match="aware"):
        due_after(datetime(2026, 11, 23, 10), 1, unit, OFFICE)  # noqa: DTZ001 - what it refuses


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)), st.integers(0, 30))  # noqa: DTZ001
def test_a_work_day_ends_while_people_work_or_as_they_leave(start: datetime, days: int) -> None:
    due = due_after(start, days, "work_day", OFFICE)
    assert due.astimezone(UTC) >= start
    assert is_open(due, OFFICE) or is_open(due - timedelta(microseconds=1), OFFICE)


SPANS = [
    (0, "0 分钟", "0 minutes"),
    (1, "1 分钟", "1 minute"),
    (15, "15 分钟", "15 minutes"),
    (120, "2 小时", "2 hours"),
    (90, "1 小时 30 分钟", "1 hour 30 minutes"),
    (1440, "1 天", "1 day"),
    (3 * 1440 + 65, "3 天 1 小时", "3 days 1 hour"),
    (-5, "0 分钟", "0 minutes"),
]


@pytest.mark.parametrize(("minutes", "chinese", "english"), SPANS)
def test_it_tells_a_span(minutes: int, chinese: str, english: str) -> None:
    assert describe_minutes(minutes) == chinese
    with translation.override("en"):
        assert describe_minutes(minutes) == english


LEFT = [
    (timedelta(minutes=12, seconds=59), "剩 12 分", "12 min left"),
    (timedelta(hours=3, minutes=50), "剩 3 小时", "3 h left"),
    (timedelta(days=2), "剩 2 天", "2 d left"),
    (timedelta(seconds=30), "剩 1 分内", "under 1 min left"),
    (timedelta(0), "剩 1 分内", "under 1 min left"),
    (timedelta(seconds=-1), "超 1 分内", "under 1 min over"),
    (timedelta(hours=-3), "超 3 小时", "3 h over"),
]


@pytest.mark.parametrize(("left", "chinese", "english"), LEFT)
def test_it_tells_the_time_left(left: timedelta, chinese: str, english: str) -> None:
    now = at("2026-11-23 10:00")
    assert time_left(now, (now + left).astimezone(UTC)) == chinese
    with translation.override("en"):
        assert time_left(now, now + left) == english


def test_time_left_needs_zones() -> None:
    with pytest.raises(ValueError, match="aware"):
        time_left(at("2026-11-23 10:00"), datetime(2026, 11, 23, 10))  # noqa: DTZ001 - what it refuses
