"""Workers that die while they ring: every alarm once, every notice once, nothing later than the restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crash.ringing import Ringing, drive, judge

BUSY_MACHINE_S = 6  # by hand, on a machine of its own, it is two


@pytest.mark.slow
def test_every_alarm_rings_once_though_the_workers_die(open_folder: Path) -> None:
    run = drive(open_folder, kills=4, alarms=120, span_s=10)
    assert run.faults == [], run.table()
    assert run.deaths >= 4
    assert (run.alarms, run.notices) == (120, 240)
    assert max(run.latest_s, run.latest_after_s) < BUSY_MACHINE_S, run.table()


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Told:
    """Stands for the database: one alarm as the tables tell of it."""

    def __init__(self, *, rung: int = 1, late_s: float = 0, notices: int = 2, hearers: int = 2) -> None:
        self.row = (1, NOON, rung, NOON + timedelta(seconds=late_s), notices, hearers)

    def execute(self, _question: str) -> "Told":
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return [self.row]


def judged(told: Told, *silences: tuple[float, float]) -> Ringing:
    run = Ringing()
    run.silences = [(NOON + timedelta(seconds=since), NOON + timedelta(seconds=until)) for since, until in silences]
    judge(run, told)  # type: ignore[arg-type]
    return run


@pytest.mark.parametrize("told", [Told(rung=2), Told(rung=0), Told(notices=3), Told(notices=2, hearers=1)])
def test_the_verdict_sees_what_must_not_be(told: Told) -> None:
    assert judged(told).faults


def test_the_verdict_sees_what_is_late() -> None:
    assert judged(Told(late_s=3)).latest_s == 3
    assert judged(Told(late_s=9), (-1, 7)).latest_after_s == 2
    assert judged(Told(late_s=9), (-1, 7)).latest_s == 0
