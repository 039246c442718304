"""Hours that are allowed, that suit, and room for everybody."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huisheng.stages.followup.windows import (
    Room,
    Wish,
    habits_of,
    keepable,
    may_ring,
    part_of,
    slot,
    steps_for,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY, WORKED_SATURDAY = date(2026, 10, 1), date(2026, 10, 10)  # 国庆, and a Saturday worked instead


def at(hour: int, minute: int = 0, *, day: int = 23, month: int = 11) -> datetime:
    """2026-11-23 is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def works(day: date) -> bool:
    return day == WORKED_SATURDAY or (day.weekday() < 5 and day != HOLIDAY)


def planned(begins: datetime, due: datetime, room: Room | None = None, **changes: Any) -> datetime:
    wish = Wish(begins, due, changes.pop("zone", SHANGHAI), **changes)
    return slot(wish, works=works, room=room or Room()).astimezone(SHANGHAI)


@pytest.mark.parametrize(
    ("case", "begins", "due", "habits", "expected"),
    [
        ("in a good hour at once", at(9, 20), at(9, 20, day=24), (), at(9, 20)),
        ("a minute within the running step", at(9, 27), at(9, 27, day=24), (), at(9, 27)),
        ("late morning waits for the afternoon", at(11, 40), at(11, 40, day=24), (), at(14)),
        ("evening waits for the morning", at(18), at(18, day=24), (), at(9, day=24)),
        ("night waits for nine, not eight", at(2), at(22), (), at(9)),
        ("due wins: due before the good hours", at(20, 30), at(8, 30, day=24), (), at(20, 30)),
        ("due wins: only eight to nine is left", at(22, 30), at(8, 45, day=24), (), at(8, day=24)),
        ("never before eight, whatever is due", at(3), at(5), (), at(8)),
        ("never after ten at night, whatever is due", at(22), at(23), (), at(8, day=24)),
        ("Friday evening: Monday, where it may wait", at(18, day=27), at(18, day=30), (), at(9, day=30)),
        ("Friday evening: Saturday, where it may not", at(21, 30, day=27), at(21, day=28), (), at(21, 30, day=27)),
        ("a holiday is no workday", at(10, day=1, month=10), at(10, day=3, month=10), (), at(9, day=2, month=10)),
        ("a Saturday that is worked is one", at(7, day=10, month=10), at(7, day=12, month=10), (), at(9, day=10, month=10)),
        ("own habits before the usual hours", at(9), at(9, day=24), (20, 21), at(20)),
        ("own habits on a Sunday, too", at(9, day=29), at(9, day=30), (19,), at(19, day=29)),
        ("habits yield to what is due", at(9), at(12), (20,), at(9)),
        ("overdue already: the first hour one may ring", at(10), at(9), (), at(10)),
    ],
)  # fmt: skip
def test_the_hour_it_is_planned_for(
    case: str, begins: datetime, due: datetime, habits: tuple[int, ...], expected: datetime
) -> None:
    assert planned(begins, due, habits=frozenset(habits)) == expected, case


def test_the_hard_hours_are_the_customers_own() -> None:
    """At nine in Shanghai it is two in the morning in Paris: a customer there is rung up from eight on, her time."""
    paris = ZoneInfo("Europe/Paris")
    found = planned(at(9), at(9, day=24), zone=paris).astimezone(paris)
    assert (found.date(), found.hour) == (date(2026, 11, 23), 9)
    assert not may_ring(at(9), paris)
    assert may_ring(at(16), paris)


