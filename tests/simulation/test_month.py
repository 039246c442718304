"""One month, thousands of tickets, every alarm: exactly once, at the right instant."""

import os
from collections import Counter
from datetime import datetime, time, timedelta

import pytest

from huisheng.stages.sla.models import Alarm

from .house import furnish, promises, rulers
from .oracle import Oracle, Ring
from .play import Play, rings
from .ruler import SHANGHAI
from .script import DAYS, FIRST, Act, month

TICKETS = int(os.environ.get("HUISHENG_MONTH", "300"))  # `make month` plays 10,000
SEED = int(os.environ.get("HUISHENG_SEED", "1"))
END = datetime.combine(FIRST + timedelta(days=DAYS), time(0), SHANGHAI)


def second_opinion(acts: list[Act]) -> list[Ring]:
    lives: dict[int, list[Act]] = {}
    for act in acts:
        lives.setdefault(act.ticket, []).append(act)
    grades, tables = promises(), rulers()
    return [ring for ticket, life in lives.items() for ring in Oracle(ticket, grades, tables).live(life, END)]


@pytest.mark.django_db(transaction=True)
def test_every_alarm_of_the_month_rings_once_at_the_right_instant() -> None:
    acts = month(TICKETS, seed=SEED)
    furnish()
    play = Play(TICKETS)
    play.run(acts, END)
    expected, rang = Counter(second_opinion(acts)), Counter(rings(play.tickets))
    assert max(rang.values()) == 1
    assert sorted((expected - rang).elements(), key=str)[:5] == []  # should have rung
    assert sorted((rang - expected).elements(), key=str)[:5] == []  # should not have, or not then
    assert play.bells == len(expected) == Alarm.objects.exclude(rung_at=None).count() > 2 * TICKETS


def test_the_second_opinion_knows_the_calendar() -> None:
    """Friday 16:30 + 2 open hours, over a working Sunday; the October week; lunch."""
    office = rulers()["office"]

    def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)

    assert office.reach(at(9, 18, 16, 30), 2 * 3600) == at(9, 20, 9, 30)
    assert office.reach(at(9, 30, 17), 2 * 3600) == at(10, 8, 10)
    assert office.reach(at(9, 21, 11, 30), 3600) == at(9, 21, 13, 30)
    assert office.reach(at(9, 21, 17), 3600) == at(9, 21, 18)
    assert office.used(at(10, 9, 18), at(10, 12, 9)) == 8 * 3600
