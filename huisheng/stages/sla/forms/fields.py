"""Fields that the screens for promised times share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.stages.sla.audience import WAYS
from huisheng.stages.sla.steps import UnreadableSteps, read_steps

YEAR = 60 * 24 * 365


class StepsField(forms.CharField):
    """Warn steps: "50% 80%", "60 min", "due-30 min"."""

    def to_python(self, value: Any) -> Any:
        try:
            steps = read_steps(super().to_python(value) or "")
        except UnreadableSteps as error:
            raise forms.ValidationError(_("Write for example 50% 80%, 60 min or due-30 min.")) from error
        if any(not 1 <= step.get("percent", 1) <= 99 for step in steps):
            raise forms.ValidationError(_("A warning comes at 1 to 99 percent of the time; at 100 it is overdue."))
        if any(not 1 <= step.get("minutes", 1) <= YEAR for step in steps):
            raise forms.ValidationError(_("A warning comes after at least one minute."))
        return steps

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").split() != (data or "").split()


class ConditionField(forms.JSONField):
    """A condition as JSON; no condition is an empty box."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value in (None, "") else super().prepare_value(value)


class DayField(forms.DateField):
    """A day, or none."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def several(label: Any, choices: Any, initial: tuple[str, ...] = (), help_text: Any = "") -> forms.MultipleChoiceField:
    """Boxes to tick, none of them required."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        initial=list(initial),
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def ways_field() -> forms.MultipleChoiceField:
    return several(_("How"), list(WAYS.items()), initial=("app",))


def stored_ways(ways: list[str]) -> list[str]:
    """The app alone is the usual way and is stored as nothing."""
    return [] if ways == ["app"] else ways
