"""The shop has switched some of the shipped targets on, two months ago."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.kit.party import SYSTEM
from huisheng.watch.insight.actions import keep_target_months, save_target
from huisheng.watch.insight.actions.targets import goal_typed
from huisheng.watch.insight.metrics import BY_KEY
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.targets.plan import month_of, months_later
from huisheng.watch.insight.targets.writing import typed

AGO = 2  # months: the shop's history has two whole ones at least
IN_USE = {  # number → its baseline where ours is to be measured
    "within_30": "", "once": "", "complaint_p50": "", "csat_complaints": "", "appealed": "", "nps": "", "call_rating": "",
    "warm": "", "record_complete": "", "talk_mean": "7 min", "collab_mean": "",
}  # fmt: skip


def set_targets(people: Mapping[str, Staff], now: datetime) -> None:
    """Switch them on and count the months that are over."""
    first = months_later(month_of(timezone.localdate(now)), -AGO)
    for target in Target.objects.filter(metric__in=IN_USE):
        baseline = IN_USE[target.metric] or typed(target.baseline, BY_KEY[target.metric].unit)
        save_target(
            target, kind=target.kind, goal=goal_typed(target), baseline=baseline, first=first, months=target.months,
            owner=people["admin"], by=SYSTEM, now=now,
        )  # fmt: skip
    while keep_target_months(now=now):
        pass
