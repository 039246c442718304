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


SHANGHAI = ZONES[0]
plain = st.builds(
    WorkCalendar,
    st.just(SHANGHAI),
    st.dictionaries(st.integers(0, 6), intervals, min_size=1).filter(lambda weekly: any(weekly.values())),
    st.dictionaries(st.dates(date(2026, 12, 28), date(2027, 1, 4)), intervals, max_size=4),
)


def opens_at(calendar: WorkCalendar, moment: datetime) -> bool:
    """The rule of the docstring, read word by word, for one local minute."""
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        for opens, closes in calendar.intervals(day):
            begin = datetime.combine(day, opens)
            end = datetime.combine(day, closes) + (timedelta(days=0) if closes > opens else timedelta(days=1))
            if begin <= moment < end:
                return True
    return False


@settings(max_examples=40, deadline=None)
@given(plain, st.integers(0, 4 * 1440), st.integers(1, 1440))
def test_counting_agrees_with_looking_at_every_single_minute(calendar: WorkCalendar, first: int, length: int) -> None:
    start = datetime(2026, 12, 29) + timedelta(minutes=first)  # noqa: DTZ001 - local, as people read a clock
    looked_at = [start + timedelta(minutes=n) for n in range(length)]
    begin, end = (moment.replace(tzinfo=SHANGHAI) for moment in (start, start + timedelta(minutes=length)))
    assert work_minutes_between(begin, end, calendar) == sum(opens_at(calendar, one) for one in looked_at)
    assert is_open(begin, calendar) == opens_at(calendar, start)
