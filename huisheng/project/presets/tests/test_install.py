from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.accounts.models import Calendar, CalendarDay, Role, Team
from huisheng.core.catalogue.actions import rename_tag
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixCell, MatrixLevel, Tag, TagGroup
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier
from huisheng.core.knowledge.models import ReplyTemplate
from huisheng.kit.party import SYSTEM
from huisheng.kit.worktime import add_work_minutes, is_work_day
from huisheng.project.presets.install import install
from huisheng.project.presets.policies import P_REG, POLICIES
from huisheng.stages.sla.actions import CommitmentDraft, LevelDraft, save_chain, save_policy
from huisheng.stages.sla.models import Commitment, EscalationChain, EscalationLevel, ServicePolicy
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule
from huisheng.watch.notify.models import NoticeTemplate

pytestmark = pytest.mark.django_db
SHELVES = (
    Role, Team, Tier, Channel, Calendar, CalendarDay, Category, TagGroup, Tag, GradingScheme, Grade, GradeRule,
    LevelRule, MatrixLevel, MatrixCell,
    CategoryRule, ServicePolicy, Commitment, EscalationChain, EscalationLevel, ReplyTemplate, NoticeTemplate,
)  # fmt: skip


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in SHELVES}


def test_every_shelf_is_filled_and_a_second_time_changes_nothing() -> None:
    before = counts()
    assert all(before.values()), before
    install()
    assert counts() == before


