"""Days on which the clocks change have their true length."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.worktime import ALWAYS, WHOLE_DAY, WorkCalendar, add_work_minutes, work_minutes_between

NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by 30 minutes
HAVANA = ZoneInfo("America/Havana")  # its clocks go forward at midnight
NIGHT = (time(22), time(6))
NY_NIGHTS = WorkCalendar(NEW_YORK, {day: [NIGHT] for day in range(7)})


def at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# New York: clocks go forward on 2026-03-08 at 02:00, back on 2026-11-01 at 02:00.
CHANGES = [
    (ALWAYS(NEW_YORK), at("2026-03-08 00:00", NEW_YORK), at("2026-03-09 00:00", NEW_YORK), 23 * 60),
    (ALWAYS(NEW_YORK), at("2026-11-01 00:00", NEW_YORK), at("2026-11-02 00:00", NEW_YORK), 25 * 60),
    (NY_NIGHTS, at("2026-03-07 22:00", NEW_YORK), at("2026-03-08 06:00", NEW_YORK), 7 * 60),
    (NY_NIGHTS, at("2026-10-31 22:00", NEW_YORK), at("2026-11-01 06:00", NEW_YORK), 9 * 60),
    (
        WorkCalendar(NEW_YORK, {6: WHOLE_DAY}),
        at("2026-03-08 00:00", NEW_YORK),
        at("2026-03-09 00:00", NEW_YORK),
        23 * 60,
    ),
    (
        WorkCalendar(LORD_HOWE, {day: [(time(1), time(4))] for day in range(7)}),
        at("2026-10-04 00:00", LORD_HOWE),
        at("2026-10-04 04:00", LORD_HOWE),
        150,
    ),
    (
        WorkCalendar(HAVANA, dict.fromkeys(range(7), WHOLE_DAY), {date(2000, 1, 1): []}),
        at("2026-03-07 00:00", HAVANA),
        at("2026-03-10 00:00", HAVANA),
        71 * 60,
    ),
]


@pytest.mark.parametrize(("calendar", "start", "end", "minutes"), CHANGES)
def test_it_knows_how_long_a_day_with_a_clock_change_is(
    calendar: WorkCalendar, start: datetime, end: datetime, minutes: int
) -> None:
    assert work_minutes_between(start, end, calendar) == minutes
    assert add_work_minutes(start, minutes, calendar).astimezone(UTC) == end.astimezone(UTC)


SKIPPED = [
    ((time(2, 15), time(2, 45)), 0),  # wholly in the hour that did not happen
    ((time(2, 30), time(3, 30)), 30),
    ((time(1, 30), time(2, 30)), 30),
    ((time(1), time(4)), 120),
]


@pytest.mark.parametrize(("interval", "minutes"), SKIPPED)
def test_it_opens_at_the_jump_when_the_opening_was_skipped(interval: tuple[time, time], minutes: int) -> None:
    calendar = WorkCalendar(NEW_YORK, {6: [interval]})
    day = at("2026-03-08 00:00", NEW_YORK)
    assert work_minutes_between(day, day + timedelta(days=1), calendar) == minutes
