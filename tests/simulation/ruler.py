"""Open time counted second by second in a plain table: slow to lay out, too simple to be wrong."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

Hours = Sequence[tuple[int, int]]  # seconds of the local day, the end not included
SHANGHAI = ZoneInfo("Asia/Shanghai")  # no clock change in the years that are played
DAY = 24 * 3600
WHOLE_DAY: Hours = ((0, DAY),)


class Ruler:
    """`used(a, b)` and `reach(start, amount)` in open seconds between two local dates."""

    def __init__(self, first: date, days: int, weekly: Mapping[int, Hours], overrides: Mapping[date, Hours]) -> None:
        self.zero = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
        is_open = bytearray()
        for offset in range(days):
            day = first + timedelta(days=offset)
            seconds = bytearray(DAY)
            for start, end in overrides[day] if day in overrides else weekly.get(day.weekday(), ()):
                seconds[start:end] = b"\x01" * (end - start)
            is_open += seconds
        self.before = array("q", accumulate(is_open, initial=0))  # open seconds before each second

    def used(self, a: datetime, b: datetime) -> int:
        """Open seconds from a to b."""
        return self.before[self._second(b)] - self.before[self._second(a)]

    def reach(self, start: datetime, amount: int) -> datetime:
        """The first instant by which `amount` open seconds have passed since `start`; 0 is `start` itself."""
        if amount == 0:
            return start
        second = bisect_left(self.before, self.before[self._second(start)] + amount)
        return self.zero + timedelta(seconds=second)

    def _second(self, instant: datetime) -> int:
        return int((instant - self.zero).total_seconds())
