"""Working time: how many open minutes lie between two instants, and where a number of them ends.

All arithmetic is done on UTC instants in whole microseconds, so a day with a clock change has its true length.
The open spans of a calendar are laid out once per block of 32 days and kept: a call is a few bisections.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import accumulate
from types import MappingProxyType
from zoneinfo import ZoneInfo

Interval = tuple[time, time]
MINUTE = 60_000_000  # microseconds, the unit of every integer below
BLOCK = 32 * 24 * 60 * MINUTE
LONGEST = 100 * 366 * 24 * 60  # minutes
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
WHOLE_DAY: tuple[Interval, ...] = ((time(0), time(0)),)


@dataclass(frozen=True, slots=True)
class Block:
    """The open spans of one block of days: starts, ends, and the open time before each span."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def open_until(self, instant: int) -> int:
        """Open microseconds from the start of the block to the instant."""
        i = bisect_right(self.starts, instant) - 1
        return 0 if i < 0 else self.before[i] + min(instant, self.ends[i]) - self.starts[i]

    def reach(self, amount: int) -> int:
        """The earliest instant at which `amount` (above 0, at most `total`) open microseconds have passed."""
        i = bisect_left(self.before, amount) - 1
        return self.starts[i] + amount - self.before[i]

    def reach_late(self, amount: int) -> int:
        """The latest instant at which no more than `amount` (below `total`) open microseconds have passed."""
        i = bisect_right(self.before, amount) - 1
        return self.starts[i] + amount - self.before[i]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When the house works.

    `weekly` maps weekday 0-6 (Monday is 0) to intervals of local time, `overrides` maps a date to the intervals that
    replace that weekday's (empty = closed). `(00:00, 00:00)` is the whole day; an end not after its start runs into
    the next day and belongs to the day on which it starts. Intervals may touch or overlap: no minute counts twice.
    """

    tz: tzinfo
    weekly: Mapping[int, Sequence[Interval]]
    overrides: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
    _blocks: dict[int, Block] = field(init=False, repr=False, compare=False, default_factory=dict)
    _always: bool = field(init=False, repr=False, compare=False, default=False)

    def __post_init__(self) -> None:
        if isinstance(self.tz, str):
            object.__setattr__(self, "tz", ZoneInfo(self.tz))
        if not set(self.weekly) <= set(range(7)):
            raise ValueError("weekly maps weekdays 0 (Monday) to 6 (Sunday)")
        for name in ("weekly", "overrides"):  # what is laid out once must not change under our feet
            kept = {day: tuple(spans) for day, spans in getattr(self, name).items()}
            object.__setattr__(self, name, MappingProxyType(kept))
        whole = all((time(0), time(0)) in tuple(self.weekly.get(day, ())) for day in range(7))
        object.__setattr__(self, "_always", whole and not self.overrides)

    def intervals(self, day: date) -> Sequence[Interval]:
        """The intervals that start on a local date."""
        return self.overrides[day] if day in self.overrides else self.weekly.get(day.weekday(), ())


def ALWAYS(tz: tzinfo | str) -> WorkCalendar:  # noqa: N802 - reads as the constant it stands for
    """The calendar that never closes (7x24)."""
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    return WorkCalendar(zone, dict.fromkeys(range(7), WHOLE_DAY))


def add_work_minutes(start: datetime, minutes: float, calendar: WorkCalendar) -> datetime:
    """The earliest instant, in the calendar's zone, by which `minutes` of open time have passed since `start`.

    A sum that ends at closing time is due then, not the next morning; 0 minutes is `start` itself. Negative minutes
    count back: the latest instant from which so many open minutes lead to `start`.
    Raises ValueError for a naive time, for a calendar that never opens (again) in that direction, and for a sum that
    no date can hold.
    """
    instant, amount = _instant(start), _amount(minutes)
    _refuse_never_open(calendar)
    try:
        if calendar._always or amount == 0:
            return _datetime(instant + amount, calendar)
        return _datetime((_forward if amount > 0 else _backward)(instant, abs(amount), calendar), calendar)
    except OverflowError as error:
        raise ValueError("this lies beyond the years a date can hold") from error


def work_minutes_between(a: datetime, b: datetime, calendar: WorkCalendar) -> float:
    """Open minutes from `a` to `b`, negative when `b` is earlier; exact to the microsecond.

    Raises ValueError for a naive time and for a calendar that never opens.
    """
    first, last = _instant(a), _instant(b)
    _refuse_never_open(calendar)
    if calendar._always:
        return (last - first) / MINUTE
    if last < first:
        return -_open_between(last, first, calendar) / MINUTE
    return _open_between(first, last, calendar) / MINUTE


def next_open(at: datetime, calendar: WorkCalendar) -> datetime:
    """`at` itself while the house is open, else the next opening. Closing time is closed already.

    Raises ValueError for a naive time and for a calendar that never opens (again).
    """
    instant = _instant(at)
    _refuse_never_open(calendar)
    if calendar._always:
        return _datetime(instant, calendar)
    for block in _blocks_from(instant // BLOCK, 1, calendar):
        i = bisect_right(block.ends, instant)
        if i < len(block.ends):
            return _datetime(max(instant, block.starts[i]), calendar)
    raise ValueError("the calendar does not open again")


def is_open(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether the house works at this instant. Raises ValueError for a naive time."""
    instant = _instant(at)
    block = _block(instant // BLOCK, calendar)
    i = bisect_right(block.ends, instant)
    return i < len(block.ends) and block.starts[i] <= instant


def open_spans(day: date, calendar: WorkCalendar) -> list[tuple[datetime, datetime]]:
    """The spans that start on a local date, as aware datetimes in the calendar's zone, merged and in order."""
    return [(_datetime(start, calendar), _datetime(end, calendar)) for start, end in _merged(_day_spans(day, calendar))]


def is_work_day(day: date, calendar: WorkCalendar) -> bool:
    """Whether any working interval starts on this local date."""
    return bool(calendar.intervals(day))


def _instant(moment: datetime) -> int:
    if moment.utcoffset() is None:
        raise ValueError("working time needs an aware datetime")
    return (moment - EPOCH) // MICROSECOND


def _amount(minutes: float) -> int:
    """Minutes in microseconds. Nobody promises more than a century, and the days would be laid out one by one."""
    if not abs(minutes) <= LONGEST:  # also what is no number
        raise ValueError("working time is counted over a hundred years at most")
    return round(minutes * MINUTE)


def _datetime(instant: int, calendar: WorkCalendar) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(calendar.tz)


def _refuse_never_open(calendar: WorkCalendar) -> None:
    if not (any(calendar.weekly.values()) or any(calendar.overrides.values())):
        raise ValueError("the calendar never opens")


def _forward(instant: int, amount: int, calendar: WorkCalendar) -> int:
    index = instant // BLOCK
    amount += _block(index, calendar).open_until(instant)
    for block in _blocks_from(index, 1, calendar):
        if amount <= block.total:
            return block.reach(amount)
        amount -= block.total
    raise ValueError("the calendar does not open often enough")


def _backward(instant: int, amount: int, calendar: WorkCalendar) -> int:
    index = instant // BLOCK
    amount += _block(index, calendar).total - _block(index, calendar).open_until(instant)
    for block in _blocks_from(index, -1, calendar):
        if amount <= block.total:
            return block.reach_late(block.total - amount)
        amount -= block.total
    raise ValueError("the calendar was not open often enough")


def _open_between(first: int, last: int, calendar: WorkCalendar) -> int:
    from_block, to_block = first // BLOCK, last // BLOCK
    whole = sum(_block(index, calendar).total for index in range(from_block, to_block))
    return whole + _block(to_block, calendar).open_until(last) - _block(from_block, calendar).open_until(first)


def _blocks_from(index: int, step: int, calendar: WorkCalendar) -> Iterator[Block]:
    """Blocks one after another; ends when nothing but overrides opens the house and none is left that way."""
    edge = _edge(step, calendar)
    while edge is None or index * step <= edge * step:
        yield _block(index, calendar)
        index += step


def _edge(step: int, calendar: WorkCalendar) -> int | None:
    if any(calendar.weekly.values()):
        return None
    day = max(calendar.overrides) + 3 * ONE_DAY if step > 0 else min(calendar.overrides) - 3 * ONE_DAY
    return _instant(datetime.combine(day, time(0), UTC)) // BLOCK


def _block(index: int, calendar: WorkCalendar) -> Block:
    block = calendar._blocks.get(index)
    if block is None:
        block = calendar._blocks[index] = _lay_out(index, calendar)
    return block


def _lay_out(index: int, calendar: WorkCalendar) -> Block:
    """Two days around the block cover every zone and every night shift; what sticks out is cut off."""
    low, high = index * BLOCK, (index + 1) * BLOCK
    first = (EPOCH + timedelta(microseconds=low)).date() - 2 * ONE_DAY
    spans = _merged(span for n in range(36) for span in _day_spans(first + n * ONE_DAY, calendar))
    cut = [(max(start, low), min(end, high)) for start, end in spans if start < high and end > low]
    lengths = list(accumulate((end - start for start, end in cut), initial=0))
    return Block(tuple(s for s, _ in cut), tuple(e for _, e in cut), tuple(lengths[:-1]), lengths[-1])


def _day_spans(day: date, calendar: WorkCalendar) -> Iterator[tuple[int, int]]:
    for opens, closes in calendar.intervals(day):
        end_day = day if closes > opens else day + ONE_DAY
        start, end = _resolve(day, opens, calendar.tz), _resolve(end_day, closes, calendar.tz)
        if end > start:
            yield start, end


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _resolve(day: date, clock: time, tz: tzinfo) -> int:
    """The instant of a local time: the first of two when clocks go back, the jump itself when it was skipped."""
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tz)
    instant = (local - EPOCH) // MICROSECOND
    if (EPOCH + timedelta(microseconds=instant)).astimezone(tz).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _jump(local, tz)


def _jump(skipped: datetime, tz: tzinfo) -> int:
    """The instant of the clock change that skipped this local time, found by halving."""
    wall = skipped.replace(tzinfo=None)
    low, high = (skipped.replace(fold=1) - EPOCH) // MICROSECOND, (skipped - EPOCH) // MICROSECOND
    while high - low > 1:
        middle = (low + high) // 2
        after = (EPOCH + timedelta(microseconds=middle)).astimezone(tz).replace(tzinfo=None) > wall
        low, high = (low, middle) if after else (middle, high)
    return high
