"""The shipped data holds together: codes that others refer to exist, rules can be read, promises are the sources'."""

import pytest

from huisheng.kit.conditions import validate
from huisheng.kit.worktime import WorkCalendar
from huisheng.project.presets.calendars_data import CALENDARS
from huisheng.project.presets.catalogue_data import CATEGORIES, DEFAULT_CATEGORY, TAG_GROUPS, TEAMS, TIERS
from huisheng.project.presets.category_rules_data import CATEGORY_RULES
from huisheng.project.presets.chains_data import CHAINS
from huisheng.project.presets.channels_data import CHANNELS
from huisheng.project.presets.grading_data import SCHEMES
from huisheng.project.presets.policies import P_CB, P_CH, P_NU, P_REG, POLICIES
from huisheng.project.presets.shapes import Condition, PolicyPreset
from huisheng.project.presets.tag_rules_data import TAG_RULES
from huisheng.stages.sla.families import BY_CODE, CONFLICTS
from huisheng.stages.triage.facts import FIELDS, GRADED_FIELDS

TAG_CODES = {tag.code for group in TAG_GROUPS for tag in group.tags}
CATEGORY_CODES = {category.code for category in CATEGORIES}
RULES: list[tuple[str, Condition]] = [
    *((rule.code, rule.condition) for rule in CATEGORY_RULES),
    *((rule.tag, rule.condition) for rule in TAG_RULES),
    *((f"{scheme.code}: {rule.code}", rule.condition) for scheme in SCHEMES for rule in scheme.rules),
]
MINUTES = {"minute": 1, "hour": 60}


def policy(code: str) -> PolicyPreset:
    return next(preset for preset in POLICIES if preset.code == code)


def promised(code: str) -> dict[str, int]:
    return {promise.kind: promise.amount * MINUTES[promise.unit] for promise in policy(code).commitments}


@pytest.mark.parametrize(("name", "condition"), RULES, ids=[name for name, _condition in RULES])
def test_it_ships_rules_that_triage_can_read(name: str, condition: Condition) -> None:
    assert validate(condition, FIELDS) == []


@pytest.mark.parametrize("preset", POLICIES, ids=[preset.code for preset in POLICIES])
def test_it_ships_policies_that_select_by_known_fields(preset: PolicyPreset) -> None:
    assert validate(preset.condition, GRADED_FIELDS) == []
    assert preset.calendar in {calendar.code for calendar in CALENDARS}


def test_it_refers_to_categories_teams_and_tags_that_exist() -> None:
    assert {category.team for category in CATEGORIES} <= {team.code for team in TEAMS}
    assert {category.parent for category in CATEGORIES} <= CATEGORY_CODES | {""}
    assert {rule.category for rule in CATEGORY_RULES} | {DEFAULT_CATEGORY} <= CATEGORY_CODES
    assert {rule.tag for rule in TAG_RULES} <= TAG_CODES
    assert {code for group in TAG_GROUPS for code in group.required_for} <= CATEGORY_CODES


def test_it_finds_a_category_for_everything() -> None:
    assert CATEGORY_RULES[-1].condition == {}


@pytest.mark.parametrize("scheme", SCHEMES, ids=[scheme.code for scheme in SCHEMES])
def test_it_gives_every_scheme_one_default_and_only_its_own_grades(scheme: object) -> None:
    preset = next(one for one in SCHEMES if one is scheme)
    assert [grade.is_default for grade in preset.grades].count(True) == 1
    assert {rule.grade for rule in preset.rules} <= {grade.code for grade in preset.grades}


def test_it_calls_no_two_grades_the_same() -> None:
    """A policy that asks for a grade by its code must mean one scheme only."""
    codes = [grade.code for scheme in SCHEMES for grade in scheme.grades]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "minutes"),
    [
        ("ryg_red", {"first_response": 15, "give_plan": 120}),
        ("ryg_yellow", {"first_response": 30, "resolve": 240}),
        ("ryg_green", {"first_response": 60, "formal_reply": 1440}),
        ("levels_1", {"first_response": 30}),
        ("levels_2", {"first_response": 120}),
        ("levels_3", {"first_response": 240}),
        ("nu_normal", {"first_response": 1440}),
        ("nu_urgent", {"first_response": 120}),
        ("nu_critical", {}),
        ("channel_phone", {"human_pickup": 10, "rectify": 120}),
        ("channel_online", {"first_response": 120, "progress_update": 120}),
        ("channel_email", {"first_response": 1440}),
        ("core_customer", {"first_response": 60}),
        ("daily_check", {"rectify": 120}),
    ],
)
def test_it_promises_what_the_sources_say(code: str, minutes: dict[str, int]) -> None:
    assert promised(code) == minutes


def test_it_ships_the_other_schemes_switched_off() -> None:
    assert {preset.preset for preset in POLICIES if preset.enabled} == {"P-CH", "P-CHECK", "P-RYG"}


