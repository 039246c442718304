"""What people do in the month: who writes when, who answers, asks, offers, says yes or no. From a seed; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from .ruler import DAY, SHANGHAI

FIRST = date(2026, 9, 14)
DAYS = 30  # until 2026-10-13: Mid-Autumn, the October holidays, two 调休 working days
GRADES = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class Act:
    """At this instant somebody does this to a ticket. `grade` is that of an arrival or a regrading."""

    at: datetime
    ticket: int
    what: str  # arrive, reply, ask, write, offer, yes, no, regrade, withdraw, reopen
    grade: str = ""


def month(tickets: int, *, seed: int) -> list[Act]:
    """Every act of the month in order of time."""
    random = Random(seed)
    acts = [act for ticket in range(tickets) for act in life(ticket, random)]
    end = datetime.combine(FIRST + timedelta(days=DAYS), time(0), SHANGHAI)
    return sorted((act for act in acts if act.at < end), key=lambda act: (act.at, act.ticket))


def life(ticket: int, random: Random) -> Iterator[Act]:
    """One ticket from arrival on. Nothing happens twice in the same second to the same ticket."""
    at, grade = arrival(random), random.choices(GRADES, (2, 3, 5))[0]
    yield Act(at, ticket, "arrive", grade)
    path = random.choices(tuple(PATHS), WEIGHTS)[0]
    for what, patience in PATHS[path]:
        at += wait(random, patience)
        other = random.choice([one for one in GRADES if one != grade])
        grade = other if what == "regrade" else grade
        yield Act(at, ticket, what, grade if what == "regrade" else "")


SOON, HOURS, LATE = 12 * 60, 3 * 3600, 30 * 3600  # mean seconds
PATHS: dict[str, tuple[tuple[str, int], ...]] = {
    "ignored": (),
    "praise": (("reply", HOURS), ("withdraw", SOON)),
    "plain": (("reply", SOON), ("offer", HOURS), ("yes", HOURS)),
    "asked": (("ask", SOON), ("write", HOURS), ("reply", HOURS), ("offer", HOURS), ("yes", LATE)),
    "regraded": (("regrade", SOON), ("reply", HOURS), ("regrade", HOURS), ("offer", LATE), ("yes", HOURS)),
    "refused": (("reply", SOON), ("offer", HOURS), ("no", HOURS), ("reply", HOURS), ("offer", HOURS), ("yes", LATE)),
    "undecided": (("regrade", SOON), ("regrade", SOON), ("regrade", HOURS), ("reply", HOURS), ("withdraw", HOURS)),
    "long": (
        ("write", SOON),
        ("write", SOON),
        ("ask", LATE),
        ("regrade", HOURS),
        ("write", LATE),
        ("offer", LATE),
        ("yes", HOURS),
        ("reopen", LATE),
        ("reply", HOURS),
        ("withdraw", LATE),
    ),
}


WEIGHTS = (10, 54, 17, 6, 5, 4, 2, 2)  # how many of a hundred take each path, in the order above


def arrival(random: Random) -> datetime:
    """More by day than by night, at whole minutes, as people and mail servers do."""
    day = FIRST + timedelta(days=random.randrange(DAYS))
    minute = random.choices((random.randrange(9 * 60, 22 * 60), random.randrange(24 * 60)), (4, 1))[0]
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI)


def wait(random: Random, mean: int) -> timedelta:
    """Mostly short, sometimes days; never nothing."""
    return timedelta(seconds=1 + min(6 * DAY, int(random.expovariate(1 / mean))))
