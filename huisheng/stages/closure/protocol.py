"""The written protocol of silence: how often, by which ways and at which hours a customer is asked whether it is solved.

Pure. Several tries, in different parts of the day, by more than one way where the customer has more; nobody is written to
or rung up between 21 and 9 (the house's hard limit is 22 to 8, requirements S2). Letters may leave on any day; the phone
rings only while the house works. What comes next follows from what was done: `next_step`; what is lacking: `missing`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huisheng.kit.worktime import WorkCalendar, open_spans

PHONE = "phone"
BLOCKS = {"morning": (9, 12), "afternoon": (14, 17), "evening": (18, 21)}  # hours of the local day
SHORTEST = timedelta(minutes=30)  # what must be left of a block, so that its hour is not a formality
AHEAD = 60  # days that are looked through for a time that suits
FRESH_WITHIN = timedelta(days=4)  # a new part of the day is waited for so long
DIFFERENT = 2  # parts of the day, at least
Span = tuple[str, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the house asks of itself (settings `closure.*`); hours are natural hours."""

    tries: int
    ways: int
    gap_hours: int
    wait_hours: int
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class Step:
    """One try: by which way, and when. Made, or to be made."""

    way: str
    at: datetime


def next_step(since: datetime, made: Sequence[Step], ways: Sequence[str], terms: Terms) -> Step | None:
    """The next try; None when nothing is missing. `ways`: by which the customer can be reached, the own one first.

    Asked from `since`, one `gap_hours` after the last try, in a part of the day that was not tried yet.
    """
    if not missing(made, ways, terms):
        return None
    way = _next_way(made, ways, terms)
    earliest = made[-1].at + timedelta(hours=terms.gap_hours) if made else since
    return Step(way, _time_for(way, earliest, _tried(made, terms), terms))


def missing(made: Sequence[Step], ways: Sequence[str], terms: Terms) -> tuple[str, ...]:
    """What the protocol still lacks: tries, ways, hours. Empty: every try was made."""
    lacks = (
        ("tries", len(made) < terms.tries),
        ("ways", len({one.way for one in made}) < _ways_needed(made, ways, terms)),
        ("hours", len(_tried(made, terms)) < _hours_needed(ways, terms)),
    )
    return tuple(name for name, is_so in lacks if is_so)


def silent_at(made: Sequence[Step], terms: Terms) -> datetime:
    """When silence after the last try is an answer, too. ValueError without any try."""
    return max(one.at for one in made) + timedelta(hours=terms.wait_hours)


def part_of_day(at: datetime, terms: Terms) -> str:
    """The block of the local day in which `at` lies, "" for the night and between two blocks."""
    hour = at.astimezone(terms.calendar.tz).hour
    return next((name for name, (begins, ends) in BLOCKS.items() if begins <= hour < ends), "")


def _tried(made: Sequence[Step], terms: Terms) -> set[str]:
    return {part_of_day(one.at, terms) for one in made} - {""}


def _ways_needed(made: Sequence[Step], ways: Sequence[str], terms: Terms) -> int:
    return min(terms.ways, len({*ways, *(one.way for one in made)}))


def _hours_needed(ways: Sequence[str], terms: Terms) -> int:
    """A house that works mornings only cannot ring up in the afternoon."""
    open_parts = set(BLOCKS)
    if set(ways) == {PHONE}:
        week = (span for day in range(7) for span in _open_blocks(date(2026, 1, 5) + timedelta(day), PHONE, terms))
        open_parts = {name for name, _begins, _ends in week} or open_parts
    return min(DIFFERENT, terms.tries, len(open_parts))


def _next_way(made: Sequence[Step], ways: Sequence[str], terms: Terms) -> str:
    used = [one.way for one in made]
    fresh = [way for way in ways if way not in used]
    if fresh and len(set(used)) < _ways_needed(made, ways, terms):
        return fresh[0]
    return min(ways, key=lambda way: (used.count(way), ways.index(way)))


def _time_for(way: str, earliest: datetime, tried: set[str], terms: Terms) -> datetime:
    first: datetime | None = None
    for name, at in _times(way, earliest, terms):
        if name not in tried and (first is None or at <= first + FRESH_WITHIN):
            return at
        first = first or at
        if at > first + FRESH_WITHIN:
            break
    return first or earliest


def _times(way: str, earliest: datetime, terms: Terms) -> Iterator[tuple[str, datetime]]:
    """Every part of a day that suits, from `earliest` on; where the calendar is never open, as if it always were."""
    day = earliest.astimezone(terms.calendar.tz).date()
    days = [day + timedelta(n) for n in range(AHEAD)]
    spans = [span for day in days for span in _open_blocks(day, way, terms)]
    for name, begins, ends in spans or [span for day in days for span in _open_blocks(day, "", terms)]:
        at = max(begins, earliest)
        if at + SHORTEST <= ends:
            yield name, at


def _open_blocks(day: date, way: str, terms: Terms) -> Iterator[Span]:
    """The parts of this day; for the phone as far as the house works then."""
    zone = terms.calendar.tz
    spans = open_spans(day, terms.calendar) if way == PHONE else None
    for name, (from_hour, to_hour) in BLOCKS.items():
        begins, ends = (datetime.combine(day, time(hour), tzinfo=zone) for hour in (from_hour, to_hour))
        for opens, shuts in [(begins, ends)] if spans is None else spans:
            if max(opens, begins) + SHORTEST <= min(shuts, ends):
                yield name, max(opens, begins), min(shuts, ends)
                break
