import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag, TagGroup
from huisheng.core.catalogue.queries import category_tree, schemes_with_grades, tag_groups
from tests.cast import Cast

from .make import make_category, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def test_a_category_is_added_moved_and_retired(admin: Client, cast: Cast) -> None:
    sent = {"name": "刻字", "code": "engraving", "nature": "complaint", "rank": "5", "team": cast.cs1.pk}
    assert admin.post(reverse("settings:new_category"), sent).status_code == 302
    one = Category.objects.get(code="engraving")
    assert one.default_team == cast.cs1
    parent = Category.objects.get(code="complaint")
    admin.post(reverse("settings:category", args=[one.pk]), {**sent, "name": "刻字服务", "parent": parent.pk})
    one.refresh_from_db()
    assert (one.name, one.parent, one.code) == ("刻字服务", parent, "engraving")
    admin.post(reverse("settings:category_state", args=[one.pk]), {"retired": "1"})
    assert Category.objects.get(pk=one.pk).retired_at is not None


def test_a_taken_code_is_told_at_its_field(admin: Client) -> None:
    sent = {"name": "又一个", "code": "consult", "nature": "consult", "rank": "0"}
    assert 'id="id_code_error"' in admin.post(reverse("settings:new_category"), sent).content.decode()


def test_tags_and_groups_are_added_changed_and_retired(admin: Client) -> None:
    admin.post(reverse("settings:new_tag_group"), {"name": "包装", "code": "packing", "rank": "0", "multiple": "on"})
    group = TagGroup.objects.get(code="packing")
    admin.post(reverse("settings:new_tag", args=[group.pk]), {"name": "礼盒", "code": "gift_box", "rank": "0"})
    tag = Tag.objects.get(code="gift_box")
    assert (tag.group, group.multiple) == (group, True)
    admin.post(reverse("settings:tag", args=[tag.pk]), {"name": "礼品盒", "rank": "1"})
    needed = Category.objects.get(code="praise")
    address = reverse("settings:tag_group", args=[group.pk])
    admin.post(address, {"name": "包装", "rank": "0", "required_for": [needed.pk]})
    admin.post(reverse("settings:tag_state", args=[tag.pk]), {"retired": "1"})
    tag.refresh_from_db()
    assert (tag.name, tag.retired_at is None) == ("礼品盒", False)
    assert list(group.required_for.all()) == [needed]


def test_a_preset_is_switched_on_and_the_last_one_stays(admin: Client) -> None:
    ryg, levels = (GradingScheme.objects.get(code=code) for code in ("ryg", "levels"))
    admin.post(reverse("settings:scheme_state", args=[levels.pk]), {"enabled": "1"})
    admin.post(reverse("settings:scheme_state", args=[ryg.pk]), {"enabled": "0"})
    admin.post(reverse("settings:scheme_state", args=[levels.pk]), {"enabled": "0"})
    assert dict(GradingScheme.objects.values_list("code", "enabled")) == {"ryg": False, "levels": True, "nu": False}


def test_criteria_and_examples_of_a_grade_are_edited(admin: Client) -> None:
    grade = Grade.objects.get(scheme__code="ryg", code="yellow")
    sent = {
        "name": "黄",
        "colour": "yellow",
        "severity": "20",
        "criteria": "影响使用",
        "examples": "按钮找不到\n\n 发票延迟 ",
    }
    assert admin.post(reverse("settings:grade", args=[grade.pk]), sent).status_code == 302
    grade.refresh_from_db()
    assert (grade.criteria, grade.examples) == ("影响使用", ["按钮找不到", "发票延迟"])
    shown = admin.get(reverse("settings:grade", args=[grade.pk])).content.decode()
    assert "按钮找不到\n发票延迟" in shown


@pytest.mark.parametrize("place", ["category_state", "tag_state", "scheme_state"])
def test_looking_changes_nothing(admin: Client, place: str) -> None:
    rows = {"category_state": Category.objects, "tag_state": Tag.objects, "scheme_state": GradingScheme.objects}
    one = rows[place].earliest("id")
    assert admin.get(reverse(f"settings:{place}", args=[one.pk])).status_code == 405


def test_the_tree_lists_children_below_their_parent() -> None:
    below = make_category("below", parent=make_category("top", rank=900))
    branches = [(branch.category.code, branch.depth) for branch in category_tree()]
    assert branches[-2:] == [("top", 0), (below.code, 1)]


def test_the_screens_ask_a_fixed_number_of_questions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_tag()
    with django_assert_num_queries(1):
        category_tree()
    with django_assert_num_queries(3):
        [list(group.tags.all()) + list(group.required_for.all()) for group in tag_groups()]
    with django_assert_num_queries(2):
        [list(scheme.grades.all()) for scheme in schemes_with_grades()]
