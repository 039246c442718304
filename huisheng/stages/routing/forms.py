"""What the screens of routing ask: a rule beside its condition, the weights, a trial."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Skill, Staff, StaffSkill, Team
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category, Grade
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.stages.routing.desks import answering
from huisheng.stages.routing.models import RoutingRule, Weight
from huisheng.stages.triage.forms import RuleForm, path_of


class RoutingRuleForm(RuleForm):
    team = forms.ModelChoiceField(label=_("Goes to the team"), queryset=Team.objects.none(), empty_label=None)
    person = forms.ModelChoiceField(
        label=_("Goes to the person"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=_("whoever fits best"),
        help_text=_("While this colleague is at the desk and has room; else somebody of the team."),
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Asks for skills"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who has them comes first; after a while in the pool anybody may get it."),
    )
    all_skills = forms.BooleanField(label=_("All of the skills are needed"), required=False)
    least_level = forms.TypedChoiceField(label=_("From this level on"), coerce=int, choices=StaffSkill.Level.choices)
    field_order = ("name", "name_en", "team", "person", "skills", "all_skills", "least_level", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "team", Team.objects.filter(active=True).order_by("rank", "id"))
        choose(self, "person", answering().order_by("name", "pk"))
        skills = Skill.objects.filter(active=True)
        choose(self, "skills", skills)
        if not skills.exists():
            for name in ("skills", "all_skills", "least_level"):
                del self.fields[name]


def choose(form: forms.Form, name: str, rows: Any) -> None:
    """Offer these rows by the names people know them by."""
    field: Any = form.fields[name]
    field.queryset = rows
    field.label_from_instance = lambda one: one.name if isinstance(one, Staff) else one.label


def routing_rule_initial(rule: RoutingRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "team": rule.team_id,
        "person": rule.person_id,
        "skills": list(rule.skills.values_list("pk", flat=True)),
        "all_skills": rule.all_skills,
        "least_level": rule.least_level,
        "enabled": rule.enabled,
    }


class WeightsForm(ActionForm):
    """One number for each channel and grade; empty = says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Weight.objects.all())
        known = {f"channel{one.channel_id}": one.units for one in rows} | {
            f"grade{one.grade_id}": one.units for one in rows
        }
        for channel in Channel.objects.order_by("rank", "id"):
            self._ask(f"channel{channel.pk}", channel.label, known)
        for grade in (
            Grade.objects.filter(scheme__enabled=True).select_related("scheme").order_by("scheme", "-severity")
        ):
            self._ask(f"grade{grade.pk}", f"{grade.scheme.label} · {grade.label}", known)

    def _ask(self, name: str, label: str, known: dict[str, int]) -> None:
        widget = forms.NumberInput(attrs={"placeholder": "1", "inputmode": "numeric"})
        self.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=0, max_value=100, initial=known.get(name), widget=widget
        )

    def part(self, kind: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(kind)]

    def answers(self) -> dict[str, dict[int, int | None]]:
        """For `save_weights`."""
        given = self.cleaned_data.items()
        return {
            f"{kind}s": {int(name.removeprefix(kind)): units for name, units in given if name.startswith(kind)}
            for kind in ("channel", "grade")
        }


class RouteTrialForm(ActionForm):
    text = forms.CharField(
        label=_("What the customer writes"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    channel = forms.ModelChoiceField(label=_("Came by"), queryset=Channel.objects.none(), empty_label=None)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("decided by the rules")
    )
    grade = forms.ModelChoiceField(
        label=_("Grade"), queryset=Grade.objects.none(), required=False, empty_label=_("decided by the rules")
    )
    tier = forms.ModelChoiceField(
        label=_("Kind of customer"), queryset=Tier.objects.none(), required=False, empty_label=_("not said")
    )
    agent = forms.ModelChoiceField(
        label=_("Own agent"), queryset=Staff.objects.none(), required=False, empty_label=_("nobody in particular")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "channel", Channel.objects.order_by("rank", "id"))
        choose(self, "category", Category.objects.filter(retired_at=None).select_related("parent"))
        choose(self, "grade", Grade.objects.filter(scheme__enabled=True).select_related("scheme"))
        choose(self, "tier", Tier.objects.order_by("rank", "id"))
        choose(self, "agent", answering().order_by("name", "pk"))
        self.fields["category"].label_from_instance = path_of  # type: ignore[attr-defined]
        self.fields["grade"].label_from_instance = lambda one: f"{one.scheme.label} · {one.label}"  # type: ignore[attr-defined]
