"""Set targets, switch them on and off, keep the months they are measured by."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.watch.insight.metrics import BY_KEY, Unit
from huisheng.watch.insight.models import Target, TargetMonth
from huisheng.watch.insight.targets.months import FURTHEST, TEAM, counted_months, months_missing
from huisheng.watch.insight.targets.plan import month_of, months_later
from huisheng.watch.insight.targets.writing import amount_of, percent_of, typed

Kind = Target.Kind
LONGEST = 60  # months
AT_ONCE = 24  # months of targets counted in one go; the next minute goes on


class TargetRefused(Refused):
    """A target that cannot be followed. `fields` names the form field at fault."""

    code = "target_refused"


@transaction.atomic
def save_target(
    target: Target | None = None,
    *,
    goal: str,
    first: date | None,
    by: Party,
    metric: str = "",
    team: Team | None = None,
    kind: str = Kind.VALUE,
    baseline: str = "",
    months: int = 0,
    owner: Staff | None = None,
    active: bool = True,
    now: datetime | None = None,
) -> Target:
    """Make a target, or change one; its number and team stay. `goal` and `baseline` as people type them ("90%", "48 h").

    Raises TargetRefused.
    """
    before = target_facts(target) if target else None
    if target is None:
        target = Target(code=f"own-{uuid.uuid4().hex[:12]}", metric=metric, team=team, rank=1000)
        _refuse_twice(target)
    target.kind, target.goal = kind, _goal(target, goal, kind)
    target.baseline = _amount(target, baseline, "baseline") if baseline.strip() else None
    if target.baseline == target.goal and kind == Kind.VALUE and months:
        raise TargetRefused(_("Goal and baseline are the same: nothing would change."), goal="")
    today = timezone.localdate(now)
    if active and first is None:
        raise TargetRefused(_("Please say from which day on it holds."), first="")
    if first and first < months_later(month_of(today), -FURTHEST):
        raise TargetRefused(_("It can begin three years ago at most."), first="")
    if not 0 <= months <= LONGEST:
        raise TargetRefused(_("Please give it 0 to %(most)s months.") % {"most": LONGEST}, months="")
    if target.first != first:
        target.measured = None
    target.first, target.months, target.owner, target.active = first, months, owner, active
    target.save()
    _measure(target)
    after = target_facts(target)
    if before != after:
        record_change(f"insight.Target:{target.pk}", before=before, after=after, by=by)
    return target


def target_facts(target: Target) -> dict[str, Any]:
    """What the audit keeps of a target, as people type it."""
    unit = BY_KEY[target.metric].unit
    return {
        "metric": target.metric,
        "team": target.team.code if target.team else "",
        "kind": str(target.kind),
        "baseline": typed(target.baseline, unit),
        "goal": goal_typed(target),
        "first": target.first.isoformat() if target.first else "",
        "months": target.months,
        "owner": target.owner.username if target.owner else "",
        "active": target.active,
    }


def goal_typed(target: Target) -> str:
    """The goal as a form shows it: "90%", "48 h", "-20%" where it is a change."""
    if target.kind == Kind.CHANGE:
        return f"{target.goal:+.10g}%"
    return typed(target.goal, BY_KEY[target.metric].unit)


@transaction.atomic
def keep_target_months(*, now: datetime | None = None) -> int:
    """Count the closed months that no target in force has yet, and keep them; returns how many. Safe to repeat: a month is
    written once for each definition of its number."""
    at = now or timezone.now()
    wanted = months_missing(at)[:AT_ONCE]
    if not wanted:
        return 0
    rows = counted_months(wanted, at)
    columns = ["value", "count", "of", "version", "made_at"]
    TargetMonth.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["target", "month"], update_fields=columns
    )
    for target in {row.target for row in rows if row.target.baseline is None}:
        _measure(target)
    return len(rows)


def _measure(target: Target) -> None:
    """The month before the first day is the baseline where none was typed."""
    if target.first is None or target.baseline is not None:
        return
    before = months_later(month_of(target.first), -1)
    row = TargetMonth.objects.filter(target=target, month=before).first()
    if row is not None and row.value != target.measured:
        target.measured = row.value
        target.save(update_fields=["measured"])


def _refuse_twice(target: Target) -> None:
    if target.metric not in BY_KEY:
        raise TargetRefused(_("Please choose a number."), metric="")
    one = BY_KEY[target.metric]
    if not one.better:
        raise TargetRefused(_("This number has no better or worse; choose another one."), metric="")
    if target.team is not None and one.thing not in TEAM:
        raise TargetRefused(_("This number is not counted by team: leave the team empty."), team="")
    if Target.objects.filter(metric=target.metric, team=target.team).exists():
        raise TargetRefused(_("There is a target for this number already: change that one."), metric="")


def _goal(target: Target, text: str, kind: str) -> float:
    if kind != Kind.CHANGE:
        return _amount(target, text, "goal")
    try:
        return percent_of(text)
    except ValueError:
        raise TargetRefused(_("Please write the change in per cent, such as -20."), goal="") from None


def _amount(target: Target, text: str, field: str) -> float:
    unit = BY_KEY[target.metric].unit
    try:
        return amount_of(text, unit)
    except ValueError:
        how = {
            Unit.SHARE: _("Please write a share, such as 90%."),
            Unit.TIME: _("Please write a time with its unit, such as 48 h, 3 d or 10 min."),
            Unit.STARS: _("Please write stars from 1 to 5, such as 4.5."),
            Unit.SCORE: _("Please write points from 0 to 100."),
            Unit.NPS: _("Please write a score from -100 to 100."),
        }
        raise TargetRefused(how.get(unit, _("Please write a number.")), **{field: ""}) from None
