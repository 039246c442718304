"""Skills and who has them."""

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.actions import (
    AccountRefused,
    add_skill,
    change_skill,
    change_staff,
    set_skills,
    skills_of,
)
from huisheng.core.accounts.models import Skill, Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.models import SettingChange
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> Skill:
    return add_skill("english", name="英语", name_en="English", by=SYSTEM)


def door(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_a_skill_is_added_renamed_and_switched_off_with_its_audit(english: Skill) -> None:
    change_skill(english, name="外语", active=False, by=SYSTEM)
    first, second = SettingChange.objects.filter(subject=f"accounts.Skill:{english.pk}").order_by("id")
    known = {"code": "english", "name": "英语", "name_en": "English", "active": True}
    assert (first.before, first.after) == (None, known)
    assert (second.before, second.after) == (known, known | {"name": "外语", "active": False})


@pytest.mark.parametrize(("code", "name"), [("english", "英语"), ("外语", "外语"), ("french", " ")])
def test_it_refuses_a_taken_or_odd_code_and_no_name(english: Skill, code: str, name: str) -> None:
    with pytest.raises(AccountRefused):
        add_skill(code, name=name, by=SYSTEM)


def test_levels_are_set_changed_and_taken_off(english: Skill) -> None:
    person = make_staff()
    set_skills(person, {"english": 2}, by=SYSTEM)
    set_skills(person, {"english": 3}, by=SYSTEM)
    set_skills(person, {"english": 3}, by=SYSTEM)
    assert skills_of(person) == {"english": 3}
    set_skills(person, {"english": 0}, by=SYSTEM)
    assert skills_of(person) == {}
    changes = SettingChange.objects.filter(subject=f"accounts.Staff:{person.pk}.skills").order_by("id")
    assert [(one.before, one.after) for one in changes] == [
        ({}, {"english": 2}), ({"english": 2}, {"english": 3}), ({"english": 3}, {}),
    ]  # fmt: skip


@pytest.mark.parametrize("levels", [{"french": 1}, {"english": 4}])
def test_it_refuses_an_unknown_skill_or_level(english: Skill, levels: dict[str, int]) -> None:
    person = make_staff()
    with pytest.raises(AccountRefused):
        set_skills(person, levels, by=SYSTEM)
    assert skills_of(person) == {}


def test_the_screens(cast: Cast) -> None:
    client, page = door(cast.admin), reverse("settings:skills")
    assert "还没有技能" in client.get(page).content.decode()
    person = reverse("settings:person_skills", args=[cast.lin.pk])
    assert "还没有技能" in client.get(person).content.decode()
    client.post(reverse("settings:new_skill"), {"name": "英语", "name_en": "English", "code": "english"})
    skill = Skill.objects.get()
    assert client.post(person, {"english": "3"}).status_code == 302
    assert skills_of(cast.lin) == {"english": 3}
    html = client.get(page).content.decode()
    assert "林晓" in html
    assert "专家" in html
    client.post(reverse("settings:skill", args=[skill.pk]), {"name": "英文", "name_en": ""})
    client.post(reverse("settings:skill_state", args=[skill.pk]), {"active": "0"})
    skill.refresh_from_db()
    assert (skill.name, skill.active) == ("英文", False)
    assert door(cast.chen).get(page).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_and_for_many(
    cast: Cast, django_assert_num_queries: object, count: int
) -> None:
    for place in range(count):
        skill = add_skill(f"skill{place}", name="技能", by=SYSTEM)
        set_skills(make_staff(), {skill.code: 1}, by=SYSTEM)
    client = door(cast.admin)
    client.get(reverse("settings:skills"))
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(reverse("settings:skills"))


def test_a_capacity_is_counted_in_units(cast: Cast) -> None:
    with pytest.raises(AccountRefused, match="500"):
        change_staff(cast.lin, capacity=501, by=SYSTEM)
