"""A policy as a form: whose feedback, on which hours, since when; its promises are lines of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category, GradingScheme
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.stages.sla.models import ServicePolicy
from huisheng.stages.sla.scope import read_scope, write_scope

from .fields import ConditionField, DayField

STORED = (
    "name", "name_en", "calendar", "scheme", "valid_from", "valid_until", "source", "verified_on", "note", "rank", "enabled",
)  # fmt: skip


class PolicyForm(ActionForm):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("For whom, a colon, what: Red: answered within 15 minutes")
    )
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    calendar = forms.ModelChoiceField(Calendar.objects.order_by("id"), label=_("Counted on"), empty_label=None)
    scheme = forms.ModelChoiceField(
        GradingScheme.objects.all(), label=_("Graded by"), required=False, empty_label=_("(any scheme)")
    )
    category = forms.MultipleChoiceField(
        label=_("Only these categories"), required=False, widget=forms.CheckboxSelectMultiple
    )
    channel = forms.MultipleChoiceField(
        label=_("Only these channels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.MultipleChoiceField(
        label=_("Only these customers"), required=False, widget=forms.CheckboxSelectMultiple
    )
    condition = ConditionField(
        label=_("Condition of your own"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("For what the lists above cannot say, in the condition language. It takes their place."),
    )
    valid_from = DayField(label=_("From this day on"), required=False)
    valid_until = DayField(label=_("Until and with this day"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    verified_on = DayField(
        label=_("Checked against the source on"), required=False, help_text=_("Empty = nobody has yet.")
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    enabled = forms.BooleanField(label=_("Promise it to new feedback"), required=False, initial=True)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            self.fields["code"] = forms.SlugField(label=_("Code"), help_text=_("Stays for ever."))
            self.order_fields(["name", "name_en", "code"])
        choices = {"category": Category.objects.filter(retired_at=None), "channel": Channel.objects.all()}
        for name, rows in {**choices, "tier": Tier.objects.order_by("rank")}.items():
            self.fields[name].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if ServicePolicy.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code

    def answers(self) -> dict[str, Any]:
        """The arguments of `save_policy`, without code and commitments."""
        given = self.cleaned_data
        stored = {name: given[name] for name in (*STORED, "based_on")}
        return {**stored, "condition": given["condition"] or write_scope(given)}


def policy_initial(policy: ServicePolicy) -> dict[str, Any]:
    scope = read_scope(policy.condition)
    own = {"condition": None} if scope is not None else {"condition": policy.condition}
    return {**{name: getattr(policy, name) for name in STORED}, **own, **(scope or {}), "based_on": policy.version}
