"""Adding and counting working time mirror each other, in any calendar and zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.kit.worktime import WorkCalendar, add_work_minutes, is_open, next_open, work_minutes_between

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Havana")]

clock_times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
intervals = st.lists(st.tuples(clock_times, clock_times), max_size=3)
near = st.dates(date(2025, 12, 1), date(2027, 2, 1))
calendars = st.builds(
    WorkCalendar,
    st.sampled_from(ZONES),
    st.dictionaries(st.integers(0, 6), intervals, min_size=1).filter(lambda weekly: any(weekly.values())),
    st.dictionaries(near, intervals, max_size=4),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=150, deadline=None)
@given(calendars, moments, st.integers(0, 60_000))
def test_adding_and_counting_are_inverse(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    end = add_work_minutes(start, minutes, calendar)
    assert work_minutes_between(start, end, calendar) == minutes
    if minutes:
        just_before = end.astimezone(UTC) - timedelta(microseconds=1)
        assert work_minutes_between(start, just_before, calendar) < minutes


@settings(max_examples=150, deadline=None)
@given(calendars, moments, st.integers(1, 60_000))
def test_taking_off_and_counting_are_inverse(calendar: WorkCalendar, end: datetime, minutes: int) -> None:
    start = add_work_minutes(end, -minutes, calendar)
    assert work_minutes_between(start, end, calendar) == minutes
    just_after = start.astimezone(UTC) + timedelta(microseconds=1)
    assert work_minutes_between(just_after, end, calendar) < minutes


@settings(max_examples=100, deadline=None)
@given(calendars, moments, moments, moments)
def test_counting_adds_up_and_openings_lose_nothing(
    calendar: WorkCalendar, a: datetime, b: datetime, c: datetime
) -> None:
    whole = work_minutes_between(a, b, calendar) + work_minutes_between(b, c, calendar)
    assert whole == pytest.approx(work_minutes_between(a, c, calendar), abs=1e-6)
    opening = next_open(a, calendar)
    assert opening.astimezone(UTC) >= a
    assert is_open(opening, calendar)
    assert work_minutes_between(a, opening, calendar) == 0
