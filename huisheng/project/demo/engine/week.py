"""The week of requirements S0, piece by piece: 127 = 98 online + 29 by phone, 117 solved in time, and so on.

The definitions by which the week is counted stand in `docs/demo.md`; a test counts it by SQL.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from ..cases import Case
from ..story import BY_HAND
from .deck import asks_again, says_robot
from .rhythm import week_of_s0

PHONE = 29
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
LONGEST = 3 * HOUR
DAY_WEIGHTS = (1.2, 1.1, 1.0, 1.0, 1.05, 0.85, 0.6)


@dataclass(frozen=True, slots=True)
class Lot:
    """So many pieces of one fate; of them so many by phone, so many answered late."""

    fate: str
    count: int
    phone: int
    late: int


LOTS: tuple[Lot, ...] = (
    Lot("first", 94, 26, 16),  # solved at first contact; with the robots 99
    Lot("robot", 5, 0, 1),  # the same, and the customer said that we speak like one
    Lot("rounds", 9, 0, 3),  # solved in time, but not at first contact
    Lot("again", 9, 0, 4),  # solved in time; asked again while the warehouse was silent
    Lot("again_open", 2, 0, 1),  # the same, not solved in time
    Lot("open", 5, 1, 3),  # not solved in time
    Lot("loyal_open", 3, 2, 1),  # not solved in time, customers of three years
)  # 127 pieces, 29 by phone, 29 late
SOLVED = ("first", "robot", "rounds", "again")


@dataclass(frozen=True, slots=True)
class Planned:
    """One piece of the week. `channel` empty = any online one."""

    at: datetime
    channel: str
    wait: timedelta
    fate: str

    @property
    def loyal(self) -> bool:
        """Three years and more with us; nobody else whose ticket stays unsolved is."""
        return self.fate == "loyal_open"

    @property
    def in_time(self) -> bool:
        return self.fate in SOLVED

    def hours(self, chance: Random) -> Iterator[datetime]:
        """Its time, then others of the same day."""
        yield self.at
        for _try in range(6):
            yield self.at.replace(hour=chance.randint(8, 12), minute=chance.randrange(45, 60))

    def fits(self, case: Case) -> bool:
        """Whether the case can have this fate."""
        if not self.channel and not set(case.on) - set(BY_HAND):
            return False
        if case.category == "suggestion":  # those go to the product team; the week is customer service's
            return False
        if case.twice or case.late or case.ends not in {"yes", "answered"} or case.agent:
            return False
        return FATES[self.fate](case) and says_robot(case) == (self.fate == "robot")


def _at_first(case: Case) -> bool:
    return case.at_first_contact and not asks_again(case)


def _not_at_first(case: Case) -> bool:
    return case.rounds >= 2 and not asks_again(case) and _ends_once(case)


def _asked_again(case: Case) -> bool:
    return asks_again(case) and case.category == "complaint_delay" and _ends_once(case)


def _still_open(case: Case) -> bool:
    return case.ends == "yes" and not asks_again(case) and _ends_once(case)


def _ends_once(case: Case) -> bool:
    """It never ends before its end."""
    return not any(step.kind == "yes" and (step.stars or 5) >= 3 for step in case.steps[:-1])


FATES = {
    "first": _at_first, "robot": _at_first, "rounds": _not_at_first, "again": _asked_again, "again_open": _asked_again,
    "open": _still_open, "loyal_open": _still_open,
}  # fmt: skip


def planned_week(now: datetime, chance: Random) -> list[Planned]:
    """The week in the order of time. One piece waits exactly three hours, the other late ones less."""
    monday = week_of_s0(now)
    found = [one for lot in LOTS for one in _of_lot(lot, monday, chance)]
    late = [place for place, one in enumerate(found) if one.wait > HOUR and one.fate == "loyal_open"]
    longest = found[late[0]]
    found[late[0]] = Planned(longest.at, longest.channel, LONGEST, longest.fate)
    return sorted(found, key=lambda one: one.at)


def _of_lot(lot: Lot, monday: datetime, chance: Random) -> Iterator[Planned]:
    late = set(chance.sample(range(lot.count), lot.late))
    for place in range(lot.count):
        channel = "phone" if place < lot.phone else ""
        minutes = chance.uniform(63, 165) if place in late else min(55.0, max(2.0, chance.lognormvariate(2.4, 0.7)))
        yield Planned(_some_time(lot.fate, monday, chance), channel, timedelta(seconds=int(minutes * 60)), lot.fate)


def _some_time(fate: str, monday: datetime, chance: Random) -> datetime:
    """In the hours of work; what takes longer begins early in the week, what stays open late."""
    weights = list(DAY_WEIGHTS)
    if fate in {"rounds", "again"}:
        weights[5:] = [0.3, 0]
    if fate.endswith("open"):
        weights[:3] = [0, 0, 0.4]
    [day] = chance.choices(range(7), weights)
    hour = chance.triangular(8.8, 16.5 if day == 6 else 18.5, 10.5)
    return monday + timedelta(days=day, seconds=int(hour * 3600))
