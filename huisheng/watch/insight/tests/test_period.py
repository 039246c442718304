"""Periods are whole days of the house's time zone."""

from datetime import UTC, date, datetime

import pytest

from huisheng.watch.insight.period import LONGEST, Period, chosen, last_days, own, week_of

SATURDAY = date(2026, 11, 21)


def test_it_begins_and_ends_at_midnight_of_the_house() -> None:
    week = week_of(SATURDAY)
    assert (week.first, week.last, week.days) == (date(2026, 11, 16), date(2026, 11, 22), 7)
    assert week.start == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert week.stop == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert len(week.each_day) == 7


def test_it_is_compared_with_as_many_days_before() -> None:
    assert (week_of(SATURDAY).before.first, week_of(SATURDAY).before.last) == (date(2026, 11, 9), date(2026, 11, 15))
    assert last_days(1, today=SATURDAY).before.days == 1
    assert last_days(30, today=SATURDAY).before.last == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, (11, 15), (11, 21)),
        ({"period": "today"}, (11, 21), (11, 21)),
        ({"period": "30"}, (10, 23), (11, 21)),
        ({"period": "nonsense"}, (11, 15), (11, 21)),
        ({"week": "2026-11-04"}, (11, 2), (11, 8)),
        ({"week": "nonsense"}, (11, 15), (11, 21)),
        ({"from": "2026-11-01", "to": "2026-11-03"}, (11, 1), (11, 3)),
        ({"from": "2026-11-03", "to": "2026-11-01"}, (11, 1), (11, 3)),
        ({"from": "2026-11-03"}, (11, 3), (11, 3)),
        ({"from": "x", "to": "y"}, (11, 15), (11, 21)),
    ],
)
def test_it_reads_what_an_address_asks_for(
    asked: dict[str, str], first: tuple[int, int], last: tuple[int, int]
) -> None:
    found = chosen(asked, today=SATURDAY)
    assert (found.first, found.last) == (date(2026, *first), date(2026, *last))


def test_it_asks_for_itself_again() -> None:
    for one in (last_days(1), last_days(7), last_days(30), week_of(SATURDAY), own(SATURDAY, SATURDAY)):
        assert chosen(one.asked) == one


def test_it_is_a_quarter_at_most() -> None:
    long = own(date(2020, 1, 1), SATURDAY)
    assert (long.days, long.last) == (LONGEST, SATURDAY)
    assert isinstance(long, Period)
