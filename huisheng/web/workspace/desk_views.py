"""Which views a desk has, and how this person reads the one at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import IS_OPEN, Ticket
from huisheng.kit.conditions import ConditionError
from huisheng.stages.handling.queries import put_off
from huisheng.watch.automation.fields import only_open, tickets_matching
from huisheng.watch.automation.models import DeskLook, SavedView
from huisheng.watch.automation.orders import COLUMNS, DUE, NEWEST, ORDERS, RED

SOON = timedelta(hours=1)
VIEWS: dict[str, str | Promise] = {
    "mine": _("Mine"),
    "team": _("Team"),
    "unassigned": _("Unassigned"),
    "due": _("Due soon"),
    "all": _("All"),
}
EMPTY: dict[str, tuple[str | Promise, str | Promise]] = {
    "mine": (_("Nothing on your desk."), _("New feedback comes to you by itself while you are online; the pool is under “Unassigned”.")),
    "team": (_("The team's desk is clear."), _("Feedback of your teams appears here as it comes in.")),
    "unassigned": (_("Nobody is waiting."), _("Feedback that found nobody at the desk waits here until somebody takes it.")),
    "due": (_("Nothing falls due within the hour."), _("Open feedback appears here an hour before its next promise.")),
    "all": (_("No feedback matches."), _("Feedback comes in by the public form, by the API, or by hand with “Enter”.")),
    "saved": (_("Nothing fits this view now."), _("Feedback appears here as soon as it fits. The condition can be changed under “Views”.")),
    "broken": (_("This view cannot be shown."), _("It asks for something that is gone. Please change its condition under “Views”.")),
}  # fmt: skip
OPEN_ORDERS = tuple(ORDERS)
MIXED_ORDERS = (NEWEST, "oldest")  # with closed ones among them only the order of arrival has an index


@dataclass(frozen=True, slots=True)
class View:
    """One view as somebody reads it: its rows, their order, and what each row tells."""

    code: str
    label: str | Promise
    order: str
    columns: tuple[str, ...] = ()
    saved: SavedView | None = None
    closed: bool = False  # the filter of the page asks for closed ones
    dense: bool = False

    @property
    def open_only(self) -> bool:
        return not self.closed and (self.saved is None or only_open(self.saved.condition))

    @property
    def orders(self) -> tuple[str, ...]:
        return OPEN_ORDERS if self.open_only else MIXED_ORDERS


def view_of(code: str, saved: Iterable[SavedView], look: DeskLook, *, closed: bool = False) -> View | None:
    """The view of this code as this person reads it; None when there is none."""
    kept = next((one for one in saved if one.code == code), None)
    if kept is None and code not in VIEWS:
        return None
    label = kept.label if kept else VIEWS[code]
    columns: Sequence[str] = look.columns or (kept.columns if kept else [])
    named = View(code, label, NEWEST, tuple(one for one in columns if one in COLUMNS), kept, closed)
    return View(
        code, label, _order_of(named, look), named.columns, kept, closed, look.density == DeskLook.Density.DENSE
    )


def _order_of(view: View, look: DeskLook) -> str:
    wished = look.order_in(view.code) or (view.saved.order if view.saved else "")
    usual = DUE if view.code == "due" else RED
    return next((order for order in (wished, usual) if order in view.orders), NEWEST)


def rows_of(
    staff: Staff, view: View | str, *, closed: bool = False, soon: datetime | None = None, now: datetime | None = None
) -> QuerySet[Ticket]:
    """The tickets of a view, within the gate; open ones unless closed ones are asked for.

    Raises ConditionError for a saved view whose condition cannot be asked any more.
    """
    code = view if isinstance(view, str) else view.code
    if isinstance(view, View):
        closed = view.closed
        if view.saved:
            return _saved_rows(staff, view, now or timezone.now())
    seen = tickets_for(staff).filter(Q(status="closed") if closed else IS_OPEN)
    if code == "mine":
        return seen.filter(~put_off(staff.pk), assignee=staff)
    if code == "unassigned":
        return seen.filter(assignee=None)
    if code == "due":
        return seen.filter(next_due_at__lt=soon or timezone.now() + SOON)
    if code == "team":
        return seen.filter(team__any=staff.team_ids) if staff.team_ids else seen
    return seen


def _saved_rows(staff: Staff, view: View, now: datetime) -> QuerySet[Ticket]:
    condition = view.saved.condition if view.saved else {}
    found = tickets_matching(staff, condition, now)
    if view.closed:
        return found.filter(status="closed")
    return found.filter(IS_OPEN) if view.open_only else found


def readable(staff: Staff, view: View) -> bool:
    """Whether its condition can still be asked."""
    try:
        rows_of(staff, view)
    except ConditionError:
        return False
    return True
