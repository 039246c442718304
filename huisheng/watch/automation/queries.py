"""Which views somebody has, and how that person likes to see them."""

from django.db.models import Q, QuerySet

from huisheng.core.accounts.models import Staff
from huisheng.core.base.asked import Asked

from .models import BulkItem, BulkRun, DeskLook, SavedView


def views_kept(*, owner: int | None, team: int | None) -> QuerySet[SavedView]:
    """The views of one circle: a person's, a team's, or (neither) everybody's, in their order."""
    return SavedView.objects.filter(owner=owner, team=team, active=True).order_by("rank", "id")


def views_for(staff: Staff) -> list[SavedView]:
    """The own views, then those of the own teams, then everybody's. One query."""
    found = _VIEWS(staff.pk, staff.team_ids)
    return sorted(found, key=lambda view: (view.owner_id is None, view.team_id is None, view.rank, view.pk))


def look_of(staff: Staff) -> DeskLook:
    """How this person likes to see the queue; as it is shipped where nothing was chosen. One query."""
    return _LOOK.first(staff.pk) or DeskLook(staff=staff)


def items_of(run: BulkRun) -> list[BulkItem]:
    """The tickets of a run with what became of each. Whoever chose them saw them then; what is done asks the gate anew."""
    return list(run.items.select_related("ticket"))


def _views(staff: int, teams: list[int]) -> QuerySet[SavedView]:
    circles = Q(owner=staff) | Q(team__any=teams) | Q(owner=None, team=None)
    return SavedView.objects.filter(circles, active=True).select_related("team").order_by("rank", "id")


_VIEWS: Asked[SavedView] = Asked(_views, int, list)
_LOOK: Asked[DeskLook] = Asked(lambda staff: DeskLook.objects.filter(staff=staff), int)
