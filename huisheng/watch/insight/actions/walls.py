"""Make and revoke the links of wall screens."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.watch.insight.models import Wall
from huisheng.watch.insight.walls import fingerprint

A_YEAR = timedelta(days=365)
TOUCH_EVERY = timedelta(minutes=5)  # seen_at is for people; not a write per look


class WallRefused(Refused):
    code = "wall_refused"


class NotYourTeam(Refused):
    code = "not_your_team"
    status = 403


@transaction.atomic
def create_wall(
    name: str, *, team: Team | None, by: Staff, for_ever: bool = False, kind: str = Wall.Kind.LIVE
) -> tuple[Wall, str]:
    """A link for one screen, for a year or until it is revoked; returns it with its secret, which nobody can read again.

    Raises NotYourTeam for a part of the house that the maker may not see, WallRefused without a name.
    """
    if not by.allows(Right.SEE_ALL) and (team is None or team.pk not in by.team_ids):
        raise NotYourTeam(_("A screen shows what you may see yourself: choose one of your teams."), team="")
    if not name.strip():
        raise WallRefused(_("Please say where the screen hangs."), name="")
    secret = secrets.token_urlsafe(32)
    wall = Wall.objects.create(
        name=name.strip()[:80],
        kind=kind,
        digest=fingerprint(secret),
        hint=secret[:6],
        team=team,
        created_by=by,
        expires_at=None if for_ever else timezone.now() + A_YEAR,
    )
    after = {"name": wall.name, "kind": str(kind), "team": team.code if team else "", "for_ever": for_ever}
    record_change(f"insight.Wall:{wall.pk}", before=None, after=after, by=by.party)
    return wall, secret


@transaction.atomic
def revoke_wall(wall: Wall, *, by: Staff) -> None:
    """From now on the link shows nothing. Safe to repeat."""
    if Wall.objects.filter(pk=wall.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record_change(f"insight.Wall:{wall.pk}", before={"name": wall.name}, after={"revoked": True}, by=by.party)
    wall.refresh_from_db()


def note_seen(wall: Wall) -> None:
    """Remember that a screen shows it, at most once in five minutes."""
    now = timezone.now()
    if wall.seen_at is None or wall.seen_at < now - TOUCH_EVERY:
        stale = Q(seen_at=None) | Q(seen_at__lt=now - TOUCH_EVERY)
        Wall.objects.filter(stale, pk=wall.pk).update(seen_at=now)
