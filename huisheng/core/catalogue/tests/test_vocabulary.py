from typing import Any

import pytest

from huisheng.core.base.tests.make import last_change
from huisheng.core.catalogue.actions import (
    rename_category,
    rename_tag,
    retire_category,
    retire_tag,
    save_category,
    save_grade,
    save_tag_group,
    switch_scheme,
)
from huisheng.core.catalogue.errors import CatalogueRefused
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag
from huisheng.kit.party import SYSTEM

from .make import make_category, make_grade, make_scheme, make_tag, make_tag_group

pytestmark = pytest.mark.django_db


def test_it_saves_a_category_with_its_place_and_audits_it() -> None:
    parent = make_category("gifts", name="礼品")
    child = make_category("engraving", name="刻字", parent=parent, nature="complaint")
    assert (child.parent, child.nature) == (parent, "complaint")
    save_category(child, name="刻字服务", nature="complaint", parent=None, by=SYSTEM)
    assert (last_change().before["parent"], last_change().after["parent"]) == ("gifts", "")
    assert last_change().subject == f"catalogue.Category:{child.pk}"


@pytest.mark.parametrize(
    "changes", [{"code": "consult"}, {"code": "bad code"}, {"code": ""}, {"name": " "}, {"nature": "war"}]
)
def test_it_refuses_categories_that_cannot_be(changes: dict[str, Any]) -> None:
    count = Category.objects.count()
    with pytest.raises(CatalogueRefused):
        save_category(**{"code": "fresh", "name": "新的", "by": SYSTEM, **changes})
    assert Category.objects.count() == count


def test_a_category_never_stands_below_itself() -> None:
    top = make_category()
    below = make_category(parent=top)
    with pytest.raises(CatalogueRefused):
        save_category(top, name=top.name, parent=below, by=SYSTEM)
    with pytest.raises(CatalogueRefused):
        save_category(top, name=top.name, parent=top, by=SYSTEM)
    assert Category.objects.get(pk=top.pk).parent is None


def test_a_renamed_word_is_renamed_everywhere_and_audited() -> None:
    tag = rename_tag(Tag.objects.get(code="damaged"), name="摔坏了", name_en="Broken", by=SYSTEM)
    assert Tag.objects.get(pk=tag.pk).name == "摔坏了"
    assert last_change().before == {"name": "破损", "name_en": "Damaged"}
    category = rename_category(make_category(name="旧"), name="新", by=SYSTEM)
    assert category.label == "新"
    with pytest.raises(CatalogueRefused):
        rename_category(category, name="", by=SYSTEM)


def test_a_retired_word_stays_and_may_come_back() -> None:
    tag = retire_tag(make_tag(), by=SYSTEM)
    assert Tag.objects.get(pk=tag.pk).retired_at is not None
    retire_tag(tag, retired=False, by=SYSTEM)
    assert Tag.objects.get(pk=tag.pk).retired_at is None
    assert (last_change().before, last_change().after) == ({"retired": True}, {"retired": False})


def test_it_retires_from_the_leaves() -> None:
    top = make_category()
    below = make_category(parent=top)
    with pytest.raises(CatalogueRefused):
        retire_category(top, by=SYSTEM)
    retire_category(below, by=SYSTEM)
    assert retire_category(top, by=SYSTEM).retired_at is not None


def test_a_group_asks_one_or_several_for_some_categories() -> None:
    group = make_tag_group(multiple=True, required_for=[make_category("gifts")])
    assert [category.code for category in group.required_for.all()] == ["gifts"]
    save_tag_group(group, name="新名", multiple=False, by=SYSTEM)
    assert last_change().before["required_for"] == ["gifts"]
    assert last_change().after["required_for"] == []


def test_one_scheme_always_grades() -> None:
    ryg, levels = (GradingScheme.objects.get(code=code) for code in ("ryg", "levels"))
    with pytest.raises(CatalogueRefused):
        switch_scheme(ryg, False, SYSTEM)
    switch_scheme(levels, True, SYSTEM)
    switch_scheme(ryg, False, SYSTEM)
    assert list(GradingScheme.objects.filter(enabled=True)) == [levels]
    assert (last_change().before, last_change().after) == ({"enabled": True}, {"enabled": False})


def test_a_scheme_without_grades_stays_off() -> None:
    with pytest.raises(CatalogueRefused):
        switch_scheme(make_scheme(), True, SYSTEM)


def test_a_scheme_has_one_default_grade() -> None:
    scheme = make_scheme()
    first = make_grade("low", scheme=scheme, is_default=True)
    second = make_grade("high", scheme=scheme, is_default=True)
    assert list(scheme.grades.filter(is_default=True)) == [second]
    first.refresh_from_db()
    assert not first.is_default


def test_it_keeps_criteria_and_the_examples_that_say_something() -> None:
    grade = Grade.objects.get(scheme__code="ryg", code="red")
    before = grade.criteria
    save_grade(
        grade,
        scheme=grade.scheme,
        name=grade.name,
        colour="red",
        severity=30,
        criteria="人身安全 ",
        examples=["漏电", " ", "着火 "],
        by=SYSTEM,
    )
    grade.refresh_from_db()
    assert (grade.criteria, grade.examples) == ("人身安全", ["漏电", "着火"])
    assert last_change().before["criteria"] == before


@pytest.mark.parametrize(
    "changes", [{"colour": "pink"}, {"lead_role": "king"}, {"code": "red"}, {"code": "r d"}, {"name": ""}]
)
def test_it_refuses_grades_that_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(CatalogueRefused):
        make_grade(**{"code": "fresh", "scheme": GradingScheme.objects.get(code="ryg"), **changes})
    assert not Grade.objects.filter(code="fresh").exists()
