"""The numbers of closed months, for targets.

They are kept: a page of fifteen tracks over two years would else count every ticket of two years at each look, and what a
month was does not change (facts are bounded by its end). Counted from the second day of the next month on, when what came
in last is known to be in time or late; counted anew when a number was redefined.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from huisheng.core.base.remembered import Remembered
from huisheng.watch.insight.metrics import BY_KEY, Thing
from huisheng.watch.insight.models import Target, TargetMonth
from huisheng.watch.insight.period import own
from huisheng.watch.insight.queries import Value, by_parts
from huisheng.watch.insight.targets.plan import last_of, month_of, months_between, months_later

SETTLES = timedelta(days=1)  # after a month's end
FURTHEST = 36  # months back that are counted
TEAM = {Thing.TICKETS: "team_id", Thing.CALLS: "team_id"}  # things that have a team


def _load() -> tuple[Target, ...]:
    rows = Target.objects.filter(active=True, first__isnull=False).select_related("owner", "team")
    return tuple(one for one in rows if one.metric in BY_KEY)


live_targets: Remembered[tuple[Target, ...]] = Remembered(_load, Target)
"""Those the house has switched on, in their order. Remembered."""


def closed_months(target: Target, now: datetime) -> list[date]:
    """The months a target is about that are over, the oldest first; with the one before its first day where that is the
    baseline."""
    if target.first is None:
        return []
    start = months_later(month_of(target.first), -1 if target.baseline is None else 0)
    today = timezone.localdate(now - SETTLES)
    start = max(start, months_later(month_of(today), -FURTHEST))
    return months_between(start, last_of(months_later(month_of(today), -1)))


def months_missing(now: datetime) -> list[tuple[Target, date]]:
    """What is to be counted still, or anew by another definition. One query beside what is remembered."""
    targets = live_targets()
    if not targets:
        return []
    kept = TargetMonth.objects.filter(target__in=targets)
    known = {(target, month, version) for target, month, version in kept.values_list("target", "month", "version")}
    return [
        (one, month)
        for one in targets
        for month in closed_months(one, now)
        if (one.pk, month, BY_KEY[one.metric].version) not in known
    ]


def counted_months(wanted: Iterable[tuple[Target, date]], now: datetime) -> list[TargetMonth]:
    """Count them over the whole house: one statement for each month and kind of thing, however many targets there are."""
    asked: dict[tuple[date, Thing], list[Target]] = defaultdict(list)
    for target, month in wanted:
        asked[month, BY_KEY[target.metric].thing].append(target)
    return [row for (month, thing), targets in asked.items() for row in _count(month, thing, targets, now)]


def _count(month: date, thing: Thing, targets: Sequence[Target], now: datetime) -> list[TargetMonth]:
    parts = (TEAM[thing],) if thing in TEAM and any(one.team_id for one in targets) else ()
    keys = list(dict.fromkeys(one.metric for one in targets))
    rows = by_parts(None, own(month, last_of(month)), parts, keys, now=now)
    teams = {row.part: row.values for part in parts for row in rows[part]}
    house = rows[""][0].values
    values = [house if one.team_id is None else teams.get(one.team_id, {}) for one in targets]
    return [month_row(one, month, found.get(one.metric), now) for one, found in zip(targets, values, strict=True)]


def month_row(target: Target, month: date, value: Value | None, now: datetime) -> TargetMonth:
    """A month as it is kept; a team without anything to count has no value."""
    return TargetMonth(
        target=target, month=month, value=value.amount if value else None, count=value.count if value else 0,
        of=value.of if value else None, version=BY_KEY[target.metric].version, made_at=now,
    )  # fmt: skip
