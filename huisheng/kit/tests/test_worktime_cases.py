"""Working time, case by case: what was promised at a time, and when it falls due. Each row is read both ways."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.worktime import WHOLE_DAY, WorkCalendar, add_work_minutes, work_minutes_between

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING, AFTERNOON = (time(9), time(12)), (time(13), time(18))
WEEKDAYS, EVERY_DAY = range(5), range(7)
OFF_2026 = ("01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
            "10-01 10-02 10-05 10-06 10-07")  # fmt: skip
WORKED_2026 = "01-04 02-14 02-28 05-09 09-20 10-10"  # the weekends worked for them, 调休
CHINA: dict[date, list[tuple[time, time]]] = {date.fromisoformat(f"2026-{day}"): [] for day in OFF_2026.split()} | {
    date.fromisoformat(f"2026-{day}"): [MORNING, AFTERNOON] for day in WORKED_2026.split()
}
OFFICE = {day: [MORNING, AFTERNOON] for day in WEEKDAYS}
HALF_DAYS = {date(2026, 12, 31): [MORNING], date(2026, 2, 15): [AFTERNOON]}
NIGHT, EVENING = (time(22), time(6)), (time(20), time(2))
ELSEWHERE: dict[date, list[tuple[time, time]]] = {
    date(2000, 1, 1): []
}  # a day that differs, so that no calendar takes the short way of 7×24

CALENDARS = {
    "nine to five": WorkCalendar(SHANGHAI, {day: [(time(9), time(17))] for day in WEEKDAYS}),
    "shop": WorkCalendar(
        SHANGHAI,
        {**{day: [MORNING, (time(13, 30), time(18, 30))] for day in WEEKDAYS}, 5: [(time(9, 30), time(12))]},
    ),
    "china": WorkCalendar(SHANGHAI, OFFICE, CHINA),
    "half days": WorkCalendar(SHANGHAI, OFFICE, CHINA | HALF_DAYS),
    "bar": WorkCalendar(
        SHANGHAI, {4: [EVENING], 5: [EVENING]}, {date(2026, 11, 21): [], date(2026, 11, 22): [(time(18), time(23))]}
    ),
    "shanghai": WorkCalendar(SHANGHAI, dict.fromkeys(EVERY_DAY, WHOLE_DAY), ELSEWHERE),
    "london nights": WorkCalendar(ZoneInfo("Europe/London"), {day: [NIGHT] for day in EVERY_DAY}),
    "new york": WorkCalendar(ZoneInfo("America/New_York"), dict.fromkeys(EVERY_DAY, WHOLE_DAY), ELSEWHERE),
}

# promised at, working minutes, due. 2026-11-20 is a Friday.
CASES: dict[str, list[tuple[str, int, str]]] = {
    "nine to five": [
        ("2026-11-20 16:30", 60, "2026-11-23 09:30"),
        ("2026-11-20 16:30", 30, "2026-11-20 17:00"),
        ("2026-11-20 16:30", 31, "2026-11-23 09:01"),
        ("2026-11-20 16:59:59", 1, "2026-11-23 09:00:59"),
        ("2026-11-20 17:00", 0, "2026-11-20 17:00"),
        ("2026-11-20 17:00", 480, "2026-11-23 17:00"),
        ("2026-11-20 08:59", 1, "2026-11-20 09:01"),
        ("2026-11-21 10:00", 480, "2026-11-23 17:00"),
        ("2026-11-20 09:00", 2400, "2026-11-26 17:00"),
        # the turn of the year and of February, with nobody's holidays
        ("2026-12-31 16:30", 60, "2027-01-01 09:30"),
        ("2027-01-01 16:30", 60, "2027-01-04 09:30"),
        ("2026-02-27 16:00", 120, "2026-03-02 10:00"),
        ("2028-02-28 16:30", 60, "2028-02-29 09:30"),
        ("2028-02-29 16:30", 60, "2028-03-01 09:30"),
    ],
    "shop": [  # a long lunch, and half of Saturday
        ("2026-11-20 11:30", 30, "2026-11-20 12:00"),
        ("2026-11-20 11:30", 31, "2026-11-20 13:31"),
        ("2026-11-20 12:00", 1, "2026-11-20 13:31"),
        ("2026-11-20 13:00", 60, "2026-11-20 14:30"),
        ("2026-11-20 18:00", 60, "2026-11-21 10:00"),
        ("2026-11-20 18:30", 150, "2026-11-21 12:00"),
        ("2026-11-20 18:30", 151, "2026-11-23 09:01"),
        ("2026-11-21 11:45", 30, "2026-11-23 09:15"),
        ("2026-11-21 12:00", 480, "2026-11-23 18:30"),
        ("2026-11-16 09:00", 2550, "2026-11-21 12:00"),
        ("2026-11-16 09:00", 2551, "2026-11-23 09:01"),
    ],
    "china": [
        # 元旦: the Sunday after it works
        ("2025-12-31 17:00", 120, "2026-01-04 10:00"),
        ("2026-01-04 17:00", 120, "2026-01-05 10:00"),
        # 春节: a Saturday works before it, another after
        ("2026-02-13 17:00", 120, "2026-02-14 10:00"),
        ("2026-02-14 17:59", 1, "2026-02-14 18:00"),
        ("2026-02-14 17:00", 120, "2026-02-24 10:00"),
        ("2026-02-18 12:00", 1, "2026-02-24 09:01"),
        ("2026-02-27 17:30", 60, "2026-02-28 09:30"),
        ("2026-02-28 17:30", 60, "2026-03-02 09:30"),
        # 清明, 劳动节, 端午
        ("2026-04-03 17:30", 60, "2026-04-07 09:30"),
        ("2026-04-30 17:30", 60, "2026-05-06 09:30"),
        ("2026-05-08 17:30", 60, "2026-05-09 09:30"),
        ("2026-05-09 17:30", 60, "2026-05-11 09:30"),
        ("2026-06-18 17:30", 60, "2026-06-22 09:30"),
        # 中秋 and 国庆
        ("2026-09-18 17:30", 60, "2026-09-20 09:30"),
        ("2026-09-20 17:30", 60, "2026-09-21 09:30"),
        ("2026-09-24 17:30", 60, "2026-09-28 09:30"),
        ("2026-09-30 17:30", 60, "2026-10-08 09:30"),
        ("2026-10-09 17:30", 60, "2026-10-10 09:30"),
        ("2026-10-10 17:30", 60, "2026-10-12 09:30"),
        # 2027 is not announced: its days follow the week
        ("2026-12-31 17:30", 60, "2027-01-01 09:30"),
        ("2027-01-01 17:30", 60, "2027-01-04 09:30"),
    ],
    "half days": [
        ("2026-12-31 11:30", 60, "2027-01-01 09:30"),
        ("2026-12-31 12:00", 1, "2027-01-01 09:01"),
        ("2026-02-14 17:30", 60, "2026-02-15 13:30"),
        ("2026-02-15 09:00", 300, "2026-02-15 18:00"),
        ("2026-02-15 09:00", 301, "2026-02-24 09:01"),
    ],
    "bar": [  # over midnight; the night belongs to the day it begins on, also where the next day is closed
        ("2026-11-20 23:00", 180, "2026-11-21 02:00"),
        ("2026-11-20 23:00", 181, "2026-11-22 18:01"),
        ("2026-11-21 01:00", 60, "2026-11-21 02:00"),
        ("2026-11-21 21:00", 60, "2026-11-22 19:00"),
        ("2026-11-22 22:30", 60, "2026-11-27 20:30"),
        ("2027-01-01 23:30", 45, "2027-01-02 00:15"),
        ("2026-12-26 21:00", 360, "2027-01-01 21:00"),
    ],
    "shanghai": [  # summer time in 1986 to 1991
        ("1986-05-04 01:30", 60, "1986-05-04 03:30"),
        ("1986-05-04 00:00", 1380, "1986-05-05 00:00"),
        ("1988-09-11 00:00", 1500, "1988-09-12 00:00"),
        ("1991-09-15 00:00", 1500, "1991-09-16 00:00"),
        ("1992-04-12 00:00", 1440, "1992-04-13 00:00"),
    ],
    "london nights": [  # forward on 03-29 at 01:00, back on 10-25 at 02:00
        ("2026-03-28 22:00", 420, "2026-03-29 06:00"),
        ("2026-03-28 22:00", 421, "2026-03-29 22:01"),
        ("2026-03-28 12:00", 420, "2026-03-29 06:00"),
        ("2026-03-29 00:30", 60, "2026-03-29 02:30"),
        ("2026-10-24 22:00", 540, "2026-10-25 06:00"),
        ("2026-10-24 22:00", 541, "2026-10-25 22:01"),
    ],
    "new york": [  # an hour that never was, and one that was twice
        ("2026-03-08 01:30", 60, "2026-03-08 03:30"),
        ("2026-11-01 00:30", 60, "2026-11-01 01:30-04:00"),
        ("2026-11-01 00:30", 120, "2026-11-01 01:30-05:00"),
        ("2026-11-01 00:30", 180, "2026-11-01 02:30-05:00"),
        ("2026-11-01 01:30-05:00", 30, "2026-11-01 02:00-05:00"),
    ],
}
ROWS = [(name, *row) for name, rows in CASES.items() for row in rows]


def at(text: str, calendar: WorkCalendar) -> datetime:
    """Local time of the calendar, unless the text says how far it lies from UTC."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=calendar.tz)).astimezone(UTC)


