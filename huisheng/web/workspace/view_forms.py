"""What somebody fills in to keep a view, and the condition that the present list amounts to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.kit.conditions import Condition
from huisheng.watch.automation.asking import ME, NOBODY, OURS
from huisheng.watch.automation.models import SavedView
from huisheng.watch.automation.orders import COLUMNS, ORDERS
from huisheng.web.workspace.desk_views import View

OWN, ALL = "own", "all"
BUILT_IN: dict[str, Condition] = {
    "mine": {"field": "assignee", "op": "in", "value": [ME]},
    "team": {"field": "team", "op": "in", "value": [OURS]},
    "unassigned": {"field": "assignee", "op": "in", "value": [NOBODY]},
    "due": {"field": "due_in", "op": "lt", "value": 1},
}
FILTERED = {"grade": "colour", "status": "status", "category": "category", "channel": "channel", "assignee": "assignee"}


class ViewForm(ActionForm):
    """A view: its name, who sees it, in which order, and what its rows tell."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    circle = forms.ChoiceField(label=_("Who sees it"))
    order = forms.ChoiceField(label=pgettext_lazy("sort", "Order"), required=False)
    columns = forms.MultipleChoiceField(
        label=_("What a row tells beside the usual"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, staff: Staff, kept: SavedView | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].choices = [("", _("as usual")), *((one.code, one.label) for one in ORDERS.values())]  # type: ignore[attr-defined]
        self.fields["columns"].choices = [(one.code, one.label) for one in COLUMNS.values()]  # type: ignore[attr-defined]
        self.fields["circle"].choices = circles_of(staff)  # type: ignore[attr-defined]
        if kept is not None or len(circles_of(staff)) == 1:
            del self.fields["circle"]

    def answers(self) -> dict[str, Any]:
        """For `save_view`."""
        given = dict(self.cleaned_data)
        circle = given.pop("circle", OWN)
        team = Team.objects.get(pk=circle) if circle not in (OWN, ALL) else None
        return {**given, "team": team, "for_all": circle == ALL}


def circles_of(staff: Staff) -> list[tuple[str, Any]]:
    """For whom this person may keep a view: the own desk, teams one assigns in, the house."""
    circles: list[tuple[str, Any]] = [(OWN, _("only me"))]
    if staff.allows(Right.ASSIGN):
        teams = Team.objects.filter(active=True).order_by("rank", "id")
        mine = teams if staff.allows(Right.SEE_ALL) else teams.filter(pk__in=staff.team_ids)
        circles += [(str(team.pk), _("everybody in %(team)s") % {"team": team.label}) for team in mine]
    if staff.allows(Right.SETTINGS):
        circles.append((ALL, _("everybody in the house")))
    return circles


def view_initial(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("name", "name_en", "order", "columns")}


def condition_of_list(view: View, filters: Mapping[str, str]) -> Condition:
    """What the list in front of somebody asks, written as a condition: the view and the filters above it."""
    base = view.saved.condition if view.saved else BUILT_IN.get(view.code, {})
    parts = [base] if base else []
    parts += [{"field": FILTERED[name], "op": "in", "value": [value]} for name, value in filters.items() if value]
    flat = [leaf for part in parts for leaf in part.get("all", [part])]
    return flat[0] if len(flat) == 1 else {"all": flat} if flat else {}
