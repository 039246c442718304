"""The stretch of days a page of numbers is about, in the house's time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

LONGEST = 92  # days, a quarter: no page reads more than a bounded part of the house
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first moment of `first` to the last moment of `last`. `name`: today, 7, 30, week or own."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def stop(self) -> datetime:
        """The moment after the last one."""
        return midnight(self.last + DAY)

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that ask for it again; `chosen` reads them."""
        match self.name:
            case "own":
                return {"from": self.first.isoformat(), "to": self.last.isoformat()}
            case "week":
                return {"week": self.first.isoformat()}
        return {"period": self.name}

    @property
    def each_day(self) -> list[date]:
        return [self.first + n * DAY for n in range(self.days)]

    @property
    def before(self) -> "Period":
        """As many days right before it, to compare with."""
        return Period("own", self.first - self.days * DAY, self.first - DAY)


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def last_days(count: int, *, today: date | None = None) -> Period:
    """Today and the days before it."""
    today = today or timezone.localdate()
    return Period("today" if count == 1 else str(count), today - (count - 1) * DAY, today)


def week_of(day: date) -> Period:
    """The Monday to Sunday that `day` is in."""
    monday = day - day.weekday() * DAY
    return Period("week", monday, monday + 6 * DAY)


def own(first: date, last: date) -> Period:
    """Two dates in any order; of more than `LONGEST` days the last ones are taken."""
    first, last = min(first, last), max(first, last)
    return Period("own", max(first, last - (LONGEST - 1) * DAY), last)


def chosen(asked: Mapping[str, str], *, today: date | None = None) -> Period:
    """What an address asks for: `period=today|7|30`, `week=2026-11-16`, or `from=…&to=…`. Else the last seven days."""
    today = today or timezone.localdate()
    if asked.get("from") or asked.get("to"):
        first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
        if first or last:
            return own(first or last or today, last or first or today)
    if monday := _day(asked.get("week", "")):
        return week_of(monday)
    return last_days({"today": 1, "7": 7, "30": 30}.get(asked.get("period", ""), 7), today=today)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None
