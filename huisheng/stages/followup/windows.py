"""When somebody is rung up: the hours that are allowed, those that suit, and room for everybody. Pure.

Hard: from 8 to 22 in the customer's own time, whatever is due. Preferred: the hours in which this customer writes and
answers, where enough is known; else workdays 9-11 and 14-17 (requirements S2). Due wins over preference, never over the
hard hours. A try after one that failed goes to another part of the day.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

OPENS, CLOSES = 8, 22  # the hard hours: no call before the one or after the other (requirements S2)
GOOD_HOURS = frozenset({9, 10, 14, 15, 16})  # 9-11 and 14-17 (requirements S2)
PARTS = (12, 14, 18, CLOSES)  # where the parts of a day end: morning, noon, afternoon, evening
STEP = timedelta(minutes=10)  # a talk of 5-8 minutes and its notes (requirements S2)
STEP_MINUTES = 10
ENOUGH = 5  # words of the customer from which habits are read
LOOK_AHEAD = timedelta(days=14)  # how far beyond its due time a slot is looked for, at most

Works = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one call asks for. `habits`: the hours of the day this customer is active in; empty = not known.

    `failed`: the hours of tries that failed. `busy`: local days on which this customer is rung up for something else.
    """

    begins: datetime
    due: datetime
    zone: tzinfo
    habits: frozenset[int] = frozenset()
    failed: tuple[int, ...] = ()
    busy: frozenset[date] = frozenset()


@dataclass(slots=True)
class Room:
    """How many calls begin in each step of ten minutes, on one team's list, and how many hands it has.

    `known` looks up what is planned on a day (UTC) already; asked once a day.
    """

    hands: int = 1
    known: Callable[[date], Mapping[datetime, int]] = lambda _day: {}
    taken: Counter[datetime] = field(default_factory=Counter)
    seen: set[date] = field(default_factory=set)
    starts: dict[tuple[datetime, ...], tuple[int, int]] = field(default_factory=dict)

    def calls_at(self, step: datetime) -> int:
        day = step.date()
        if day not in self.seen:
            self.seen.add(day)
            self.taken.update(self.known(day))
        return self.taken[step]

    def take(self, steps: tuple[datetime, ...]) -> tuple[datetime, datetime]:
        """The first of these steps with a free hand, and a minute in it; where none has one, each bears one call more a hand.

        Whoever asks with the same steps again goes on where the last one found room: planning many stays linear.
        """
        place, level = self.starts.get(steps, (0, 1))
        while self.calls_at(steps[place]) >= self.hands * level:
            place, level = (place + 1, level) if place + 1 < len(steps) else (0, level + 1)
        self.starts[steps] = place, level
        before = self.taken[steps[place]]
        self.taken[steps[place]] += 1
        return steps[place], steps[place] + timedelta(minutes=before // self.hands % STEP_MINUTES)


def slot(wish: Wish, *, works: Works, room: Room) -> datetime:
    """The minute this call is planned for, in UTC. Raises ValueError for a naive time."""
    step, at = room.take(steps_for(wish, works=works))
    if step < wish.due:  # the minute inside a step may not carry it over the due time
        at = min(at, wish.due.astimezone(UTC))
    return max(at, wish.begins.astimezone(UTC))


def steps_for(wish: Wish, *, works: Works) -> tuple[datetime, ...]:
    """Every step this call may begin in, the best first: all before it is due, or the first hours after where none is."""
    if wish.begins.tzinfo is None or wish.due.tzinfo is None:
        raise ValueError("a call needs instants with their time zone")
    return _steps(wish, works) or _first_after(wish, works)


@lru_cache(maxsize=512)
def _steps(wish: Wish, works: Works) -> tuple[datetime, ...]:
    found = _allowed(wish.begins, wish.due, wish.zone)
    return tuple(one for _how, one in sorted((_rank(one, wish, works), one) for one in found))


def _first_after(wish: Wish, works: Works) -> tuple[datetime, ...]:
    """It is due before anybody may be rung up: the first hour in which one may, as near as can be."""
    first = next(_allowed(wish.begins, wish.begins + LOOK_AHEAD, wish.zone))
    return tuple(_allowed(first, first + timedelta(hours=1), wish.zone)) or (first,)


def _rank(step: datetime, wish: Wish, works: Works) -> tuple[int, bool, bool]:
    """Lower is better: another part of the day than failed tries, a day without another call, an hour that suits."""
    local = step.astimezone(wish.zone)
    fails = sum(part_of(hour) == part_of(local.hour) for hour in wish.failed)
    return fails, local.date() in wish.busy, not suits(local, wish.habits, works)


def suits(local: datetime, habits: Collection[int], works: Works) -> bool:
    """Whether this is an hour the customer likes: own habits on any day, else the usual hours of a workday."""
    if habits:
        return local.hour in habits
    return local.hour in GOOD_HOURS and works(local.date())


def habits_of(hours: Iterable[int], *, enough: int = ENOUGH) -> frozenset[int]:
    """The hours of the day somebody is active in, from the hours of what they wrote: those with at least half as much as
    the busiest, inside the hard hours. Empty where too little is known.
    """
    counted = Counter(hour for hour in hours if OPENS <= hour < CLOSES)
    if counted.total() < enough:
        return frozenset()
    most = max(counted.values())
    return frozenset(hour for hour, count in counted.items() if count * 2 >= most)


def part_of(hour: int) -> int:
    """Which part of the day an hour belongs to: 0 morning, 1 noon, 2 afternoon, 3 evening."""
    return next((part for part, end in enumerate(PARTS) if hour < end), len(PARTS) - 1)


def may_ring(at: datetime, zone: tzinfo) -> bool:
    """Whether this instant lies inside the hard hours of somebody in this zone."""
    return OPENS <= at.astimezone(zone).hour < CLOSES


def keepable(begins: datetime, due: datetime, zone: tzinfo) -> datetime:
    """A due time before which nobody may be rung up cannot be kept: then it is an hour after one may again, in UTC."""
    first = next(_allowed(begins, begins + LOOK_AHEAD, zone))
    return due if first < due else first + timedelta(hours=1)


def _allowed(begins: datetime, due: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The steps inside the hard hours that begin before `due`; the one that is running at `begins` counts."""
    step = _floor(begins.astimezone(zone)).astimezone(UTC)
    while step < due:
        local = step.astimezone(zone)
        if OPENS <= local.hour < CLOSES:
            yield step
            step += STEP
        else:
            step = _next_opening(local, zone)


def _next_opening(local: datetime, zone: tzinfo) -> datetime:
    day = local.date() if local.hour < OPENS else local.date() + timedelta(days=1)
    return datetime.combine(day, time(OPENS), zone).astimezone(UTC)


def _floor(at: datetime) -> datetime:
    return at.replace(minute=at.minute // STEP_MINUTES * STEP_MINUTES, second=0, microsecond=0)
