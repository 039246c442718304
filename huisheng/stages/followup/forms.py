"""A scenario as a form, its questions, and a list that is brought."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Team
from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.core.catalogue.models import Nature
from huisheng.core.customers.models import Tier
from huisheng.stages.followup.actions.lists import UNREADABLE
from huisheng.stages.followup.actions.scenarios import FIELDS, QuestionDraft
from huisheng.stages.followup.card import LABELS
from huisheng.stages.followup.models import RecordField, Scenario, ScriptQuestion
from huisheng.stages.followup.queries import for_lists
from huisheng.stages.followup.triggers import ENDINGS

EVENTS = (
    ("ticket_confirmed", _("the customer says that it is solved")),
    ("ticket_closed", _("it is closed by another way")),
    ("survey_low", _("the customer gives a low score")),
)
WEEK_HOURS, YEAR_DAYS = 24 * 60, 366


def _text(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=1000, widget=forms.Textarea(attrs={"rows": rows}))


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def told_by_boxes(selector: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """The condition of an event's scenario as the boxes say it: natures and tiers; None for one that is more than that."""
    names = {"nature": "natures", "tier": "tiers"}
    found: dict[str, list[str]] = {}
    if selector and set(selector) != {"all"} and "field" not in selector:
        return None
    for part in selector.get("all", [selector] if selector else []):
        name = names.get(part.get("field", ""), "")
        if part.get("op") not in ("in", "is") or name in ("", *found):
            return None
        found[name] = part["value"] if part["op"] == "in" else [part["value"]]
    return found


class ScenarioForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    aim = forms.CharField(label=_("What for"), max_length=300)
    aim_en = forms.CharField(label=_("What for, in English"), max_length=300, required=False)
    opening = _text(_("Opening: who you are, and why you ring up"))
    opening_en = _text(_("Opening in English"), required=False)
    closing = _text(_("Closing: thanks, and what follows"))
    closing_en = _text(_("Closing in English"), required=False)
    medium = forms.ChoiceField(label=_("By"), choices=Scenario.Medium.choices)
    who = forms.ChoiceField(label=_("Who rings up"), choices=Scenario.Who.choices)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("the feedback's own team")
    )
    wait_hours = forms.IntegerField(label=_("Hours before the first try"), min_value=0, max_value=WEEK_HOURS)
    due_hours = forms.IntegerField(label=_("Hours within which it is owed"), min_value=1, max_value=WEEK_HOURS)
    tries = forms.IntegerField(label=_("Tries at most"), min_value=1, max_value=9)
    minutes_from = forms.IntegerField(label=_("Usual minutes of a talk"), min_value=1, max_value=60, required=False)
    minutes_most = forms.IntegerField(label=_("Minutes a talk may last"), min_value=3, max_value=120)
    priority = forms.IntegerField(
        label=_("Priority: higher is rung up first"), min_value=0, max_value=100, required=False
    )
    labels = forms.MultipleChoiceField(
        label=_("Shown of the customer"),
        choices=list(LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: kind of customer, customer since, order."),
    )
    needs_consent = forms.BooleanField(
        label=_("Speaks of offers: only customers who agreed to hear them are rung up"), required=False
    )

    def __init__(self, *args: Any, scenario: Scenario | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenario = scenario
        self.fields["team"].queryset = Team.objects.filter(active=True)  # type: ignore[attr-defined]
        if scenario is None:
            self._add_trigger()
        if scenario is None or scenario.trigger == Scenario.Trigger.EVENT:
            self._add_event(scenario)
        if scenario is None or scenario.trigger == Scenario.Trigger.SEGMENT:
            self._add_segment()

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if Scenario.objects.filter(code=code).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code

    def answers(self) -> dict[str, Any]:
        """The arguments of `save_scenario`, without code, questions and who it was."""
        given = self.cleaned_data
        found = {name: given[name] for name in FIELDS if name in given and (given[name] is not None or name == "team")}
        trigger = self.scenario.trigger if self.scenario else given["trigger"]
        if self.scenario is None:
            found["trigger"] = trigger
        if trigger == Scenario.Trigger.EVENT:
            found["event"] = given["event"]
        if "idle_days" in self.fields:
            found["every_days"] = given["every_days"] or 0
        if "idle_days" in self.fields or "natures" in self.fields:
            found["selector"] = self._selector(trigger)
        return self._without_what_is_said(found)

    def _without_what_is_said(self, found: dict[str, Any]) -> dict[str, Any]:
        """An event's condition stays as it was written where the boxes say the same."""
        is_event = self.scenario is not None and self.scenario.trigger == Scenario.Trigger.EVENT
        if (
            self.scenario
            and is_event
            and told_by_boxes(found.get("selector", {})) == told_by_boxes(self.scenario.selector)
        ):
            found.pop("selector", None)
        return found

    def _selector(self, trigger: str) -> dict[str, Any]:
        given = self.cleaned_data
        if trigger == Scenario.Trigger.SEGMENT:
            names = ("spend_from", "idle_days", "tiers", "most")
            match = (
                {"match": self.scenario.selector["match"]}
                if self.scenario and "match" in self.scenario.selector
                else {}
            )
            return {name: given[name] for name in names if given.get(name)} | match
        parts: list[dict[str, Any]] = []
        if trigger == Scenario.Trigger.EVENT and given.get("natures"):
            parts.append({"field": "nature", "op": "in", "value": given["natures"]})
        if trigger == Scenario.Trigger.EVENT and given.get("tiers"):
            parts.append({"field": "tier", "op": "in", "value": given["tiers"]})
        return {"all": parts} if parts else {}

    def _add_trigger(self) -> None:
        kinds = [one for one in Scenario.Trigger.choices if one[0] != Scenario.Trigger.PROTOCOL]
        self.fields["code"] = forms.SlugField(label=_("Code"), max_length=28, help_text=_("Stays for ever."))
        self.fields["trigger"] = forms.ChoiceField(label=_("When"), choices=kinds, initial="list")

    def _add_event(self, scenario: Scenario | None) -> None:
        """What it follows; a condition of the house's own that these boxes cannot say stays as it is."""
        known: dict[str, Any] = dict(EVENTS)
        if scenario is not None:
            known.setdefault(scenario.event, scenario.event)
        self.fields["event"] = forms.ChoiceField(label=_("After"), choices=list(known.items()))
        endings = [(one.value, one.label) for one in ENDINGS]
        self.fields["endings"] = _boxes(_("Closed by another way: after these endings"), endings)
        self.fields["endings"].help_text = _("None ticked: never answered, and answered. Never after spam or a merge.")
        if scenario is None or told_by_boxes(scenario.selector) is not None:
            self.fields["natures"] = _boxes(_("Only feedback of this nature"), Nature.choices)
            self._add_tiers()

    def _add_tiers(self) -> None:
        tiers = [(one.code, one.label) for one in Tier.objects.order_by("rank", "id")]
        self.fields["tiers"] = _boxes(_("Kinds of customers"), tiers)

    def _add_segment(self) -> None:
        self._add_tiers()
        numbers = {
            "spend_from": (_("Who spends in a year from, yuan"), 10_000_000),
            "idle_days": (_("Not heard of for, days"), 10 * YEAR_DAYS),
            "every_days": (_("Days between two calls to one customer"), 10 * YEAR_DAYS),
            "most": (_("Calls a day at most"), 1000),
        }
        for name, (label, most) in numbers.items():
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=most, required=False)


class QuestionForm(forms.Form):
    """One question of the script."""

    label_suffix = ""

    code = forms.SlugField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("What is asked"), max_length=300)
    text_en = forms.CharField(label=_("In English"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("How it is asked"), choices=ScriptQuestion.Kind.choices)
    choices = LinesField(label=_("Choices, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)

    def draft(self) -> QuestionDraft:
        given = self.cleaned_data
        return QuestionDraft(
            given["kind"], given["text"], given["text_en"], tuple(given["choices"]), given["required"], given["code"]
        )


QuestionFormSet = forms.formset_factory(QuestionForm, extra=1, can_delete=True, max_num=12)


def scenario_initial(scenario: Scenario) -> dict[str, Any]:
    """What a saved scenario's form begins with."""
    segment = scenario.selector if scenario.trigger == Scenario.Trigger.SEGMENT else {}
    boxes = told_by_boxes(scenario.selector) if scenario.trigger == Scenario.Trigger.EVENT else None
    return {name: getattr(scenario, name) for name in FIELDS} | {"event": scenario.event} | segment | (boxes or {})


def questions_initial(scenario: Scenario) -> list[dict[str, Any]]:
    names = ("code", "text", "text_en", "kind", "required")
    return [
        {name: getattr(one, name) for name in names} | {"choices": [choice["name"] for choice in one.choices]}
        for one in scenario.questions.filter(active=True)
    ]


class FieldForm(ActionForm):
    """A field of the record that the house wants to have written down."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    choices = LinesField(
        label=_("Choices, one a line"), required=False, help_text=_("Only for a field of one of several.")
    )
    scenario = forms.ModelChoiceField(
        label=_("Scenario"), queryset=Scenario.objects.all(), required=False, empty_label=_("every scenario")
    )
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    active = forms.BooleanField(label=_("Is asked for"), required=False, initial=True)
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].label_from_instance = lambda one: one.label  # type: ignore[attr-defined]
        if new:
            self.fields["code"] = forms.SlugField(label=_("Code"), max_length=50, help_text=_("Stays for ever."))
            self.fields["kind"] = forms.ChoiceField(label=_("What is written there"), choices=RecordField.Kind.choices)
            self.order_fields(["name", "name_en", "code", "kind"])


def field_initial(field: RecordField) -> dict[str, Any]:
    names = ("name", "name_en", "scenario", "required", "active", "rank")
    return {name: getattr(field, name) for name in names} | {"choices": [one["name"] for one in field.choices]}


TABLES = (".xlsx", ".csv", ".tsv", ".txt")  # the last two: CSV as other systems name it


class ListForm(ActionForm):
    """A file with customers, and the scenario it is for."""

    scenario = forms.ModelChoiceField(label=_("Scenario"), queryset=Scenario.objects.none(), empty_label=None)
    file = forms.FileField(
        label=_("File: xlsx or CSV"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        help_text=_(
            "Columns such as name, phone, customer number, member level, signed up via. You see it all before anybody is planned."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].queryset = for_lists()  # type: ignore[attr-defined]
        self.fields["scenario"].label_from_instance = lambda one: one.label  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(TABLES):
            raise forms.ValidationError(UNREADABLE["not_a_table"])
        return file
