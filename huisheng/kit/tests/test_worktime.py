"""Working time: tables of instants, the mirror between its two functions, and what it refuses."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.worktime import (
    ALWAYS,
    WHOLE_DAY,
    WorkCalendar,
    add_work_minutes,
    is_open,
    is_work_day,
    next_open,
    open_spans,
    work_minutes_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = (time(9), time(12)), (time(13), time(18))
NIGHT = (time(22), time(6))

OFFICE = WorkCalendar(
    SHANGHAI,
    {day: [MORNING, AFTERNOON] for day in range(5)},
    {
        date(2026, 10, 1): [],  # 国庆
        date(2026, 10, 2): [],
        date(2026, 10, 5): [],
        date(2026, 10, 6): [],
        date(2026, 10, 7): [],
        date(2026, 10, 10): [MORNING, AFTERNOON],  # 调休 Saturday
        date(2026, 12, 31): [MORNING],  # half a day
        date(2027, 1, 1): [],
    },
)
NIGHTS = WorkCalendar(SHANGHAI, {day: [NIGHT] for day in range(5)}, {date(2026, 11, 25): []})
ALL_DAY = ALWAYS(SHANGHAI)
WEEKEND = WorkCalendar(SHANGHAI, {5: WHOLE_DAY, 6: WHOLE_DAY})
CALENDARS = {"office": OFFICE, "nights": NIGHTS, "always": ALL_DAY, "weekend": WEEKEND}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# calendar, start, minutes, end. 2026-11-23 is a Monday.
SUMS = [
    # within one span
    ("office", "2026-11-23 09:00", 1, "2026-11-23 09:01"),
    ("office", "2026-11-23 09:00", 180, "2026-11-23 12:00"),
    ("office", "2026-11-23 10:30", 45, "2026-11-23 11:15"),
    ("office", "2026-11-23 13:00", 300, "2026-11-23 18:00"),
    ("office", "2026-11-23 09:00:30", 15, "2026-11-23 09:15:30"),
    # over lunch
    ("office", "2026-11-23 11:45", 15, "2026-11-23 12:00"),
    ("office", "2026-11-23 11:45", 16, "2026-11-23 13:01"),
    ("office", "2026-11-23 11:59", 121, "2026-11-23 15:00"),
    ("office", "2026-11-23 12:00", 1, "2026-11-23 13:01"),
    ("office", "2026-11-23 12:30", 30, "2026-11-23 13:30"),
    ("office", "2026-11-23 09:00", 480, "2026-11-23 18:00"),
    # closing time is due then, the next minute is the next morning's
    ("office", "2026-11-23 17:00", 60, "2026-11-23 18:00"),
    ("office", "2026-11-23 17:00", 61, "2026-11-24 09:01"),
    ("office", "2026-11-23 18:00", 1, "2026-11-24 09:01"),
    ("office", "2026-11-23 20:00", 60, "2026-11-24 10:00"),
    ("office", "2026-11-23 07:00", 60, "2026-11-23 10:00"),
    ("office", "2026-11-23 09:00", 960, "2026-11-24 18:00"),
    # the weekend
    ("office", "2026-11-20 17:30", 30, "2026-11-20 18:00"),
    ("office", "2026-11-20 17:30", 31, "2026-11-23 09:01"),
    ("office", "2026-11-21 12:00", 60, "2026-11-23 10:00"),
    ("office", "2026-11-22 23:59", 1, "2026-11-23 09:01"),
    ("office", "2026-11-18 16:00", 4 * 480, "2026-11-24 16:00"),
    # holiday week and the Saturday worked for it
    ("office", "2026-09-30 17:00", 61, "2026-10-08 09:01"),
    ("office", "2026-10-03 10:00", 60, "2026-10-08 10:00"),
    ("office", "2026-10-09 17:00", 120, "2026-10-10 10:00"),
    ("office", "2026-10-10 17:59", 2, "2026-10-12 09:01"),
    ("office", "2026-09-30 09:00", 4 * 480, "2026-10-10 18:00"),
    # the half day and the turn of the year
    ("office", "2026-12-31 11:00", 60, "2026-12-31 12:00"),
    ("office", "2026-12-31 11:00", 61, "2027-01-04 09:01"),
    ("office", "2026-12-30 17:00", 240, "2026-12-31 12:00"),
    ("office", "2026-12-31 13:00", 480, "2027-01-04 18:00"),
    ("office", "2026-12-25 09:00", 480 * 4 + 180, "2026-12-31 12:00"),
    # nothing to add stays where it is, even when closed
    ("office", "2026-11-21 12:00", 0, "2026-11-21 12:00"),
    ("office", "2026-11-23 10:00", 0, "2026-11-23 10:00"),
    # night shifts belong to the day they begin on
    ("nights", "2026-11-23 22:00", 480, "2026-11-24 06:00"),
    ("nights", "2026-11-23 23:00", 120, "2026-11-24 01:00"),
    ("nights", "2026-11-24 05:30", 60, "2026-11-24 22:30"),
    ("nights", "2026-11-24 12:00", 1, "2026-11-24 22:01"),
    ("nights", "2026-11-24 23:00", 420, "2026-11-25 06:00"),
    ("nights", "2026-11-24 23:00", 421, "2026-11-26 22:01"),
    ("nights", "2026-11-27 23:00", 420, "2026-11-28 06:00"),
    ("nights", "2026-11-28 05:00", 61, "2026-11-30 22:01"),
    ("nights", "2026-11-23 03:00", 10, "2026-11-23 22:10"),
    # day and night
    ("always", "2026-11-23 23:50", 15, "2026-11-24 00:05"),
    ("always", "2026-12-31 23:59", 2, "2027-01-01 00:01"),
    ("always", "2026-11-23 10:00", 1440, "2026-11-24 10:00"),
    ("always", "2026-11-23 10:00", 525_600, "2027-11-23 10:00"),
    # whole days that touch
    ("weekend", "2026-11-21 23:00", 120, "2026-11-22 01:00"),
    ("weekend", "2026-11-22 23:00", 60, "2026-11-23 00:00"),
    ("weekend", "2026-11-22 23:00", 61, "2026-11-28 00:01"),
    ("weekend", "2026-11-23 08:00", 2880, "2026-11-30 00:00"),
]


@pytest.mark.parametrize(("calendar", "start", "minutes", "end"), SUMS)
def test_it_adds_working_minutes(calendar: str, start: str, minutes: int, end: str) -> None:
    assert add_work_minutes(at(start), minutes, CALENDARS[calendar]) == at(end)


@pytest.mark.parametrize(("calendar", "start", "minutes", "end"), SUMS)
def test_it_counts_back_what_it_added(calendar: str, start: str, minutes: int, end: str) -> None:
    assert work_minutes_between(at(start), at(end), CALENDARS[calendar]) == minutes
    assert work_minutes_between(at(end), at(start), CALENDARS[calendar]) == -minutes


COUNTS = [
    ("office", "2026-11-23 00:00", "2026-11-24 00:00", 480),
    ("office", "2026-11-23 00:00", "2026-11-30 00:00", 5 * 480),
    ("office", "2026-11-23 12:00", "2026-11-23 13:00", 0),
    ("office", "2026-11-21 00:00", "2026-11-23 09:00", 0),
    ("office", "2026-10-01 00:00", "2026-10-08 00:00", 0),
    ("office", "2026-10-01 00:00", "2026-11-01 00:00", 18 * 480),
    ("office", "2026-12-31 00:00", "2027-01-02 00:00", 180),
    ("office", "2026-01-01 00:00", "2027-01-01 00:00", 257 * 480 - 300),
    ("nights", "2026-11-24 00:00", "2026-11-25 00:00", 480),
    ("nights", "2026-11-25 00:00", "2026-11-26 00:00", 360),
    ("nights", "2026-11-25 22:00", "2026-11-26 06:00", 0),
    ("weekend", "2026-11-23 00:00", "2026-11-28 00:00", 0),
    ("weekend", "2026-11-20 00:00", "2026-11-24 00:00", 2880),
    ("always", "2026-11-23 10:00", "2026-11-23 10:00", 0),
]


@pytest.mark.parametrize(("calendar", "start", "end", "minutes"), COUNTS)
def test_it_counts_working_minutes(calendar: str, start: str, end: str, minutes: int) -> None:
    assert work_minutes_between(at(start), at(end), CALENDARS[calendar]) == minutes


BACK = [
    ("office", "2026-11-23 10:00", 60, "2026-11-23 09:00"),
    ("office", "2026-11-23 10:00", 61, "2026-11-20 17:59"),
    ("office", "2026-11-23 13:30", 60, "2026-11-23 11:30"),
    ("office", "2026-11-21 12:00", 480, "2026-11-20 09:00"),
    ("office", "2026-10-08 09:30", 60, "2026-09-30 17:30"),
    ("nights", "2026-11-24 01:00", 180, "2026-11-23 22:00"),
    ("always", "2026-11-23 00:05", 10, "2026-11-22 23:55"),
]


@pytest.mark.parametrize(("calendar", "end", "minutes", "start"), BACK)
def test_it_takes_working_minutes_off(calendar: str, end: str, minutes: int, start: str) -> None:
    assert add_work_minutes(at(end), -minutes, CALENDARS[calendar]) == at(start)


OPENINGS = [
    ("office", "2026-11-23 08:59", "2026-11-23 09:00"),
    ("office", "2026-11-23 09:00", "2026-11-23 09:00"),
    ("office", "2026-11-23 11:59:59", "2026-11-23 11:59:59"),
    ("office", "2026-11-23 12:00", "2026-11-23 13:00"),
    ("office", "2026-11-23 18:00", "2026-11-24 09:00"),
    ("office", "2026-11-20 18:00", "2026-11-23 09:00"),
    ("office", "2026-10-01 09:00", "2026-10-08 09:00"),
    ("office", "2026-10-09 18:00", "2026-10-10 09:00"),
    ("office", "2026-12-31 12:00", "2027-01-04 09:00"),
    ("nights", "2026-11-28 02:00", "2026-11-28 02:00"),
    ("nights", "2026-11-28 06:00", "2026-11-30 22:00"),
    ("always", "2026-11-23 03:00", "2026-11-23 03:00"),
    ("weekend", "2026-11-23 00:00", "2026-11-28 00:00"),
]


@pytest.mark.parametrize(("calendar", "moment", "opening"), OPENINGS)
def test_it_finds_the_next_opening(calendar: str, moment: str, opening: str) -> None:
    found = next_open(at(moment), CALENDARS[calendar])
    assert found == at(opening)
    assert is_open(found, CALENDARS[calendar])
    assert is_open(at(moment), CALENDARS[calendar]) == (moment == opening)


def test_it_counts_overlapping_and_touching_intervals_once() -> None:
    calendar = WorkCalendar(
        SHANGHAI, {0: [(time(9), time(12)), (time(11), time(14)), (time(14), time(15))], 1: [NIGHT]}
    )
    assert work_minutes_between(at("2026-11-23 00:00"), at("2026-11-24 00:00"), calendar) == 360
    assert len(open_spans(date(2026, 11, 23), calendar)) == 1


def test_a_night_shift_does_not_count_twice_with_the_next_morning() -> None:
    calendar = WorkCalendar(SHANGHAI, {0: [NIGHT], 1: [(time(5), time(9))]})
    assert work_minutes_between(at("2026-11-23 22:00"), at("2026-11-24 09:00"), calendar) == 11 * 60


def test_an_interval_that_ends_when_it_starts_lasts_a_day() -> None:
    calendar = WorkCalendar(SHANGHAI, {0: [(time(9), time(9))]})
    assert add_work_minutes(at("2026-11-23 09:00"), 1440, calendar) == at("2026-11-24 09:00")


def test_it_reads_zones_by_name_and_answers_in_the_calendar_zone() -> None:
    calendar = WorkCalendar("Asia/Shanghai", {0: [MORNING]})  # type: ignore[arg-type]
    due = add_work_minutes(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 30, calendar)
    assert due.isoformat() == "2026-11-23T09:30:00+08:00"
    assert ALWAYS("Asia/Shanghai") == ALL_DAY


def test_it_opens_by_overrides_alone_and_says_when_none_is_left() -> None:
    calendar = WorkCalendar(SHANGHAI, {}, {date(2026, 11, 23): [MORNING], date(2027, 5, 1): [MORNING]})
    assert add_work_minutes(at("2026-11-23 11:00"), 61, calendar) == at("2027-05-01 09:01")
    assert next_open(at("2026-11-24 00:00"), calendar) == at("2027-05-01 09:00")
    with pytest.raises(ValueError, match="does not open"):
        next_open(at("2027-05-02 00:00"), calendar)
    with pytest.raises(ValueError, match="does not open"):
        add_work_minutes(at("2026-11-23 11:00"), 1000, calendar)
    with pytest.raises(ValueError, match="was not open"):
        add_work_minutes(at("2026-11-23 10:00"), -61, calendar)


@pytest.mark.parametrize("calendar", [OFFICE, ALL_DAY])
def test_it_refuses_times_without_a_zone(calendar: WorkCalendar) -> None:
    naive, aware = datetime(2026, 11, 23, 9), at("2026-11-23 09:00")  # noqa: DTZ001 - what it refuses
    for refused in (
        lambda: add_work_minutes(naive, 1, calendar),
        lambda: work_minutes_between(naive, aware, calendar),
        lambda: work_minutes_between(aware, naive, calendar),
        lambda: next_open(naive, calendar),
        lambda: is_open(naive, calendar),
    ):
        with pytest.raises(ValueError, match="aware"):
            refused()


@pytest.mark.parametrize(
    "calendar", [WorkCalendar(SHANGHAI, {}), WorkCalendar(SHANGHAI, {0: []}, {date(2026, 1, 1): []})]
)
def test_it_refuses_a_calendar_that_never_opens(calendar: WorkCalendar) -> None:
    moment = at("2026-11-23 09:00")
    for refused in (
        lambda: add_work_minutes(moment, 1, calendar),
        lambda: work_minutes_between(moment, moment, calendar),
        lambda: next_open(moment, calendar),
    ):
        with pytest.raises(ValueError, match="never opens"):
            refused()


def test_it_refuses_a_weekday_that_is_none() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        WorkCalendar(SHANGHAI, {7: [MORNING]})


def test_it_knows_working_days() -> None:
    days = [is_work_day(date(2026, 10, day), OFFICE) for day in (1, 8, 10, 11)]
    assert days == [False, True, True, False]


def test_a_closed_day_by_override_makes_round_the_clock_pause() -> None:
    calendar = WorkCalendar(SHANGHAI, dict.fromkeys(range(7), WHOLE_DAY), {date(2027, 2, 6): []})
    assert add_work_minutes(at("2027-02-05 23:00"), 120, calendar) == at("2027-02-07 01:00")
