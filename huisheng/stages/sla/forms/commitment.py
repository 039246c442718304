"""One promised time as a form: the time itself, who is warned when, and what differs from the usual."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huisheng.core.catalogue.models import Grade
from huisheng.core.tickets.status import Status
from huisheng.stages.sla.actions import CommitmentDraft
from huisheng.stages.sla.audience import audience_choices
from huisheng.stages.sla.meanings import kind_choices
from huisheng.stages.sla.models import ClockKind, Commitment, EscalationChain, Unit
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.sla.steps import step_rows, warn_steps

from .fields import StepsField, several, stored_ways, ways_field

SPARE_ROWS = 1
MOST_ROWS = 12
PAUSES = (
    ("", _("as usual: while it waits for the customer")),
    ("never", _("never")),
    ("these", _("only while it is:")),
)
STATUSES = [(one.value, one.label) for one in Status if one is not Status.CLOSED]
USUAL_WARNING = {"when": "50% 80%", "tell": ["assignee"], "ways": ["app"]}
NO_WARNING: dict[str, Any] = {"when": "", "tell": [], "ways": ["app"]}
COLUMNS = (
    "kind", "grade_code", "amount", "unit", "breach_tells", "overrides", "target_percent", "start_event", "stop_events",
)  # fmt: skip
DIFFERING = ("target_percent", "overrides", "pauses", "pauses_in", "start_event", "stop_events")


class Choices:
    """What all lines of one page choose from, read once: grades, people, chains."""

    def __init__(self) -> None:
        self.kinds = kind_choices()
        self.grades = grade_choices()
        self.people = audience_choices()
        self.chains = {str(row.pk): row for row in EscalationChain.objects.all()}

    @property
    def chain_choices(self) -> list[tuple[str, str]]:
        off = gettext("(switched off)")
        rows = [(key, row.label if row.enabled else f"{row.label} {off}") for key, row in self.chains.items()]
        return [("", gettext("nobody further")), *rows]


class CommitmentForm(forms.Form):
    """One promise. Its warnings are rows of when, whom and how: `warn_rows`."""

    label_suffix = ""

    kind = forms.ChoiceField(label=_("Promise"), initial=ClockKind.FIRST_RESPONSE)
    grade_code = forms.ChoiceField(label=_("Grade"), required=False)
    amount = forms.IntegerField(label=_("Time"), min_value=0)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.MINUTE)
    breach_tells = several(_("Told when overdue"), (), ("assignee", "supervisor"))
    chain = forms.ChoiceField(
        label=_("Then it climbs"), required=False, help_text=_("Level by level, while nobody acts.")
    )
    overrides = forms.BooleanField(label=_("Beats earlier ones"), required=False)
    target_percent = forms.IntegerField(
        label=_("Target, %"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("How many of a hundred are to be in time."),
    )
    start_event = forms.ChoiceField(
        label=_("Starts when"), choices=[("", _("as usual for its kind")), *Occasion.choices], required=False
    )
    stop_events = several(_("Is kept when"), Occasion.choices, help_text=_("Nothing ticked = as usual for its kind."))
    pauses = forms.ChoiceField(label=_("Waits"), choices=PAUSES, required=False)
    pauses_in = several(_("Statuses in which it waits"), STATUSES)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = choices
        self._choose("kind", choices.kinds)
        self._choose("grade_code", choices.grades)
        self._choose("breach_tells", choices.people)
        self._choose("chain", choices.chain_choices)
        warnings: list[dict[str, Any]] = (self.initial or {}).get("warnings", [USUAL_WARNING])
        self.count = self._rows_sent() or len(warnings) + SPARE_ROWS
        for number in range(self.count):
            self._add_row(number, warnings[number] if number < len(warnings) else NO_WARNING)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("amount") == 0 and given.get("unit") != Unit.END_OF_DAY:
            self.add_error("amount", _("At least 1; only “by 24:00” may be 0, the same day."))
        if given.get("pauses") == "these" and not given.get("pauses_in"):
            self.add_error("pauses_in", _("Tick at least one, or choose “never”."))
        for number in range(self.count):
            if given.get(f"warn{number}_when") and not given.get(f"warn{number}_tell"):
                self.add_error(f"warn{number}_tell", _("Say whom to tell."))
        return given

    @property
    def warn_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return [(self[f"warn{n}_when"], self[f"warn{n}_tell"], self[f"warn{n}_ways"]) for n in range(self.count)]

    @property
    def differs(self) -> list[BoundField]:
        """The fields most promises leave as they are."""
        return [self[name] for name in DIFFERING]

    def draft(self) -> CommitmentDraft:
        given = self.cleaned_data
        return CommitmentDraft(
            **{name: given[name] for name in COLUMNS},
            chain=self.given.chains.get(given["chain"]),
            warn=warn_steps(self._warning(number) for number in range(self.count)),
            pauses_in={"": None, "never": []}.get(given["pauses"], given["pauses_in"]),
        )

    def _warning(self, number: int) -> tuple[list[dict[str, Any]], list[str], list[str]]:
        when, tell, ways = (self.cleaned_data[f"warn{number}_{part}"] for part in ("when", "tell", "ways"))
        return when, tell, stored_ways(ways)

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _rows_sent(self) -> int:
        """How many rows of warnings came with the form; 0 for one that is not sent."""
        if not self.is_bound:
            return 0
        return next((n for n in range(MOST_ROWS) if self.add_prefix(f"warn{n}_when") not in self.data), MOST_ROWS)

    def _add_row(self, number: int, row: dict[str, Any]) -> None:
        self.fields[f"warn{number}_when"] = StepsField(label=_("When"), required=False, max_length=120)
        self.fields[f"warn{number}_tell"] = several(_("Whom"), self.given.people)
        self.fields[f"warn{number}_ways"] = ways_field()
        for part, value in row.items():
            self.initial[f"warn{number}_{part}"] = value


CommitmentFormSet = forms.formset_factory(CommitmentForm, extra=1, can_delete=True, max_num=40)


def commitment_initial(row: Commitment) -> dict[str, Any]:
    """A stored promise as the form shows it."""
    warnings = [{"when": text, "tell": tell, "ways": ways or ["app"]} for text, tell, ways in step_rows(row.warn)]
    pauses = "" if row.pauses_in is None else "these" if row.pauses_in else "never"
    return {
        **{name: getattr(row, name) for name in COLUMNS},
        "chain": str(row.chain_id or ""),
        "pauses": pauses,
        "pauses_in": row.pauses_in or [],
        "warnings": warnings,
    }


def grade_label(grade: Grade) -> str:
    return f"{grade.scheme.label} · {grade.label}"


def grade_choices() -> list[tuple[str, str]]:
    """Every grade of the house by its code; the same code in two schemes is one choice."""
    choices: dict[str, str] = {"": gettext("every grade")}
    for grade in Grade.objects.select_related("scheme").order_by("scheme__rank", "scheme_id", "-severity"):
        choices.setdefault(grade.code, grade_label(grade))
    return list(choices.items())
