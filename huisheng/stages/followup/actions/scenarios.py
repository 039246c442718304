"""Write the house's scenarios: aim, hours, people and script. Callbacks that are planned keep their hour and person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.followup.models import Scenario, ScriptQuestion
from huisheng.stages.followup.script import OPENING_S, seconds_to_say, unknown_variables

from .fields import coded

FEWEST, MOST = 3, 5  # key questions of a call (requirements S2)
TEXTS = ("opening", "opening_en", "closing", "closing_en")
FIELDS = (
    "name", "name_en", "aim", "aim_en", "medium", "who", "team", "wait_hours", "due_hours", "every_days", "tries",
    "minutes_from", "minutes_most", "labels", "priority", "endings", "needs_consent", *TEXTS,
)  # fmt: skip


class ScenarioRefused(Refused):
    """A scenario that cannot be used like this. `fields` names what is at fault."""

    code = "scenario_refused"


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question as a person wrote it; `code` "" = a new one. `choices` for the kind choice: Chinese texts."""

    kind: str
    text: str
    text_en: str = ""
    choices: tuple[str, ...] = ()
    required: bool = True
    code: str = ""


@transaction.atomic
def save_scenario(
    code: str,
    *,
    questions: Sequence[QuestionDraft],
    by: Party,
    trigger: str = Scenario.Trigger.LIST,
    event: str = "",
    selector: dict[str, Any] | None = None,
    **given: Any,
) -> Scenario:
    """Write a scenario and its questions (`given`: the names of FIELDS). Raises ScenarioRefused.

    `trigger` is that of a new one and stays; `event` "" and `selector` None leave them. A question that is left out is
    switched off, so that answers given to it keep their words.
    """
    _check(given, questions)
    row = Scenario.objects.select_for_update().filter(code=code).first()
    before = facts_of(row) if row else None
    if row is None:
        rank = Scenario.objects.count() * 10
        row = Scenario(code=code, trigger=trigger, event=event, rank=rank)
    for name, value in given.items():
        setattr(row, name, value)
    row.event = event or row.event
    _check_times(row)
    if selector is not None:
        row.selector = selector
    row.save()
    _write_questions(row, questions)
    record_change(f"followup.Scenario:{code}", before=before, after=facts_of(row), by=by)
    return row


@transaction.atomic
def switch_scenario(scenario: Scenario, *, active: bool, by: Party) -> Scenario:
    """Ring up for it from now on, or not any more. What is planned already stays planned."""
    row = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        record_change(f"followup.Scenario:{row.code}", before={"active": not active}, after={"active": active}, by=by)
    return row


def facts_of(scenario: Scenario) -> dict[str, Any]:
    """What the audit keeps about a scenario."""
    kept = {name: getattr(scenario, name) for name in FIELDS if name != "team"} | {"team": scenario.team_id}
    questions = scenario.questions.filter(active=True)
    asked = [{"code": one.code, "kind": one.kind, "text": one.text, "required": one.required} for one in questions]
    return kept | {"selector": scenario.selector, "questions": asked}


def _check(given: dict[str, Any], questions: Sequence[QuestionDraft]) -> None:
    for name in ("name", "aim", "opening", "closing"):
        if name in given and not str(given[name]).strip():
            raise ScenarioRefused(_("Please fill this in."), **{name: ""})
    for name in TEXTS:
        if unknown := unknown_variables(given.get(name, "")):
            places = ", ".join(f"{{{one}}}" for one in unknown)
            raise ScenarioRefused(
                gettext_lazy("Nothing fills %(names)s. Choose from the list below."), names=places, **{name: ""}
            )
    for name in ("opening", "opening_en"):
        seconds = seconds_to_say(given.get(name, ""))
        if seconds > OPENING_S:
            said = gettext_lazy("Saying this takes about %(n)s seconds; who and why are said within %(most)s.")
            raise ScenarioRefused(said, n=round(seconds), most=round(OPENING_S), **{name: ""})
    if given.get("wait_hours", 0) >= given.get("due_hours", 1):
        raise ScenarioRefused(_("It is due before the first try. Wait less, or give it more time."), due_hours="")
    _check_questions(questions)


def _check_times(row: Scenario) -> None:
    if row.trigger == Scenario.Trigger.SEGMENT and row.every_days < 1:
        said = _("Say how many days lie between two calls, or the same people are rung up every day.")
        raise ScenarioRefused(said, every_days="")
    if row.minutes_from > row.minutes_most:
        raise ScenarioRefused(_("The usual length is longer than the longest."), minutes_from="")


def _check_questions(questions: Sequence[QuestionDraft]) -> None:
    if not FEWEST <= len(questions) <= MOST:
        said = gettext_lazy("A call has three to five key questions; these are %(n)s.")
        raise ScenarioRefused(said, n=len(questions), questions="")
    kinds = {one.kind for one in questions}
    if ScriptQuestion.Kind.OPEN not in kinds or kinds == {ScriptQuestion.Kind.OPEN}:
        raise ScenarioRefused(_("Ask at least one open and one closed question."), questions="")
    for one in questions:
        if one.kind == ScriptQuestion.Kind.CHOICE and len(one.choices) < 2:
            raise ScenarioRefused(_("A question with choices needs at least two of them."), questions="")
        if unknown := unknown_variables(one.text, one.text_en):
            places = ", ".join(f"{{{name}}}" for name in unknown)
            raise ScenarioRefused(
                gettext_lazy("Nothing fills %(names)s. Choose from the list below."), names=places, questions=""
            )


def _write_questions(scenario: Scenario, questions: Sequence[QuestionDraft]) -> None:
    known = {one.code: one for one in scenario.questions.all()}
    kept = {one.code for one in questions if one.code in known}
    scenario.questions.exclude(code__in=kept).update(active=False)
    number = len(known)
    for rank, draft in enumerate(questions):
        row = known.get(draft.code)
        if row is None:
            number += 1
            row = ScriptQuestion(scenario=scenario, code=f"q{number}")
        row.kind, row.text, row.text_en = draft.kind, draft.text.strip(), draft.text_en.strip()
        row.required, row.active, row.rank = draft.required, True, rank * 10
        row.choices = coded(draft.choices, row.choices)
        row.save()
