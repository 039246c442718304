"""Who is on duty at the shop this week and the next, who manages, who is away."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from huisheng.core.accounts.actions import add_absence, change_staff, plan_shifts
from huisheng.core.accounts.models import Shift, Staff
from huisheng.core.accounts.shifts import Pattern
from huisheng.kit.party import SYSTEM

WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
DAY, EARLY, LATE = (time(9), time(18)), (time(8), time(17)), (time(13), time(22))
AROUND = (time(9), time(9))  # till the next morning
WEEKS = 3  # the last, this one and the next


@dataclass(frozen=True, slots=True)
class Turn:
    """The same hours of the same people, every week."""

    logins: tuple[str, ...]
    weekdays: frozenset[int]
    hours: tuple[time, time]
    kind: str = Shift.Kind.DESK
    note: str = ""


TURNS: tuple[Turn, ...] = (
    Turn(("lin", "dan"), WORKDAYS, EARLY, note="早班"),
    Turn(("zhou", "su", "li", "zheng"), WORKDAYS, DAY),
    Turn(("wang",), frozenset(range(6)), DAY),
    Turn(("he",), WORKDAYS, LATE, note="晚班"),
    Turn(("qin",), frozenset({0, 1, 2}), LATE, note="晚班"),
    Turn(("xu",), frozenset({0, 3, 4}), LATE, note="晚班"),
    Turn(("xu", "qin"), WEEKEND, DAY, note="周末班"),
    Turn(("chen",), frozenset({0, 1, 2, 3}), AROUND, Shift.Kind.MANAGER),
    Turn(("admin",), frozenset({4, 5, 6}), AROUND, Shift.Kind.MANAGER),
)
BY_ROSTER = ("he", "xu", "qin")  # the others are on duty whenever they are online, as visitors try them at any hour


def plan_duty(people: dict[str, Staff], now: datetime) -> None:
    """The roster of three weeks, this one in the middle; a training with somebody who stands in, and a day off."""
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(days=7)
    last = first + timedelta(days=7 * WEEKS - 1)
    for turn in TURNS:
        opens, closes = turn.hours
        pattern = Pattern(turn.weekdays, opens, closes, first, last, kind=turn.kind, note=turn.note)
        plan_shifts([people[login] for login in turn.logins], pattern, by=SYSTEM)
    for login in BY_ROSTER:
        change_staff(people[login], rostered=True, by=SYSTEM)
    midnight = timezone.make_aware(datetime.combine(today, time()))
    away = {"since": midnight - timedelta(days=1), "until": midnight + timedelta(days=3)}
    add_absence(people["gao"], **away, substitute=people["dan"], reason="新人培训", by=SYSTEM)
    next_wednesday = timezone.make_aware(datetime.combine(monday + timedelta(days=9), time()))
    until = next_wednesday + timedelta(days=1)
    add_absence(people["zhou"], since=next_wednesday, until=until, reason="年假", by=SYSTEM)
