"""Twenty deaths in a row: everything acknowledged is there once, everything queued was done."""

import random
from pathlib import Path

import pytest

from tests.crash.drive import VICTIMS, drive, victim

KILLS = 20
SEED = 20261121


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled(open_folder: Path) -> None:
    run = drive(open_folder, kills=KILLS, seed=SEED)
    assert run.verdict.faults == [], run.table()
    assert run.kills.total() == KILLS
    assert set(run.kills) == set(VICTIMS)
    assert run.verdict.counts["acknowledged"] > KILLS
    assert run.verdict.counts["letters"] >= run.verdict.counts["acknowledged"]


def test_the_order_of_deaths_names_everybody() -> None:
    chance = random.Random(SEED)
    assert {victim(chance) for _ in range(KILLS)} == set(VICTIMS)