def test_an_installed_house_is_looked_at_quickly(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(20):
        install()


def test_what_the_house_edited_stays() -> None:
    rename_tag(Tag.objects.get(code="damaged"), name="摔坏了", by=SYSTEM)
    GradingScheme.objects.filter(code="levels").update(enabled=True)
    install()
    assert Tag.objects.get(code="damaged").name == "摔坏了"
    assert GradingScheme.objects.get(code="levels").enabled


def test_what_the_house_deleted_does_not_return() -> None:
    GradeRule.objects.filter(grade__scheme__code="nu").delete()
    CalendarDay.objects.all().delete()
    install()
    assert not GradeRule.objects.filter(grade__scheme__code="nu").exists()
    assert not CalendarDay.objects.exists()


def test_a_missing_word_is_put_back_with_all_that_hangs_on_it() -> None:
    Tag.objects.filter(group__code="line").delete()
    TagGroup.objects.filter(code="line").delete()
    install()
    assert set(Tag.objects.filter(group__code="line").values_list("code", flat=True)) == {
        "pre_sale",
        "in_sale",
        "after_sale",
    }


def test_the_tree_of_categories_hangs_together() -> None:
    quality = Category.objects.get(code="complaint_quality")
    assert quality.parent == Category.objects.get(code="complaint")
    assert all(category.default_team for category in Category.objects.all())
    assert quality in TagGroup.objects.get(code="problem").required_for.all()


def test_red_yellow_green_grades_a_fresh_house() -> None:
    assert [scheme.code for scheme in GradingScheme.objects.filter(enabled=True)] == ["ryg"]
    assert list(Grade.objects.filter(scheme__code="ryg").values_list("code", "severity")) == [
        ("red", 30),
        ("yellow", 20),
        ("green", 10),
    ]


@pytest.mark.parametrize(
    ("policy", "kind", "amount", "unit"),
    [
        ("ryg_red", "first_response", 15, "minute"),
        ("ryg_red", "give_plan", 2, "hour"),
        ("ryg_yellow", "first_response", 30, "minute"),
        ("ryg_yellow", "resolve", 4, "hour"),
        ("ryg_green", "first_response", 1, "hour"),
        ("ryg_green", "formal_reply", 24, "hour"),
        ("channel_phone", "human_pickup", 10, "minute"),
        ("channel_phone", "rectify", 2, "hour"),
        ("core_customer", "first_response", 1, "hour"),
    ],
)
def test_the_promised_times_are_those_of_the_plans(policy: str, kind: str, amount: int, unit: str) -> None:
    promise = Commitment.objects.get(policy__code=policy, kind=kind)
    assert (promise.amount, promise.unit) == (amount, unit)
    assert "supervisor" in promise.breach_tells


def test_a_policy_for_one_grade_hangs_on_that_grade_of_its_scheme() -> None:
    policy = ServicePolicy.objects.get(code="ryg_red")
    assert policy.scheme == GradingScheme.objects.get(code="ryg")
    assert policy.condition == {}
    assert {promise.grade_code for promise in policy.commitments.all()} == {"red"}
    assert ServicePolicy.objects.get(code="channel_phone").scheme is None


def test_an_hour_of_silence_reaches_the_supervisor() -> None:
    promise = Commitment.objects.get(policy__code="ryg_red", kind="first_response")
    assert {"minutes": 60, "tell": ["supervisor"]} in promise.warn
    assert {"percent": 80, "tell": ["assignee"]} in promise.warn


def test_new_presets_reach_a_house_that_edited_the_old_ones() -> None:
    """As after an update: what is missing comes, off; what was edited stays, and its levels with it."""
    red = ServicePolicy.objects.get(code="ryg_red")
    save_policy(
        "ryg_red",
        name="红色：更快",
        calendar=red.calendar,
        commitments=[CommitmentDraft("first_response", 5)],
        by=SYSTEM,
    )
    chain = EscalationChain.objects.get()
    save_chain(chain.code, name="改过的", levels=[LevelDraft(5, ["supervisor"])], by=SYSTEM)
    Commitment.objects.filter(policy__family="P-REG").delete()
    ServicePolicy.objects.filter(family="P-REG").delete()
    install()
    assert not ServicePolicy.objects.filter(family="P-REG", enabled=True).exists()
    assert ServicePolicy.objects.filter(family="P-REG").count() == len(P_REG)
    assert ServicePolicy.objects.get(code="ryg_red", retired_at=None).name == "红色：更快"
    assert (chain.levels.count(), EscalationChain.objects.get().name) == (1, "改过的")


def test_the_red_promises_climb_the_chain_of_the_house() -> None:
    levels = Commitment.objects.get(policy__code="ryg_red", kind="give_plan").chain
    assert levels is not None
    assert [row.tell for row in levels.levels.all()] == [
        ["assignee"],
        ["supervisor"],
        ["department_head"],
        ["duty_manager"],
    ]
    assert Commitment.objects.get(policy__code="ryg_green", kind="formal_reply").chain is None


def test_an_outside_time_says_where_it_comes_from_and_that_nobody_checked_it() -> None:
    policy = ServicePolicy.objects.get(code="reg_telecom")
    assert (policy.family, policy.source, policy.verified_on) == ("P-REG", "《电信用户申诉处理办法》", None)


def test_every_policy_of_the_data_is_there_and_only_the_default_ones_are_on() -> None:
    on = dict(ServicePolicy.objects.values_list("code", "enabled"))
    assert on == {preset.code: preset.enabled for preset in POLICIES}


def test_the_office_knows_the_holidays_and_the_working_sundays_of_2026() -> None:
    office = Calendar.objects.get(code="office")
    hours = office.as_work_calendar()
    assert not is_work_day(date(2026, 2, 17), hours)  # 春节
    assert is_work_day(date(2026, 10, 10), hours)  # a Saturday after 国庆
    assert office.days.get(day=date(2026, 10, 10)).note == "国庆节调休上班"
    zone = ZoneInfo("Asia/Shanghai")
    eve = datetime(2026, 9, 30, 17, 30, tzinfo=zone)
    assert add_work_minutes(eve, 60, hours) == datetime(2026, 10, 8, 9, 30, tzinfo=zone)
    assert not Calendar.objects.get(code="always").days.exists()


WORKING_WEEKENDS = {  # as the State Council announced them
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
DAYS_OFF = {  # weekdays that are no working days
    2025: 1 + 6 + 1 + 3 + 1 + 6,
    2026: 2 + 6 + 1 + 3 + 1 + 1 + 5,
}


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_working_weekend_and_holiday_of_the_known_years_is_there(year: int) -> None:
    office = Calendar.objects.get(code="office")
    days = list(office.days.filter(day__year=year).order_by("day"))
    working = [day for day in days if day.intervals]
    assert [f"{one.day:%m-%d}" for one in working] == WORKING_WEEKENDS[year]
    assert all(one.day.weekday() >= 5 and one.intervals == office.weekly["0"] for one in working)
    closed = [day for day in days if not day.intervals]
    assert len(closed) == DAYS_OFF[year]
    assert all(one.day.weekday() < 5 and one.note for one in closed)
    assert office.confirmed_years == [2025, 2026]


def test_a_year_nobody_has_announced_follows_the_week() -> None:
    hours = Calendar.objects.get(code="office").as_work_calendar()
    assert is_work_day(date(2027, 2, 8), hours)
    assert not is_work_day(date(2027, 2, 7), hours)


def test_every_rule_names_words_that_exist() -> None:
    assert CategoryRule.objects.exclude(category=None).exists()
    only_tags = CategoryRule.objects.filter(category=None)
    assert all(rule.tags.exists() for rule in only_tags.prefetch_related("tags"))
