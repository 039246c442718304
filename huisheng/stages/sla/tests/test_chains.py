"""Escalation chains: written in order, copied, and kept while something points to them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from huisheng.core.base.models import SettingChange
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import (
    ChainRefused,
    LevelDraft,
    copy_chain,
    delete_chain,
    retire_policy,
    save_chain,
    save_policy,
    switch_chain,
)
from huisheng.stages.sla.chain_screens import chain_rows
from huisheng.stages.sla.models import EscalationChain
from huisheng.stages.sla.tests.make import always, make_policy, promise
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def make_chain(*levels: LevelDraft, code: str = "ladder") -> EscalationChain:
    given = levels or (LevelDraft(0, ["supervisor"]), LevelDraft(60, ["duty_manager"], ["email"]))
    return save_chain(code, name="楼梯", levels=given, by=SYSTEM)


def answers(**changes: Any) -> dict[str, Any]:
    """A filled-in form with two levels in the wrong order."""
    return {
        "name": "夜里", "name_en": "At night", "enabled": "1", "level-TOTAL_FORMS": "3", "level-INITIAL_FORMS": "0",
        "level-0-minutes": "60", "level-0-tell": ["duty_manager"], "level-0-ways": ["app", "robot"],
        "level-1-minutes": "0", "level-1-tell": ["supervisor", "role:agent"], "level-1-ways": ["app"],
        "level-2-minutes": "", "level-2-ways": ["app"], **changes,
    }  # fmt: skip


def test_levels_are_numbered_in_order_of_their_minutes() -> None:
    chain = make_chain(LevelDraft(60, ["duty_manager"]), LevelDraft(0, ["assignee"]), LevelDraft(30, ["supervisor"]))
    assert [(row.level, row.minutes) for row in chain.levels.all()] == [(1, 0), (2, 30), (3, 60)]


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [LevelDraft(5, [])],
        [LevelDraft(5, ["mother"])],
        [LevelDraft(5, ["role:nobody"])],
        [LevelDraft(5, ["assignee"], ["pigeon"])],
        [LevelDraft(5, ["assignee"]), LevelDraft(5, ["supervisor"])],
        [LevelDraft(60 * 24 * 366, ["assignee"])],
    ],
)
def test_it_refuses_a_chain_that_makes_no_sense(levels: list[LevelDraft]) -> None:
    with pytest.raises(ChainRefused) as refusal:
        save_chain("odd", name="怪", levels=levels, by=SYSTEM)
    assert "levels" in refusal.value.fields
    assert not EscalationChain.objects.filter(code="odd").exists()


def test_a_chain_needs_a_name() -> None:
    with pytest.raises(ChainRefused):
        save_chain("odd", name=" ", levels=[LevelDraft(0, ["assignee"])], by=SYSTEM)


def test_an_edit_replaces_the_levels_and_leaves_a_line() -> None:
    make_chain()
    make_chain(LevelDraft(15, ["department_head"]))
    chain = EscalationChain.objects.get(code="ladder")
    assert [row.tell for row in chain.levels.all()] == [["department_head"]]
    first, second = SettingChange.objects.filter(subject="sla.EscalationChain:ladder").order_by("id")
    assert (first.before, minutes_in(second.before)) == (None, [0, 60])
    assert minutes_in(second.after) == [15]


def minutes_in(facts: Any) -> list[int]:
    return [level["minutes"] for level in facts["levels"]]


def test_a_copy_has_the_same_levels_under_a_name_of_its_own() -> None:
    chain = make_chain()
    once, twice = copy_chain(chain, by=SYSTEM), copy_chain(chain, by=SYSTEM)
    assert (once.code, once.name, twice.code) == ("ladder_2", "楼梯 (2)", "ladder_3")
    assert list(once.levels.values_list("minutes", "tell")) == list(chain.levels.values_list("minutes", "tell"))


def test_a_chain_in_use_is_not_deleted_and_the_refusal_says_where() -> None:
    chain = make_chain()
    policy = make_policy(promise(chain=chain), code="vip", name="贵宾：很快")
    with pytest.raises(ChainRefused, match="贵宾"):
        delete_chain(chain, by=SYSTEM)
    save_policy("vip", name="贵宾：很快", calendar=always(), commitments=[promise()], by=SYSTEM)
    with pytest.raises(ChainRefused, match="贵宾"):
        delete_chain(chain, by=SYSTEM)  # version 1 still points to it
    retire_policy(policy, by=SYSTEM)
    with pytest.raises(ChainRefused):
        delete_chain(chain, by=SYSTEM)
    assert chain.levels.count() == 2


def test_a_chain_nobody_uses_goes_with_its_levels() -> None:
    chain = make_chain()
    delete_chain(chain, by=SYSTEM)
    assert not EscalationChain.objects.filter(code="ladder").exists()
    last = SettingChange.objects.filter(subject="sla.EscalationChain:ladder").order_by("id")[1]
    assert (minutes_in(last.before), last.after) == ([0, 60], None)


def test_switching_twice_is_one_change() -> None:
    chain = make_chain()
    assert not switch_chain(chain, enabled=False, by=SYSTEM).enabled
    switch_chain(chain, enabled=False, by=SYSTEM)
    lines = SettingChange.objects.filter(subject="sla.EscalationChain:ladder").order_by("id")
    assert [line.after for line in lines][1:] == [{"enabled": False}]


def test_the_list_says_the_levels_and_who_climbs_them(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_policy(promise(chain=make_chain()), code="vip", name="贵宾：很快")
    with override("en"), django_assert_num_queries(4):
        rows = {row.chain.code: row for row in chain_rows()}
    assert rows["ladder"].used_by == [("vip", "贵宾：很快")]
    assert rows["ladder"].levels == ["when it is overdue: supervisors", "60 minutes late: manager on duty (email)"]
    assert [code for code, _label in rows["standard"].used_by][:1] == ["ryg_red"]


def test_a_new_chain_is_written_down(admin: Client) -> None:
    assert admin.post(reverse("settings:new_chain"), answers(code="night")).status_code == 302
    chain = EscalationChain.objects.get(code="night")
    assert list(chain.levels.values_list("level", "minutes", "tell", "ways")) == [
        (1, 0, ["supervisor", "role:agent"], []),
        (2, 60, ["duty_manager"], ["app", "robot"]),
    ]


def test_a_level_can_be_taken_away(admin: Client) -> None:
    make_chain()
    changes = {"level-INITIAL_FORMS": "2", "level-0-DELETE": "on"}
    assert admin.post(reverse("settings:chain", args=["ladder"]), answers(**changes)).status_code == 302
    assert [row.minutes for row in EscalationChain.objects.get(code="ladder").levels.all()] == [0]


@pytest.mark.parametrize(
    "changes", [{"level-0-minutes": "soon"}, {"level-0-tell": []}, {"name": ""}, {"level-0-minutes": "0"}]
)
def test_what_cannot_be_comes_back_with_the_reason(admin: Client, changes: dict[str, Any]) -> None:
    response = admin.post(reverse("settings:new_chain"), answers(code="night", **changes))
    assert response.status_code == 200
    assert b"hs-error" in response.content or b'role="alert"' in response.content
    assert not EscalationChain.objects.filter(code="night").exists()


def test_the_buttons_switch_copy_and_delete(admin: Client) -> None:
    make_chain()
    admin.post(reverse("settings:chain_state", args=["ladder"]), {"enabled": "0"})
    assert not EscalationChain.objects.get(code="ladder").enabled
    copied = admin.post(reverse("settings:chain_copy", args=["ladder"]))
    assert copied.url == reverse("settings:chain", args=["ladder_2"])  # type: ignore[attr-defined]
    admin.post(reverse("settings:chain_removal", args=["ladder_2"]))
    assert not EscalationChain.objects.filter(code="ladder_2").exists()
    admin.post(reverse("settings:chain_removal", args=["standard"]))
    assert EscalationChain.objects.filter(code="standard").exists()


@pytest.mark.parametrize("page", ["chain_state", "chain_copy", "chain_removal"])
def test_changes_are_posts_by_those_who_may(client: Client, cast: Cast, page: str) -> None:
    address = reverse(f"settings:{page}", args=["standard"])
    client.force_login(cast.chen)
    assert client.post(address, {"enabled": "0"}).status_code == 403
    client.force_login(cast.admin)
    assert client.get(address).status_code == 405
    assert EscalationChain.objects.get(code="standard").enabled


def test_nobody_finds_a_chain_that_is_not_there(admin: Client) -> None:
    assert admin.get(reverse("settings:chain", args=["nowhere"])).status_code == 404
