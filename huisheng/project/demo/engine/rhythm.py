"""When feedback comes in: ninety days with weekdays, hours, growth and one week of a promotion."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

DAYS = 90
TOTAL = 1_720  # with the written scripts and the week of S0 about 2,000
WEEKDAYS = (1.15, 1.05, 1.0, 0.98, 1.05, 0.8, 0.72)
HOURS = (
    0.2, 0.1, 0.05, 0.03, 0.03, 0.05, 0.15, 0.4, 1.8, 3.3, 3.9, 3.4, 2.4, 2.4, 3.0, 3.3, 3.1, 2.6, 2.0, 2.3, 2.9, 2.0, 0.8,
    0.4,
)  # fmt: skip
PHONE_HOURS = range(9, 20)
CHANNELS = {"web": 32, "wechat": 22, "chat": 12, "phone": 21, "email": 7, "api": 3, "walk_in": 3}
PROMOTION = 35  # days before the week of S0 in which the promotion began
CROWDED, AFTERWARDS = 2.2, 1.5
LATELY = {0: 0.6, 1: 0.6, 2: 0.7}  # days ago: most of these days stands in the scripts
TOO_FRESH = timedelta(minutes=90)  # what came in since then is written in the scripts


@dataclass(frozen=True, slots=True)
class Moment:
    """Something comes in by a channel; during the promotion and the week after it people speak of it."""

    at: datetime
    channel: str
    promo: bool


def week_of_s0(now: datetime) -> datetime:
    """The Monday, 00:00, of the last complete week before today."""
    monday = now.date() - timedelta(days=now.weekday() + 7)
    return datetime.combine(monday, time(), tzinfo=now.tzinfo)


def moments(now: datetime, chance: Random) -> list[Moment]:
    """Everything that comes in by itself, apart from the week of S0, in the order of time."""
    monday = week_of_s0(now)
    days = [now.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
    own = [day for day in days if not monday.date() <= day < monday.date() + timedelta(days=7)]
    weights = [_weight(day, now, monday.date()) for day in own]
    found: list[Moment] = []
    for day, weight in zip(own, weights, strict=True):
        count = _whole(TOTAL * weight / sum(weights), chance)
        promo = _lift(day, monday.date()) > 1
        found += [one for one in _of_day(day, count, now, promo, chance) if one.at < now - TOO_FRESH]
    return sorted(found, key=lambda one: one.at)


def _of_day(day: date, count: int, now: datetime, promo: bool, chance: Random) -> Iterator[Moment]:
    for _number in range(count):
        [channel] = chance.choices(list(CHANNELS), list(CHANNELS.values()))
        hours = [weight if channel not in ("phone", "walk_in") or hour in PHONE_HOURS else 0
                 for hour, weight in enumerate(HOURS)]  # fmt: skip
        [hour] = chance.choices(range(24), hours)
        instant = time(hour, chance.randrange(60), chance.randrange(60))
        yield Moment(datetime.combine(day, instant, tzinfo=now.tzinfo), channel, promo)


def _weight(day: date, now: datetime, monday: date) -> float:
    ago = (now.date() - day).days
    growth = 1 - 0.2 * ago / DAYS
    return WEEKDAYS[day.weekday()] * growth * _lift(day, monday) * LATELY.get(ago, 1)


def _lift(day: date, monday: date) -> float:
    begun = (day - (monday - timedelta(days=PROMOTION))).days
    return CROWDED if 0 <= begun < 7 else AFTERWARDS if 7 <= begun < 12 else 1


def _whole(number: float, chance: Random) -> int:
    return int(number) + (chance.random() < number % 1)
