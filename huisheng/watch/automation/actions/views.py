"""Keep a view, change it, put it at another place, retire it."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import record_change
from huisheng.core.base.rows import rewrite
from huisheng.kit.conditions import Condition
from huisheng.kit.errors import Refused

from ..fields import faults_of
from ..models import SavedView
from ..orders import COLUMNS, ORDERS
from ..queries import views_kept

MOST_VIEWS = 30  # that one person, one team or the house keeps
AUDITED = ("name", "name_en", "condition", "order", "columns", "active")


class ViewRefused(Refused):
    code = "view_refused"


def may_keep(staff: Staff, view: SavedView) -> bool:
    """One's own always; a team's who assigns in that team; everybody's who sets up the house."""
    if view.owner_id:
        return view.owner_id == staff.pk
    if view.team_id:
        mine = staff.allows(Right.SEE_ALL) or view.team_id in staff.team_ids
        return mine and staff.allows(Right.ASSIGN)
    return staff.allows(Right.SETTINGS)


@transaction.atomic
def save_view(
    view: SavedView | None = None,
    *,
    name: str,
    condition: Condition,
    staff: Staff,
    name_en: str = "",
    team: Team | None = None,
    for_all: bool = False,
    order: str = "",
    columns: Sequence[str] = (),
) -> SavedView:
    """Make a view (it stands last) or change one; whose it is stays. Without `team` and `for_all` it is the person's own.

    Raises ViewRefused: no name, a condition that cannot be asked, an unknown order, not theirs to keep, too many.
    """
    if view is None:
        view = SavedView(owner=None if team or for_all else staff, team=team, by_kind="staff", by_id=staff.pk)
    _refuse(staff, view, name, condition, order)
    before = facts_of(view) if view.pk else None
    view.name, view.name_en, view.condition = name.strip(), name_en.strip(), dict(condition)
    view.order, view.columns = order, [code for code in columns if code in COLUMNS]
    if not view.pk:
        view.rank = _next_rank(view)
    view.save()
    _audit(view, before, staff)
    return view


@transaction.atomic
def retire_view(view: SavedView, *, staff: Staff) -> None:
    """Take it off everybody's desk; the row stays. Raises ViewRefused."""
    _refuse_stranger(staff, view)
    before = facts_of(view)
    view.active = False
    view.save(update_fields=["active"])
    _audit(view, before, staff)


@transaction.atomic
def move_view(view: SavedView, *, way: Literal["up", "down"], staff: Staff) -> None:
    """One place up or down among the views of the same circle; at the end it stays. Raises ViewRefused."""
    _refuse_stranger(staff, view)
    row = list(_circle(view).select_for_update())
    at = next((place for place, one in enumerate(row) if one.pk == view.pk), None)
    to = None if at is None else at + (1 if way == "down" else -1)
    if at is None or to is None or not 0 <= to < len(row):
        return
    row[at], row[to] = row[to], row[at]
    for rank, one in enumerate(row):
        one.rank = rank
    rewrite(row, "rank")


def facts_of(view: SavedView) -> dict[str, Any]:
    """For the audit."""
    return {name: getattr(view, name) for name in AUDITED}


def _refuse(staff: Staff, view: SavedView, name: str, condition: Condition, order: str) -> None:
    _refuse_stranger(staff, view)
    if not name.strip():
        raise ViewRefused(_("Please give a name."), name="")
    if order and order not in ORDERS:
        raise ViewRefused(_("There is no such order."), order=order)
    if faults := faults_of(condition, staff, timezone.now()):
        raise ViewRefused(" ".join(faults), condition="")
    if not view.pk and _circle(view).count() >= MOST_VIEWS:
        raise ViewRefused(_("There are %(most)s views already. Please retire one first."), most=MOST_VIEWS)


def _refuse_stranger(staff: Staff, view: SavedView) -> None:
    if not may_keep(staff, view):
        raise ViewRefused(_("This view belongs to others. Keep one of your own instead."))


def _circle(view: SavedView) -> Any:
    return views_kept(owner=view.owner_id, team=view.team_id)


def _next_rank(view: SavedView) -> int:
    last = _circle(view).last()
    return last.rank + 1 if last else 0


def _audit(view: SavedView, before: dict[str, Any] | None, staff: Staff) -> None:
    """What others see is set up for them; one's own views are nobody's business."""
    after = facts_of(view)
    if view.owner_id is None and before != after:
        record_change(f"automation.SavedView:{view.pk}", before=before, after=after, by=staff.party)
