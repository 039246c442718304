"""What the screen of a rule asks beside its condition and its deeds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.stages.triage.forms import RuleForm
from huisheng.watch.automation.models import Rule
from huisheng.watch.automation.occasions import OCCASIONS
from huisheng.watch.automation.timing import SINCE

UNITS = {"minute": 1, "hour": 60, "day": 1440}
INSTANT = "%Y-%m-%dT%H:%M"


class AutoRuleForm(RuleForm):
    occasions = forms.MultipleChoiceField(
        label=_("Something happens"),
        required=False,
        choices=[(one.code, one.label) for one in OCCASIONS],
        widget=forms.CheckboxSelectMultiple,
    )
    clockwork = forms.ChoiceField(
        label=_("Or time passes"),
        required=False,
        choices=[
            ("", _("no, only what happens")),
            ("after", _("so long after")),
            ("daily", _("every day at an hour")),
        ],
    )
    amount = forms.IntegerField(label=_("How long"), required=False, min_value=1, max_value=129_600)
    measure = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        choices=[
            ("minute", pgettext_lazy("rule", "minutes")),
            ("hour", pgettext_lazy("rule", "hours")),
            ("day", pgettext_lazy("rule", "days")),
        ],
    )
    since = forms.ChoiceField(label=_("After"), required=False, choices=list(SINCE.items()))
    daily = forms.TimeField(
        label=_("At"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    workdays = forms.BooleanField(label=_("on working days only"), required=False)
    stops = forms.BooleanField(label=_("Then stop: rules below it do not look at this any more"), required=False)
    off_after_failures = forms.BooleanField(
        label=_("Switch it off after three failures in a row"),
        required=False,
        help_text=_("The admins are told either way."),
    )
    valid_from = forms.DateTimeField(
        label=_("Holds from"),
        required=False,
        widget=forms.DateTimeInput(format=INSTANT, attrs={"type": "datetime-local"}),
        input_formats=[INSTANT, "%Y-%m-%dT%H:%M:%S"],
    )
    valid_until = forms.DateTimeField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateTimeInput(format=INSTANT, attrs={"type": "datetime-local"}),
        input_formats=[INSTANT, "%Y-%m-%dT%H:%M:%S"],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("clockwork") == "after" and not cleaned.get("amount"):
            self.add_error("amount", ValidationError(_("Please fill this in.")))
        if cleaned.get("clockwork") == "daily" and not cleaned.get("daily"):
            self.add_error("daily", ValidationError(_("Please fill this in.")))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """For `save_rule`."""
        kept = ("name", "name_en", "enabled", "occasions", "stops", "off_after_failures", "valid_from", "valid_until")
        return {name: self.cleaned_data[name] for name in kept} | {"timing": self.timing()}

    def timing(self) -> dict[str, Any]:
        """What time has to do with it; {} = nothing."""
        said = self.cleaned_data
        if said.get("clockwork") == "daily":
            return {"daily": f"{said['daily']:%H:%M}", "workdays": said["workdays"]}
        if said.get("clockwork") == "after":
            return {"since": said["since"], "minutes": said["amount"] * UNITS[said["measure"] or "minute"]}
        return {}


def rule_initial(rule: Rule) -> dict[str, Any]:
    """The form's answers as a rule has them."""
    names = ("name", "name_en", "enabled", "occasions", "stops", "off_after_failures", "valid_from", "valid_until")
    return {name: getattr(rule, name) for name in names} | _clockwork(rule.timing)


def _clockwork(timing: dict[str, Any]) -> dict[str, Any]:
    if "daily" in timing:
        return {"clockwork": "daily", "daily": timing["daily"], "workdays": timing.get("workdays", False)}
    if not timing:
        return {"measure": "hour", "workdays": True}
    minutes = timing["minutes"]
    unit = next(name for name, size in reversed(UNITS.items()) if minutes % size == 0)
    return {"clockwork": "after", "since": timing["since"], "amount": minutes // UNITS[unit], "measure": unit}
