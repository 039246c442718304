"""What the screen for targets asks."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.base.forms import ActionForm
from huisheng.watch.insight.actions.targets import LONGEST, goal_typed
from huisheng.watch.insight.metrics import BY_KEY, METRICS
from huisheng.watch.insight.models import Target
from huisheng.watch.insight.targets.plan import month_of
from huisheng.watch.insight.targets.tracks import today_of
from huisheng.watch.insight.targets.writing import typed


class TargetForm(ActionForm):
    """One target. Which number and which team is asked of a new one only."""

    metric = forms.ChoiceField(label=_("Number counted"), choices=lambda: list(_numbers()))
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, empty_label=_("the whole house")
    )
    kind = forms.ChoiceField(label=_("The goal is"), choices=Target.Kind.choices, widget=forms.RadioSelect)
    goal = forms.CharField(
        label=_("Goal"),
        max_length=20,
        help_text=_("As the number is written: 90%, 4.5, 48 h, 3 d; a change as -20 (per cent)."),
    )
    baseline = forms.CharField(
        label=_("Baseline"),
        max_length=20,
        required=False,
        help_text=_("Where it stood at the beginning. Left empty, the month before the first day is measured."),
    )
    first = forms.DateField(
        label=_("From this day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    months = forms.IntegerField(
        label=_("Months from baseline to goal"),
        min_value=0,
        max_value=LONGEST,
        help_text=_("0: the goal holds from the first day on."),
    )
    owner = forms.ModelChoiceField(
        Staff.objects.none(),
        label=_("Owner"),
        required=False,
        empty_label=_("(who leads hears of it)"),
        help_text=_("Hears of it when the number is behind two months in a row."),
    )
    active = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, target: Target | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if target is not None:
            del self.fields["metric"], self.fields["team"]
        else:
            _offer(self, "team", Team.objects.filter(active=True).order_by("rank", "id"), "label")
        _offer(self, "owner", Staff.objects.filter(is_active=True).order_by("name", "pk"), "name")


def initial_of(target: Target | None) -> dict[str, Any]:
    """What the form first shows: of a new one, or of one that never was on, this month's first day."""
    first = month_of(today_of())
    if target is None:
        return {"kind": Target.Kind.VALUE, "first": first, "months": 12, "active": True}
    unit = BY_KEY[target.metric].unit
    return {
        "kind": target.kind, "goal": goal_typed(target), "baseline": typed(target.baseline, unit),
        "first": target.first or first, "months": target.months, "owner": target.owner_id, "active": target.active,
    }  # fmt: skip


def _numbers() -> Iterator[tuple[str, Any]]:
    """Those that can be better or worse."""
    for one in METRICS:
        if one.better:
            yield one.key, one.name


def _offer(form: forms.Form, name: str, rows: Any, called: str) -> None:
    field: Any = form.fields[name]
    field.queryset = rows
    field.label_from_instance = lambda row: getattr(row, called)
