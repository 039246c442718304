"""Put the shipped scenarios on the shelf: a scenario comes with its questions, and one the house edited stays."""

from collections.abc import Collection

from huisheng.stages.followup.models import Scenario, ScriptQuestion

from .after_cases import AFTER_CASES
from .of_their_own import OF_THEIR_OWN
from .shape import QuestionPreset, ScenarioPreset

SCENARIOS: tuple[ScenarioPreset, ...] = (*OF_THEIR_OWN[:1], *AFTER_CASES, *OF_THEIR_OWN[1:])


def install_scenarios(known: Collection[str]) -> None:
    """Scenarios that are missing, each with its questions. No query where none is."""
    missing = [preset for preset in SCENARIOS if preset.code not in known]
    rows = Scenario.objects.bulk_create(scenario_row(one, rank=SCENARIOS.index(one) * 10) for one in missing)
    ScriptQuestion.objects.bulk_create(
        question_row(question, row, rank=rank * 10)
        for row, preset in zip(rows, missing, strict=True)
        for rank, question in enumerate(preset.questions)
    )


def scenario_row(preset: ScenarioPreset, *, rank: int) -> Scenario:
    return Scenario(
        code=preset.code,
        name=preset.name,
        name_en=preset.name_en,
        aim=preset.aim,
        aim_en=preset.aim_en,
        trigger=preset.trigger,
        event=preset.event,
        selector=preset.selector or {},
        medium=preset.medium,
        who=preset.who,
        wait_hours=preset.wait_hours,
        due_hours=preset.due_hours,
        every_days=preset.every_days,
        minutes_most=preset.minutes_most,
        needs_consent=preset.needs_consent,
        opening=preset.opening,
        opening_en=preset.opening_en,
        closing=preset.closing,
        closing_en=preset.closing_en,
        labels=list(preset.labels),
        priority=preset.priority,
        active=preset.active,
        rank=rank,
    )


def question_row(preset: QuestionPreset, scenario: Scenario, *, rank: int) -> ScriptQuestion:
    return ScriptQuestion(
        scenario=scenario,
        code=preset.code,
        kind=preset.kind,
        text=preset.text,
        text_en=preset.text_en,
        choices=[{"code": code, "name": name, "name_en": english} for code, name, english in preset.choices],
        required=preset.required,
        rank=rank,
    )