@pytest.mark.parametrize(("name", "start", "minutes", "due"), ROWS)
def test_a_promise_falls_due(name: str, start: str, minutes: int, due: str) -> None:
    calendar = CALENDARS[name]
    begin, end = at(start, calendar), at(due, calendar)
    assert add_work_minutes(begin, minutes, calendar).astimezone(UTC) == end
    assert work_minutes_between(begin, end, calendar) == minutes
    latest = add_work_minutes(end, -minutes, calendar)
    assert latest.astimezone(UTC) >= begin
    assert work_minutes_between(latest, end, calendar) == minutes


@pytest.mark.parametrize("minutes", [float("nan"), float("inf"), float("-inf"), 1e12, -1e12])
def test_a_number_that_is_none_is_refused(minutes: float) -> None:
    for calendar in CALENDARS.values():
        with pytest.raises(ValueError, match="hundred years"):
            add_work_minutes(datetime(2026, 11, 23, tzinfo=UTC), minutes, calendar)


@pytest.mark.parametrize(("year", "minutes"), [(9999, 600_000), (1, -600_000)])
@pytest.mark.parametrize("name", ["shop", "shanghai"])
def test_the_end_of_all_dates_is_refused_and_not_a_crash(name: str, year: int, minutes: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        add_work_minutes(datetime(year, 6, 1, tzinfo=UTC), minutes, CALENDARS[name])


def test_a_calendar_does_not_change_under_our_feet() -> None:
    hours = [(time(9), time(17))]
    weekly, overrides = {0: hours}, {date(2026, 11, 30): hours}
    calendar = WorkCalendar(SHANGHAI, weekly, overrides)
    hours.append((time(18), time(20)))
    weekly[1] = hours
    overrides.clear()
    monday = datetime(2026, 11, 23, tzinfo=SHANGHAI)
    assert work_minutes_between(monday, monday + timedelta(days=14), calendar) == 960
    assert calendar == WorkCalendar(SHANGHAI, {0: [(time(9), time(17))]}, {date(2026, 11, 30): [(time(9), time(17))]})
