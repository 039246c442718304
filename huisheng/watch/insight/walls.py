"""Which wall a secret opens, and which walls somebody may manage."""

import hashlib
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.asked import Asked
from huisheng.watch.insight.models import Wall

_BY_DIGEST: Asked[Wall] = Asked(lambda digest: Wall.objects.select_related("team").filter(digest=digest), str)


def wall_by_secret(secret: str, *, at: datetime | None = None) -> Wall | None:
    """The wall that this secret opens now; None for an unknown, revoked or expired one. One query."""
    wall = _BY_DIGEST.first(fingerprint(secret))
    return wall if wall and wall.opens(at or timezone.now()) else None


def walls_of(staff: Staff) -> QuerySet[Wall]:
    """The walls this person may see in the list and revoke, living ones first: all, or those of the own teams and those made by oneself."""
    walls = Wall.objects.select_related("team", "created_by").order_by(F("revoked_at").asc(nulls_first=True), "-id")
    if staff.allows(Right.SEE_ALL):
        return walls
    return walls.filter(Q(team__in=staff.team_ids) | Q(created_by=staff))


def fingerprint(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
