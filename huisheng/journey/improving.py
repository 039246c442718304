"""Bells of improvements: who got one, whose day has come, who is to look whether it worked."""

from datetime import datetime

from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.improvement.queries import checkers_to_tell, given_lately, owners_to_tell
from huisheng.watch.notify.actions import tell_plainly
from huisheng.watch.notify.models import NoticeTemplate

HOUR = 9  # local: before it nobody is told of a day that has come; ours
Audience = NoticeTemplate.Audience


def tell_of_improvements(*, now: datetime | None = None) -> int:
    """Owners hear that one is theirs, and when it is due; checkers, when to look. Twice is once. Returns how many bells
    rang.
    """
    at = now or timezone.now()
    rung = sum(
        _tell(one, one.owner, f"given:{one.owner_id}:{one.given_at:%Y%m%d%H%M%S}", "improvement_given", at)
        for one in given_lately(at)
    )
    local = timezone.localtime(at)
    if local.hour < HOUR:
        return rung
    today = local.date()
    rung += sum(_tell(one, one.owner, f"due:{one.due_on}", "improvement_due", at) for one in owners_to_tell(today))
    return rung + sum(
        _tell(one, one.checker, f"check:{one.check_on}", "improvement_check", at) for one in checkers_to_tell(today)
    )


def _tell(one: Improvement, staff: Staff, what: str, code: str, at: datetime) -> bool:
    told = tell_plainly(
        staff, code, key=f"improvement:{one.pk}:{what}", path=f"/desk/improvements/{one.pk}/",
        words=lambda: {"text": one.title}, at=at, audience=Audience.ASSIGNEE,
    )  # fmt: skip
    return told is not None