def test_it_tells_the_supervisor_after_an_hour_without_a_word() -> None:
    first = [promise for preset in POLICIES for promise in preset.commitments if promise.kind == "first_response"]
    assert all(any(s.minutes == 60 and s.tell == ("supervisor",) for s in promise.warn) for promise in first)


def test_it_explains_the_empty_level_instead_of_inventing_a_time() -> None:
    critical = next(preset for preset in P_NU if preset.code == "nu_critical")
    assert critical.commitments == ()
    assert "30" in critical.note
    assert "ours" not in critical.note


def test_it_knows_the_channels_its_promises_name() -> None:
    named = {
        channel
        for preset in P_CH
        for part in preset.condition["all"]
        if part["field"] == "channel"
        for channel in part["value"]
    }
    assert named <= {channel.code for channel in CHANNELS}


def test_it_shows_every_preset_as_a_family_and_conflicts_of_presets_that_exist() -> None:
    presets = {preset.preset for preset in POLICIES}
    assert presets == set(BY_CODE)
    assert all(set(conflict.families) <= presets for conflict in CONFLICTS)
    assert {"P-CH", "P-123"} in [set(conflict.families) for conflict in CONFLICTS]


@pytest.mark.parametrize(
    ("code", "kind", "amount", "unit"),
    [
        ("callback_confirm", "result_confirm", 24, "hour"),
        ("callback_after_sale", "callback", 24, "hour"),
        ("callback_relation", "callback", 7, "natural_day"),
        ("callback_record", "callback_record", 10, "minute"),
        ("callback_promise", "promise_to_customer", 2, "work_day"),
        ("team_collab", "collab_reply", 12, "hour"),
        ("team_daily", "daily_tracking", 1, "work_day"),
        ("ours_next_reply", "next_reply", 4, "hour"),
        ("reg_12315", "regulator_reply", 10, "work_day"),
        ("reg_telecom", "regulator_reply", 15, "natural_day"),
        ("reg_banking", "regulator_reply", 15, "natural_day"),
        ("reg_banking_complex", "regulator_reply", 30, "natural_day"),
        ("reg_aviation", "regulator_reply", 10, "work_day"),
        ("reg_express", "regulator_reply", 7, "natural_day"),
        ("reg_securities", "regulator_reply", 15, "work_day"),
        ("reg_wechat_pay", "first_response", 1, "end_of_day"),
        ("reg_wechat_pay", "regulator_reply", 3, "end_of_day"),
        ("reg_mini_program", "regulator_reply", 48, "hour"),
        ("reg_12345", "regulator_reply", 13, "work_day"),
        ("reg_12345_consult", "regulator_reply", 3, "work_day"),
    ],
)
def test_it_promises_what_callbacks_departments_and_outside_bodies_need(
    code: str, kind: str, amount: int, unit: str
) -> None:
    assert (kind, amount, unit) in [(one.kind, one.amount, one.unit) for one in policy(code).commitments]


def test_it_names_the_source_of_every_outside_time_and_never_claims_to_have_checked_it() -> None:
    assert all(preset.source and preset.note and preset.note_en for preset in P_REG)
    assert not any(preset.verified_on or preset.enabled for preset in P_REG)
    named = {code for preset in P_REG for code in preset.condition["value"]}
    assert named <= TAG_CODES


def test_it_climbs_the_chain_with_what_is_gravest() -> None:
    climbing = {preset.code for preset in POLICIES for one in preset.commitments if one.chain}
    assert {"ryg_red", "levels_1"} <= climbing
    assert {one.chain for preset in POLICIES for one in preset.commitments} <= {"", *(one.code for one in CHAINS)}
    told = [level.tell for level in CHAINS[0].levels]
    assert told == [("assignee",), ("supervisor",), ("department_head",), ("duty_manager",)]


def test_it_keeps_the_two_callbacks_apart() -> None:
    """One source says 24 hours, another a week: two policies, and the reader is told."""
    times = {one.code: one.commitments[0].source for one in P_CB}
    assert (times["callback_after_sale"], times["callback_relation"]) == ("S2", "S4")
    assert any(conflict.families == ("P-CB",) for conflict in CONFLICTS)


def test_it_counts_core_customers_from_five_thousand_a_year() -> None:
    assert [(tier.code, tier.yearly_spend) for tier in TIERS if tier.yearly_spend] == [("core", 5000)]


def test_it_ships_a_calendar_that_never_closes() -> None:
    always = next(calendar for calendar in CALENDARS if calendar.code == "always")
    assert sorted(always.weekly) == [str(day) for day in range(7)]
    assert {tuple(map(tuple, spans)) for spans in always.weekly.values()} == {(("00:00", "00:00"),)}
    assert WorkCalendar.__doc__ is not None
    assert "(00:00, 00:00)` is the whole day" in WorkCalendar.__doc__