def test_no_instant_of_a_year_is_planned_outside_the_hard_hours() -> None:
    for zone in (SHANGHAI, ZoneInfo("Europe/Paris"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")):
        for step in range(0, 365 * 24, 37):
            begins = datetime(2026, 1, 1, 0, 17, tzinfo=UTC) + timedelta(hours=step)
            for due in (timedelta(minutes=5), timedelta(hours=3), timedelta(hours=24)):
                found = slot(Wish(begins, begins + due, zone), works=works, room=Room())
                assert may_ring(found, zone), (zone, begins, due)
                assert found >= begins


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        ((), at(15)),
        ((15,), at(9, day=24)),
        ((15, 9), at(18)),
        ((15, 9, 19), at(12, day=24)),
        ((15, 9, 19, 12), at(15)),  # every part of the day failed once: begin again with what suits
        ((15, 15, 9, 19, 12), at(9, day=24)),
    ],
)
def test_another_try_goes_to_another_part_of_the_day(failed: tuple[int, ...], expected: datetime) -> None:
    assert planned(at(15), at(15, day=24), failed=failed) == expected


def test_a_failed_try_does_not_carry_it_over_the_due_time() -> None:
    assert planned(at(15), at(15, 30), failed=(15,)) == at(15)


def test_a_customer_is_not_rung_up_twice_on_a_day_where_another_will_do() -> None:
    assert planned(at(9), at(9, day=25), busy=frozenset({date(2026, 11, 23)})) == at(9, day=24)
    assert planned(at(9), at(17), busy=frozenset({date(2026, 11, 23)})) == at(9)


@pytest.mark.parametrize("hands", [1, 3])
def test_nobody_has_two_at_one_minute_while_there_is_room(hands: int) -> None:
    room = Room(hands=hands)
    found = Counter(planned(at(9), at(9, day=24), room) for _each in range(60 * hands))
    assert max(found.values()) == hands
    assert set(Counter(one.minute % 10 for one in found)) == {0}


def test_a_crowd_is_spread_evenly_over_all_hours_that_are_left() -> None:
    """A thousand calls for two people until tomorrow: more than fit, and still never thirty at a minute."""
    room = Room(hands=2)
    found = [planned(at(9), at(9, day=24), room) for _each in range(1000)]
    steps = Counter(one.replace(minute=one.minute // 10 * 10) for one in found)
    assert max(steps.values()) - min(steps.values()) <= 2
    assert max(Counter(found).values()) <= 2
    assert all(may_ring(one, SHANGHAI) for one in found)


def test_what_is_planned_already_takes_its_room() -> None:
    asked: list[date] = []

    def known(day: date) -> dict[datetime, int]:
        asked.append(day)
        return {at(9).astimezone(UTC): 1, at(9, 10).astimezone(UTC): 1}

    room = Room(hands=1, known=known)
    assert planned(at(9), at(9, day=24), room) == at(9, 20)
    assert planned(at(9), at(9, day=24), room) == at(9, 30)
    assert asked == [date(2026, 11, 23)]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], set()),
        ([20, 20, 20, 20], set()),  # four words say nothing yet
        ([20, 20, 20, 20, 9], {20}),
        ([20, 20, 20, 19, 19, 9], {19, 20}),
        ([2, 3, 23, 23, 23, 23], set()),  # nobody is rung up at night, whenever he writes
        ([23, 23, 23, 8, 8, 8, 8, 8], {8}),
    ],
)
def test_habits_are_read_from_what_the_customer_wrote(hours: list[int], expected: set[int]) -> None:
    assert habits_of(hours) == expected


def test_the_parts_of_a_day() -> None:
    assert [part_of(hour) for hour in (8, 11, 12, 13, 14, 17, 18, 21)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        steps_for(Wish(at(9).replace(tzinfo=None), at(9, day=24), SHANGHAI), works=works)


@pytest.mark.parametrize(
    ("begins", "hours", "due"),
    [
        (at(22, 16), 8, at(9, day=24)),  # nobody may be rung up before 6:16
        (at(22, 16), 10, at(8, 16, day=24)),
        (at(21, 50), 8, at(5, 50, day=24)),  # ten minutes are left
        (at(10), 8, at(18)),
    ],
)
def test_what_is_due_while_the_customer_sleeps_is_due_an_hour_after(
    begins: datetime, hours: int, due: datetime
) -> None:
    assert keepable(begins, begins + timedelta(hours=hours), SHANGHAI) == due
