"""Microseconds per call of the working time arithmetic: `python -m benchmarks.worktime`, and a part of `make bench`."""

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

from huisheng.kit.worktime import ALWAYS, WorkCalendar, add_work_minutes, next_open, work_minutes_between

CALLS = 20_000
MOMENTS = 1_000
SPREAD = 500 * 24 * 60  # minutes: starts over a year and a half
LONGEST = 10 * 480  # minutes: ten working days
SHANGHAI = ZoneInfo("Asia/Shanghai")
LUNCH = [(clock(9), clock(12)), (clock(13), clock(18))]
NIGHT = [(clock(22), clock(6))]
HOLIDAYS: dict[date, list[tuple[clock, clock]]] = {
    date(2026, month, day): [] for month, days in {1: (1, 2), 5: (1, 4, 5), 10: (1, 2, 5, 6, 7)}.items() for day in days
}
CALENDARS = {
    "7×24": ALWAYS(SHANGHAI),
    "weekdays, lunch, holidays": WorkCalendar(SHANGHAI, dict.fromkeys(range(5), LUNCH), HOLIDAYS),
    "nights, New York": WorkCalendar(ZoneInfo("America/New_York"), dict.fromkeys(range(7), NIGHT)),
}
Row = tuple[str, float, float, float]  # calendar; microseconds of CPU to add, to count, to find the next opening


def measure() -> list[Row]:
    """CPU microseconds per call, each calendar laid out already, as it is in a process that has run for a minute."""
    return [(name, *(_micros(call) for call in _calls(calendar))) for name, calendar in CALENDARS.items()]  # type: ignore[misc]


def first_look() -> float:
    """CPU milliseconds of the first sum on a new version of a calendar, which lays its days out."""
    began = time.process_time()
    for _each in range(20):
        calendar = WorkCalendar(SHANGHAI, dict.fromkeys(range(5), LUNCH), HOLIDAYS)
        add_work_minutes(datetime(2026, 11, 23, 1, tzinfo=UTC), LONGEST, calendar)
    return (time.process_time() - began) / 20 * 1000


def table() -> tuple[list[str], list[list[str]]]:
    """The head and the rows of the report."""
    rows = [[name, *(f"{one:.1f}" for one in numbers)] for name, *numbers in measure()]
    return ["calendar", "add_work_minutes µs", "work_minutes_between µs", "next_open µs"], rows


def about() -> str:
    """The sentence below the table."""
    return (
        f"CPU microseconds per call, {CALLS:,} calls each, starts spread over 500 days, up to ten working days long."
        f" The first sum on a new version of a calendar lays its days out: {first_look():.1f} ms, once per process."
    )


def _calls(calendar: WorkCalendar) -> list[Callable[[int], object]]:
    chance = random.Random(4)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    starts = [first + timedelta(minutes=chance.randrange(SPREAD)) for _each in range(MOMENTS)]
    lengths = [chance.randrange(1, LONGEST) for _each in range(MOMENTS)]
    ends = [add_work_minutes(start, length, calendar) for start, length in zip(starts, lengths, strict=True)]
    return [
        lambda n: add_work_minutes(starts[n], lengths[n], calendar),
        lambda n: work_minutes_between(starts[n], ends[n], calendar),
        lambda n: next_open(starts[n], calendar),
    ]


def _micros(call: Callable[[int], object]) -> float:
    for n in range(MOMENTS):
        call(n)
    began = time.process_time()
    for n in range(CALLS):
        call(n % MOMENTS)
    return (time.process_time() - began) / CALLS * 1e6


if __name__ == "__main__":
    from benchmarks import report

    print(report.markdown(*table()))
    print(about())
