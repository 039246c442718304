"""What the screens for promised times ask."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category, Grade, GradingScheme
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier

from .actions import CommitmentDraft
from .models import ClockKind, Commitment, ServicePolicy, Unit
from .scope import read_scope, write_scope
from .steps import UnreadableSteps, read_steps, warn_steps, write_steps

TELLS = (("assignee", _("owner")), ("supervisor", _("supervisors")))


class StepsField(forms.CharField):
    """Warn steps: "50% 80%", "60 min"."""

    def to_python(self, value: Any) -> Any:
        try:
            return read_steps(super().to_python(value) or "")
        except UnreadableSteps as error:
            raise forms.ValidationError(_("Write for example 50% 80% or 60 min.")) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").split() != (data or "").split()


class ConditionField(forms.JSONField):
    """A condition as JSON; no condition is an empty box."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value in (None, "") else super().prepare_value(value)


class CommitmentForm(forms.Form):
    """One line of the promises."""

    label_suffix = ""

    kind = forms.ChoiceField(label=_("Promise"), choices=ClockKind.choices, initial=ClockKind.FIRST_RESPONSE)
    grade_code = forms.ChoiceField(label=_("Grade"), required=False)
    amount = forms.IntegerField(label=_("Time"), min_value=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.MINUTE)
    owner_warned = StepsField(label=_("Warn the owner"), required=False)
    supervisor_warned = StepsField(label=_("Warn supervisors"), required=False)
    breach_tells = forms.MultipleChoiceField(
        label=_("Told when overdue"),
        choices=TELLS,
        required=False,
        initial=["assignee", "supervisor"],
        widget=forms.CheckboxSelectMultiple,
    )
    overrides = forms.BooleanField(label=_("Beats earlier ones"), required=False)
    target_percent = forms.IntegerField(label=_("Target, %"), required=False, min_value=1, max_value=100)

    def __init__(self, *args: Any, grades: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade_code"].choices = grades  # type: ignore[attr-defined]

    def draft(self) -> CommitmentDraft:
        given = self.cleaned_data
        return CommitmentDraft(
            **{name: given[name] for name in ("kind", "grade_code", "amount", "unit", "overrides", "target_percent")},
            breach_tells=given["breach_tells"],
            warn=warn_steps({"assignee": given["owner_warned"], "supervisor": given["supervisor_warned"]}),
        )


CommitmentFormSet = forms.formset_factory(CommitmentForm, extra=2, can_delete=True, max_num=40)


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
    source = forms.CharField(label=_("Source"), max_length=80, required=False)
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
        names = ("name", "name_en", "calendar", "scheme", "source", "note", "rank", "enabled", "based_on")
        return {**{name: given[name] for name in names}, "condition": given["condition"] or write_scope(given)}


class TrialForm(forms.Form):
    """A ticket that does not exist."""

    label_suffix = ""

    grade = forms.ModelChoiceField(
        Grade.objects.select_related("scheme"), label=_("Grade"), required=False, empty_label=_("(no grade)")
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(retired_at=None), label=_("Category"), required=False, empty_label=_("(none)")
    )
    channel = forms.ModelChoiceField(Channel.objects.all(), label=_("Channel"), required=False, empty_label=_("(none)"))
    tier = forms.ModelChoiceField(
        Tier.objects.order_by("rank"), label=_("Customer"), required=False, empty_label=_("(none)")
    )
    at = forms.DateTimeField(
        label=_("Received at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].label_from_instance = grade_label  # type: ignore[attr-defined]
        for name in ("category", "channel", "tier"):
            self.fields[name].label_from_instance = lambda row: row.label  # type: ignore[attr-defined]

    def wishes(self) -> dict[str, Any]:
        return {**self.cleaned_data, "at": self.cleaned_data["at"] or timezone.now()}


def grade_label(grade: Grade) -> str:
    return f"{grade.scheme.label} · {grade.label}"


def grade_choices() -> list[tuple[str, str]]:
    """Every grade of the house by its code; the same code in two schemes is one choice."""
    choices: dict[str, str] = {"": str(_("every grade"))}
    for grade in Grade.objects.select_related("scheme").order_by("scheme__rank", "scheme_id", "-severity"):
        choices.setdefault(grade.code, grade_label(grade))
    return list(choices.items())


def policy_initial(policy: ServicePolicy) -> dict[str, Any]:
    names = ("name", "name_en", "calendar", "scheme", "source", "note", "rank", "enabled")
    scope = read_scope(policy.condition)
    own = {"condition": None} if scope is not None else {"condition": policy.condition}
    return {**{name: getattr(policy, name) for name in names}, **own, **(scope or {}), "based_on": policy.version}


def commitment_initial(row: Commitment) -> dict[str, Any]:
    names = ("kind", "grade_code", "amount", "unit", "breach_tells", "overrides", "target_percent")
    return {
        **{name: getattr(row, name) for name in names},
        "owner_warned": write_steps(row.warn, "assignee"),
        "supervisor_warned": write_steps(row.warn, "supervisor"),
    }
