"""The arithmetic of promises."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from huisheng.kit.worktime import ALWAYS, WorkCalendar
from huisheng.stages.sla.due import Ring, Term, due_of, minutes_of, moved, percent_used, rings_left, rings_of
from huisheng.stages.sla.tests.make import SHANGHAI, TEN, after, at

OFFICE = WorkCalendar(
    SHANGHAI,
    {day: [(time(9), time(12)), (time(13), time(18))] for day in range(5)},
    {
        at(0, day=2, month=1, year=2026).date(): [],  # a holiday on a Friday
        at(0, day=28, month=11).date(): [(time(9), time(12)), (time(13), time(18))],  # a 调休 Saturday
    },
)
NINE_TO_FIVE = WorkCalendar(SHANGHAI, {day: [(time(9), time(17))] for day in range(5)})
EVER = ALWAYS(SHANGHAI)


@pytest.mark.parametrize(
    ("calendar", "start", "amount", "unit", "due"),
    [
        (EVER, at(10), 15, "minute", at(10, 15)),
        (EVER, at(23, 50), 1, "hour", at(0, 50, day=24)),
        (EVER, at(10), 24, "hour", at(10, day=24)),
        (EVER, at(10), 3, "work_day", at(10, day=26)),
        (OFFICE, at(11, 50), 15, "minute", at(13, 5)),
        (OFFICE, at(17, 30), 1, "hour", at(9, 30, day=24)),
        (OFFICE, at(20), 30, "minute", at(9, 30, day=24)),
        (OFFICE, at(17, 30, day=27), 1, "hour", at(9, 30, day=28)),
        (OFFICE, at(10), 1, "work_day", at(10, day=24)),
        (OFFICE, at(10, day=27), 2, "work_day", at(10, day=30)),
        (OFFICE, at(20, day=27), 1, "natural_day", at(20, day=28)),
        (OFFICE, at(17, day=1, month=1), 2, "hour", at(10, day=5, month=1)),  # Friday is a holiday
    ],
)
def test_it_knows_when_a_promise_falls_due(
    calendar: WorkCalendar, start: datetime, amount: int, unit: Any, due: datetime
) -> None:
    assert due_of(Term(amount, unit, calendar), start) == due


@pytest.mark.parametrize(
    ("calendar", "unit", "since", "until", "minutes"),
    [
        (EVER, "minute", at(10), at(12), 120),
        (OFFICE, "minute", at(11), at(14), 120),
        (OFFICE, "hour", at(17, day=27), at(10, day=30), 600),  # the 调休 Saturday counts, Sunday does not
        (OFFICE, "work_day", at(19), at(8, day=24), 0),
        (OFFICE, "natural_day", at(19), at(7, day=24), 720),
    ],
)
def test_it_measures_waiting_in_the_promises_own_time(
    calendar: WorkCalendar, unit: Any, since: datetime, until: datetime, minutes: float
) -> None:
    assert minutes_of(Term(2, unit, calendar), [(since, until)]) == minutes


def test_it_counts_overlapping_pauses_once() -> None:
    spans = [(after(0), after(30)), (after(20), after(40)), (after(60), after(70))]
    assert minutes_of(Term(1, "hour", EVER), spans) == 50


@pytest.mark.parametrize(
    ("paused", "due"), [(0, at(11, 30)), (30, at(12)), (31, at(13, 1)), (330, at(18)), (331, at(9, 1, day=24))]
)
def test_it_moves_a_due_time_by_the_minutes_waited(paused: float, due: datetime) -> None:
    term = Term(30, "minute", OFFICE)
    assert due_of(term, at(11), paused=paused) == due
    assert moved(term, at(11, 30), paused) == due


@pytest.mark.parametrize(
    ("now", "percent"), [(after(-5), 0), (after(0), 0), (after(7.5), 50), (after(15), 100), (after(45), 300)]
)
def test_it_knows_the_share_of_time_used(now: datetime, percent: int) -> None:
    assert percent_used(Term(15, "minute", EVER), TEN, after(15), now) == percent


def test_it_leaves_pauses_out_of_the_share_used() -> None:
    term = Term(60, "minute", EVER)
    assert percent_used(term, TEN, due_of(term, TEN, paused=100), after(130)) == 50


def test_it_does_not_use_time_while_the_house_is_closed() -> None:
    term = Term(2, "hour", OFFICE)
    due = due_of(term, at(17))
    assert percent_used(term, at(17), due, at(20)) == 50
    assert percent_used(term, at(17), due, at(9, day=24)) == 50


def test_it_rings_by_percent_by_minutes_and_when_due() -> None:
    warn = [
        {"percent": 50, "tell": ["assignee"]},
        {"percent": 80, "tell": ["assignee"]},
        {"minutes": 60, "tell": ["supervisor"]},
    ]
    rings = rings_of(Term(15, "minute", EVER), TEN, warn=warn, breach_tells=["assignee", "supervisor"])
    assert [(ring.step, ring.at, ring.tell) for ring in rings] == [
        ("warn", after(7.5), ("assignee",)),
        ("warn", after(12), ("assignee",)),
        ("breach", after(15), ("assignee", "supervisor")),
        ("warn", after(60), ("supervisor",)),
    ]


def test_it_rings_by_the_hours_of_the_calendar() -> None:
    warn = [{"percent": 50, "tell": ["assignee"]}]
    rings = rings_of(Term(2, "hour", OFFICE), at(17, 30), warn=warn, breach_tells=[])
    assert [ring.at for ring in rings] == [at(9, 30, day=24), at(10, 30, day=24)]


def test_it_takes_a_step_of_a_hundred_percent_for_the_breach() -> None:
    warn = [{"percent": 100, "tell": ["supervisor", "assignee"]}]
    rings = rings_of(Term(1, "hour", EVER), TEN, warn=warn, breach_tells=["assignee"])
    assert [(ring.step, ring.tell) for ring in rings] == [("breach", ("assignee", "supervisor"))]


def test_it_moves_every_ring_by_the_minutes_waited() -> None:
    warn = [{"percent": 50, "tell": []}, {"minutes": 5, "tell": []}]
    rings = rings_of(Term(60, "minute", EVER), TEN, warn=warn, breach_tells=[], paused=40)
    assert [ring.at for ring in rings] == [after(45), after(70), after(100)]


HALF, MOST = Ring("warn", after(7.5), {"percent": 50}), Ring("warn", after(12), {"percent": 80})
BREACH, HOUR = Ring("breach", after(15)), Ring("warn", after(60), {"minutes": 60})


@pytest.mark.parametrize(
    ("now", "rung", "left"),
    [
        (after(1), [], [HALF, MOST, BREACH, HOUR]),
        (after(13), [], [MOST, BREACH, HOUR]),
        (after(13), [("warn", {"percent": 80})], [BREACH, HOUR]),
        (after(20), [], [BREACH, HOUR]),
        (after(20), [("breach", {})], [HOUR]),
        (after(90), [], [BREACH]),
        (after(90), [("breach", {})], []),
        (after(1), [("warn", {"percent": 50})], [HALF, MOST, BREACH, HOUR]),
    ],
)
def test_it_lets_only_the_loudest_of_the_past_rings_speak(now: datetime, rung: Any, left: list[Ring]) -> None:
    assert rings_left([HALF, MOST, BREACH, HOUR], now, rung=rung) == left


def test_it_keeps_the_true_length_of_a_day_with_a_clock_change() -> None:
    berlin = ALWAYS("Europe/Berlin")
    start = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert due_of(Term(24, "hour", berlin), start) == datetime(2026, 10, 25, 12, 0, tzinfo=UTC)
    assert due_of(Term(1, "natural_day", berlin), start) == datetime(2026, 10, 25, 13, 0, tzinfo=UTC)
