"""What was said, in parts."""

from dataclasses import dataclass
from datetime import time

from huisheng.kit.durations import Unit


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was said: so many days from today, a weekday (0 = Monday) of this or next week, or a date."""

    ahead: int | None = None
    weekday: int | None = None
    next_week: bool = False
    month_day: tuple[int, int] | None = None


TODAY = Day(ahead=0)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One promised time and where it stands: `amount` and `unit`, or a `day` with its hour (None = when we close).

    `until_midnight`: the whole of that day.
    """

    start: int
    end: int
    amount: int = 0
    unit: Unit | None = None
    day: Day = TODAY
    at: time | None = None
    until_midnight: bool = False
