"""Each target with its line, its months and how it stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.metrics import BY_KEY, Metric
from huisheng.watch.insight.models import Target, TargetMonth
from huisheng.watch.insight.targets.months import live_targets
from huisheng.watch.insight.targets.plan import Plan, State, behind_in_a_row, changed_by, middle_of, month_of, state_of


@dataclass(frozen=True, slots=True)
class Month:
    """One closed month: what it was (None: nothing to count), where the line stood in its middle."""

    first: date
    value: float | None
    count: int
    of: int | None
    planned: float | None
    state: State


@dataclass(frozen=True, slots=True)
class Track:
    """One target over its months, the oldest first."""

    target: Target
    metric: Metric
    plan: Plan
    months: list[Month]

    @property
    def latest(self) -> Month | None:
        """The last month that is kept."""
        return self.months[-1] if self.months else None

    @property
    def state(self) -> State:
        return self.latest.state if self.latest else State.UNKNOWN

    @property
    def behind(self) -> int:
        """How many months in a row, up to the last one, it was behind."""
        return behind_in_a_row([one.state for one in self.months])


def plan_of(target: Target) -> Plan:
    """The line of a target that was switched on."""
    assert target.first is not None  # noqa: S101 - those that are live have one
    baseline = target.measured if target.baseline is None else target.baseline
    goal = changed_by(baseline, target.goal) if target.kind == Target.Kind.CHANGE else target.goal
    return Plan(baseline, goal, target.first, target.months)


def targets_for(staff: Staff) -> list[Target]:
    """The house's, and those of the own teams; who sees everything sees all."""
    everything = staff.allows(Right.SEE_ALL)
    return [one for one in live_targets() if everything or one.team_id is None or one.team_id in staff.team_ids]


def tracks_of(targets: list[Target]) -> list[Track]:
    """With their kept months. One query."""
    kept: dict[int, list[TargetMonth]] = defaultdict(list)
    for row in TargetMonth.objects.filter(target__in=targets).order_by("month"):
        kept[row.target_id].append(row)
    return [_track(one, kept[one.pk]) for one in targets]


def _track(target: Target, kept: list[TargetMonth]) -> Track:
    plan, metric = plan_of(target), BY_KEY[target.metric]
    return Track(target, metric, plan, [_month(row, plan, metric) for row in kept if row.month >= month_of(plan.first)])


def _month(row: TargetMonth, plan: Plan, metric: Metric) -> Month:
    day = middle_of(row.month)
    state = state_of(row.value, plan, day, unit=metric.unit, better=metric.better)
    return Month(row.month, row.value, row.count, row.of, plan.at(day), state)


def goals_beside(staff: Staff) -> dict[str, Target]:
    """The target that stands beside each number on this person's pages, by the number's key: the house's; of one team, who
    sees that team alone reads its own. Remembered."""
    found: dict[str, Target] = {}
    for one in live_targets():
        own = one.team_id is not None and not staff.allows(Right.SEE_ALL) and staff.team_ids == [one.team_id]
        if own or (one.team_id is None and one.metric not in found):
            found[one.metric] = one
    return found


def today_of(now: datetime | None = None) -> date:
    return timezone.localdate(now)
