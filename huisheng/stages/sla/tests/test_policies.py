"""Policies are written in versions, and every change leaves a line."""

from datetime import date
from typing import Any

import pytest

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import GradingScheme
from huisheng.kit.party import SYSTEM
from huisheng.stages.sla.actions import PolicyRefused, retire_policy, save_policy, switch_family, switch_policy
from huisheng.stages.sla.actions.policies import PolicyChanged
from huisheng.stages.sla.models import Commitment, ServicePolicy
from huisheng.stages.sla.tests.make import always, make_policy, promise

pytestmark = pytest.mark.django_db


def test_an_edit_is_a_new_version_and_the_old_one_stays() -> None:
    first = make_policy(promise(amount=15), code="vip")
    second = make_policy(promise(amount=10), code="vip", based_on=1)
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert first.retired_at is not None
    assert second.retired_at is None
    assert [row.amount for row in Commitment.objects.filter(policy__code="vip").order_by("id")] == [15, 10]


def test_a_retired_policy_may_come_back_as_a_later_version() -> None:
    policy = make_policy(code="vip")
    retire_policy(policy, by=SYSTEM)
    assert make_policy(code="vip").version == 2


def test_two_authors_do_not_overwrite_each_other() -> None:
    make_policy(code="vip")
    make_policy(promise(amount=9), code="vip", based_on=1)
    with pytest.raises(PolicyChanged):
        make_policy(promise(amount=7), code="vip", based_on=1)
    assert ServicePolicy.objects.get(code="vip", retired_at=None).version == 2


def test_every_change_is_audited_with_before_and_after() -> None:
    policy = make_policy(promise(amount=15), code="vip")
    policy = make_policy(promise(amount=10), code="vip")
    switch_policy(policy, enabled=False, by=SYSTEM)
    switch_policy(policy, enabled=False, by=SYSTEM)
    retire_policy(policy, by=SYSTEM)
    lines = list(SettingChange.objects.filter(subject="sla.ServicePolicy:vip").order_by("id"))
    assert [(line.before is None, line.after is None) for line in lines] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    amounts = [[row["commitments"][0]["amount"] for row in (line.before, line.after) if row] for line in lines[:2]]
    assert amounts == [[15], [15, 10]]
    assert lines[2].after == {"enabled": False}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"condition": {"field": "moon", "op": "is", "value": "full"}}, "condition"),
        ({"condition": {"field": "channel", "op": "is", "value": "pigeon"}}, "condition"),
        ({"commitments": [promise("dance")]}, "commitments"),
        ({"commitments": [promise(unit="fortnight")]}, "commitments"),
        ({"commitments": [promise(amount=0)]}, "commitments"),
        ({"commitments": [promise(amount=10_000_000)]}, "commitments"),
        ({"commitments": [promise(), promise(amount=20)]}, "commitments"),
        ({"commitments": [promise(target_percent=101)]}, "commitments"),
        ({"commitments": [promise(breach_tells=["mother"])]}, "commitments"),
        ({"commitments": [promise(warn=[{"percent": 100, "tell": ["assignee"]}])]}, "commitments"),
        ({"commitments": [promise(warn=[{"percent": 50, "minutes": 5, "tell": ["assignee"]}])]}, "commitments"),
        ({"commitments": [promise(warn=[{"minutes": 0, "tell": ["assignee"]}])]}, "commitments"),
        ({"commitments": [promise(warn=[{"percent": 50, "tell": []}])]}, "commitments"),
        ({"commitments": [promise(warn=[{"percent": 50, "tell": ["role:nobody"]}])]}, "commitments"),
        ({"commitments": [promise(warn=[{"percent": 50, "tell": ["assignee"], "ways": ["pigeon"]}])]}, "commitments"),
        ({"commitments": [promise(pauses_in=["asleep"])]}, "commitments"),
        ({"valid_from": date(2027, 1, 2), "valid_until": date(2027, 1, 1)}, "valid_until"),
        ({"commitments": []}, "commitments"),
    ],
)
def test_it_refuses_a_promise_that_makes_no_sense(changes: dict[str, Any], field: str) -> None:
    given = {"name": "试验", "calendar": always(), "commitments": [promise()], "by": SYSTEM, **changes}
    with pytest.raises(PolicyRefused) as refusal:
        save_policy("vip", **given)
    assert field in refusal.value.fields
    assert not ServicePolicy.objects.filter(code="vip").exists()


def test_it_refuses_a_grade_that_the_scheme_does_not_have() -> None:
    scheme = GradingScheme.objects.get(code="ryg")
    with pytest.raises(PolicyRefused):
        make_policy(promise(grade_code="level1"), scheme=scheme)
    assert make_policy(promise(grade_code="red"), scheme=scheme).scheme == scheme


def test_a_policy_without_a_time_rests_until_it_has_one() -> None:
    policy = save_policy("later", name="以后再定", calendar=always(), commitments=[], enabled=False, by=SYSTEM)
    with pytest.raises(PolicyRefused):
        switch_policy(policy, enabled=True, by=SYSTEM)


def test_only_the_version_in_force_is_switched() -> None:
    old = make_policy(code="vip")
    make_policy(promise(amount=9), code="vip")
    with pytest.raises(PolicyChanged):
        switch_policy(old, enabled=False, by=SYSTEM)


def test_a_preset_stays_in_its_family_when_it_is_edited() -> None:
    red = ServicePolicy.objects.get(code="ryg_red")
    edited = save_policy("ryg_red", name="红", calendar=red.calendar, commitments=[promise(amount=9)], by=SYSTEM)
    assert (edited.version, edited.family) == (2, "P-RYG")
    assert make_policy(code="own").family == ""


def test_a_whole_preset_is_switched_at_once_and_what_names_no_time_stays_off() -> None:
    assert [row.code for row in switch_family("P-NU", enabled=True, by=SYSTEM)] == ["nu_normal", "nu_urgent"]
    on = dict(ServicePolicy.objects.filter(family="P-NU").values_list("code", "enabled"))
    assert on == {"nu_normal": True, "nu_urgent": True, "nu_critical": False}
    assert switch_family("P-NU", enabled=True, by=SYSTEM) == []
    assert len(switch_family("P-NU", enabled=False, by=SYSTEM)) == 2
    assert SettingChange.objects.filter(subject__startswith="sla.ServicePolicy:nu_").count() == 4


def test_only_what_is_in_force_belongs_to_the_switch() -> None:
    retire_policy(ServicePolicy.objects.get(code="ryg_green"), by=SYSTEM)
    assert {row.code for row in switch_family("P-RYG", enabled=False, by=SYSTEM)} == {"ryg_red", "ryg_yellow"}
