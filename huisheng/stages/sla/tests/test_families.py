"""Presets as families: seen as cards, switched in two clicks; and versions told apart."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import retire_policy, save_policy
from huisheng.stages.sla.families import BY_CODE, CONFLICTS, conflicts_of
from huisheng.stages.sla.models import EscalationChain, ServicePolicy
from huisheng.stages.sla.screens import family_rows, policy_versions
from huisheng.stages.sla.tests.make import always, make_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def shown(admin: Client, family: str, enabled: str) -> str:
    return admin.get(reverse("settings:policy_family", args=[family]), {"enabled": enabled}).content.decode()


def test_every_preset_is_one_card_and_the_houses_own_policies_come_first() -> None:
    make_policy(code="mine")
    rows = family_rows()
    assert [row.code for row in rows] == ["own", *BY_CODE]
    assert [one.policy.code for one in rows[0].rows] == ["mine"]
    counts = {row.code: (row.on, row.off, len(row.rows)) for row in rows}
    assert counts["P-RYG"] == (3, 0, 3)
    assert counts["P-NU"] == (0, 2, 3)  # the most urgent level names no time and cannot be switched on


def test_a_preset_that_was_retired_as_a_whole_has_no_card() -> None:
    for row in ServicePolicy.objects.filter(family="P-OURS"):
        retire_policy(row, by=SYSTEM)
    assert "P-OURS" not in [row.code for row in family_rows()]


def test_the_first_click_says_what_changes_and_the_second_does_it(admin: Client) -> None:
    page = shown(admin, "P-CB", "1")
    assert "5 条开始承诺" in page
    assert "回访记录：通话结束后 10 分钟内填完" in page
    assert not ServicePolicy.objects.filter(family="P-CB", enabled=True).exists()
    assert admin.post(reverse("settings:policy_family", args=["P-CB"]), {"enabled": "1"}).status_code == 302
    assert ServicePolicy.objects.filter(family="P-CB", enabled=True).count() == 5
    assert "5 条停用" in shown(admin, "P-CB", "0")


def test_it_says_what_stays_off_and_which_scheme_sleeps(admin: Client) -> None:
    page = shown(admin, "P-NU", "1")
    assert "不会启用：它还没有时限" in page
    assert "还没启用，没有反馈会被评成这些等级" in page


def test_it_shows_the_disagreements_of_this_preset_and_no_others(admin: Client) -> None:
    page = shown(admin, "P-123", "1")
    assert str(conflicts_of("P-123")[0].text) in page
    assert str(conflicts_of("P-NU")[0].text) not in page


def test_the_list_shows_sources_verification_and_every_disagreement(admin: Client) -> None:
    telecom = ServicePolicy.objects.get(code="reg_telecom")
    save_policy(
        "reg_telecom",
        name=telecom.name,
        calendar=telecom.calendar,
        condition=telecom.condition,
        source=telecom.source,
        verified_on=date(2026, 11, 20),
        commitments=[promise("regulator_reply", 15, "natural_day")],
        by=SYSTEM,
    )
    page = admin.get(reverse("settings:policies")).content.decode()
    assert "2026-11-20 已核对原文" in page
    assert "未核对原文" in page
    assert all(str(conflict.text) in page for conflict in CONFLICTS)


def test_nothing_to_switch_is_said(admin: Client) -> None:
    assert "没有要切换的" in shown(admin, "P-RYG", "1")


@pytest.mark.parametrize("family", ["own", "P-NONE"])
def test_only_presets_are_switched_as_a_whole(admin: Client, family: str) -> None:
    make_policy(code="mine")
    assert admin.post(reverse("settings:policy_family", args=[family]), {"enabled": "0"}).status_code == 404
    assert ServicePolicy.objects.get(code="mine").enabled


def test_switching_is_for_those_who_may_change_settings(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    assert client.post(reverse("settings:policy_family", args=["P-RYG"]), {"enabled": "0"}).status_code == 403
    assert ServicePolicy.objects.filter(family="P-RYG", enabled=True).count() == 3


def test_the_history_says_line_by_line_what_a_version_changed() -> None:
    make_policy(promise(amount=15), promise("resolve", 4, "hour"), code="vip", name="贵宾：快")
    chain = EscalationChain.objects.get()
    warn = [{"percent": 80, "tell": ["supervisor"], "ways": ["email"]}]
    changed = [promise(amount=10, warn=warn, chain=chain), promise("give_plan", 1, "work_day")]
    make_policy(*changed, code="vip", name="贵宾：更快", valid_until=date(2027, 6, 30), source="某文件")
    with override("en"):
        latest, first = policy_versions("vip")
        said = {(one.about, one.what): (one.before, one.after) for one in latest.changes or []}
    assert first.changes is None
    assert said[("", "Name")] == ("贵宾：快", "贵宾：更快")
    assert said[("First response", "Time")] == ("15 minutes", "10 minutes")
    assert said[("First response", "Warnings")] == ("", "at 80% of the time → supervisors (email)")
    assert said[("First response", "Then it climbs")] == ("", chain.name_en)
    assert said[("Solved", "")] == ("4 hours", "")
    assert said[("Plan", "")] == ("", "1 working day")
    assert said[("", "Source")] == ("", "某文件")
    assert ("", "Valid") in said


def test_a_version_that_says_the_same_has_no_differences() -> None:
    for _time in range(2):
        make_policy(promise(amount=15), code="vip", calendar=always())
    assert policy_versions("vip")[0].changes == []
