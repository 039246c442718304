"""Once a month: who owns a target that is behind two months in a row hears it; where nobody owns it, the supervisors."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.saying import said
from huisheng.watch.insight.targets.months import live_targets
from huisheng.watch.insight.targets.plan import month_of, months_later
from huisheng.watch.insight.targets.tracks import Track, tracks_of
from huisheng.watch.notify.actions import tell_plainly

BEHIND_MONTHS = 2  # in a row: one may be chance
HOUR = 9  # local: before it nobody is told; ours
PATH = "/desk/numbers/targets/"


def tell_of_tracks(*, now: datetime | None = None) -> int:
    """Ring for each target whose last two closed months were behind the line; once for a month, however often this runs.
    Returns how many were told."""
    at = now or timezone.now()
    local = timezone.localtime(at)
    targets = live_targets() if local.hour >= HOUR else ()
    if not targets:
        return 0
    last = months_later(month_of(local.date()), -1)
    late = [
        one
        for one in tracks_of(list(targets))
        if one.behind >= BEHIND_MONTHS and one.latest and one.latest.first == last
    ]
    return sum(_tell(person, one, at) for one in late for person in heard(one.target))


def heard(target: Target) -> Sequence[Staff]:
    """Its owner; else who leads the team, or any team where it is the house's. One query without an owner."""
    if target.owner is not None and target.owner.is_active:
        return [target.owner]
    people = Staff.objects.filter(is_active=True, role__rights__contains=[Right.BE_TOLD], memberships__leads=True)
    if target.team_id is not None:
        people = people.filter(memberships__team=target.team_id)
    return list(people.select_related("role").distinct().order_by("pk"))


def _tell(staff: Staff, track: Track, at: datetime) -> bool:
    key = f"target:{track.target.pk}:{track.latest.first:%Y-%m}"  # type: ignore[union-attr] # those that are late have one

    def words() -> dict[str, str]:
        return {"text": str(track.metric.name), "count": str(track.behind), "list": _months(track)}

    path = f"{PATH}#target-{track.target.pk}"
    return tell_plainly(staff, "target_behind", key=key, path=path, words=words, at=at) is not None


def _months(track: Track) -> str:
    unit = track.metric.unit
    return "\n".join(
        _("%(month)s: %(value)s, planned %(planned)s")
        % {"month": f"{one.first:%Y-%m}", "value": said(unit, one.value), "planned": said(unit, one.planned)}
        for one in track.months[-BEHIND_MONTHS:]
        if one.value is not None and one.planned is not None
    )
