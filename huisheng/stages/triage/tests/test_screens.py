"""The screens of rules, the trial of a sentence, the preview, the handbook."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.models import CategoryRule, GradeRule
from huisheng.stages.triage.tests.make import make_category_rule, make_grade_rule, make_graded, says
from huisheng.stages.triage.trial import preview
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROW = {
    "mode": "rows",
    "join": "all",
    "field": "text",
    "op": "has_any",
    "value": "螺丝 | 螺母",
    "least": "",
    "unit": "day",
}
ROW["unless"] = ""


def door(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def page(client: Client, name: str, /, *args: Any, **data: Any) -> str:
    response = client.post(reverse(name, args=args), data) if data else client.get(reverse(name, args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_it_lists_the_rules_of_every_scheme(cast: Cast) -> None:
    html = page(door(cast.admin), "settings:grade_rules")
    for name in ("人身安全", "投诉三级", "稍有延迟"):
        assert name in html


def test_it_lists_category_rules_with_what_they_give(cast: Cast) -> None:
    html = page(door(cast.admin), "settings:category_rules")
    assert "漏发、错发、破损" in html
    assert "投诉举报 / 产品质量" in html


def test_it_adds_a_grade_rule_from_rows(cast: Cast) -> None:
    scheme, red = GradingScheme.objects.get(code="ryg"), Grade.objects.get(code="red")
    data = {"name": "缺螺丝", "name_en": "Screws", "grade": red.pk, "enabled": "on", **ROW}
    response = door(cast.admin).post(reverse("settings:new_grade_rule", args=[scheme.pk]), data)
    assert response.url == reverse("settings:grade_rules")  # type: ignore[attr-defined]
    rule = GradeRule.objects.get(name="缺螺丝")
    assert (rule.condition, rule.grade, rule.enabled) == (says("螺丝", "螺母"), red, True)


def test_it_changes_a_grade_rule_by_json(cast: Cast) -> None:
    rule = make_grade_rule(says("螺丝"))
    client = door(cast.admin)
    assert "螺丝" in page(client, "settings:grade_rule", rule.pk)
    data = {
        "name": "新名字",
        "grade": rule.grade_id,
        "mode": "expert",
        "json": '{"not": {"field": "text", "op": "is_empty"}}',
    }
    client.post(reverse("settings:grade_rule", args=[rule.pk]), data)
    rule.refresh_from_db()
    assert (rule.name, rule.enabled) == ("新名字", False)
    assert "not" in rule.condition


def test_every_shipped_rule_can_be_opened(cast: Cast) -> None:
    client = door(cast.admin)
    for rule in GradeRule.objects.all():
        assert rule.name in page(client, "settings:grade_rule", rule.pk)
    for one in CategoryRule.objects.all()[:5]:
        assert one.name in page(client, "settings:category_rule", one.pk)


def test_a_faulty_condition_is_shown_and_nothing_is_saved(cast: Cast) -> None:
    rule = make_grade_rule(says("螺丝"))
    html = page(
        door(cast.admin), "settings:grade_rule", rule.pk, name="x", grade=rule.grade_id, mode="expert", json="{"
    )
    assert 'role="alert"' in html
    rule.refresh_from_db()
    assert rule.name == "试验规则"


def test_more_rows_and_json_keep_what_was_typed(cast: Cast) -> None:
    rule = make_grade_rule(says("旧词"))
    client = door(cast.admin)
    typed = {"name": "改名", "grade": rule.grade_id, **ROW}
    assert page(client, "settings:grade_rule", rule.pk, **typed, more="1").count('name="value"') == 3
    assert "&#34;螺母&#34;" in page(client, "settings:grade_rule", rule.pk, **typed, switch="expert")
    rule.refresh_from_db()
    assert rule.condition == says("旧词")


def test_it_saves_a_category_rule_with_tags(cast: Cast) -> None:
    consult, tag = Category.objects.get(code="consult"), Tag.objects.get(code="missing")
    data = {"name": "问螺丝", "category": consult.pk, "tags": [tag.pk], "enabled": "on", **ROW}
    client = door(cast.admin)
    client.post(reverse("settings:new_category_rule"), data)
    rule = CategoryRule.objects.get(name="问螺丝")
    assert (rule.category, list(rule.tags.all())) == (consult, [tag])
    html = page(client, "settings:new_category_rule", **{**data, "category": "", "tags": []})
    assert "has-error" in html


def test_rules_move_switch_and_go_by_post(cast: Cast) -> None:
    rule, client = make_category_rule(says("螺丝"), tags=Tag.objects.filter(code="missing")), door(cast.admin)
    client.post(reverse("settings:category_rule_place", args=[rule.pk]), {"direction": "down"})
    assert list(CategoryRule.objects.all())[1] == rule
    client.post(reverse("settings:category_rule_state", args=[rule.pk]), {"enabled": "0"})
    rule.refresh_from_db()
    assert rule.enabled is False
    for name in ("place", "state", "removal"):
        assert client.get(reverse(f"settings:category_rule_{name}", args=[rule.pk])).status_code == 405
    client.post(reverse("settings:category_rule_removal", args=[rule.pk]))
    assert not CategoryRule.objects.filter(pk=rule.pk).exists()


def test_a_sentence_is_tried(cast: Cast) -> None:
    html = page(door(cast.admin), "settings:rule_trial", text="我的货已经延迟5天了!")
    assert "hs-grade-red" in html
    assert "售后延迟" in html
    assert "延迟5天" in html
    assert Ticket.objects.count() == 0


def test_the_preview_counts_and_shows_what_it_would_hit(cast: Cast) -> None:
    hit = [make_graded(f"第{n}次少了螺丝") for n in range(3)]
    make_graded("咨询保修政策")
    make_graded("少了螺丝", at=timezone.now() - timedelta(days=31))
    html = page(door(cast.admin), "settings:rule_preview", **ROW)
    assert all(ticket.number in html for ticket in hit)
    assert "3 条" in html


def test_the_preview_shows_twenty_at_most_and_counts_all() -> None:
    for n in range(22):
        make_graded(f"第{n}次少了螺丝")
    found = preview(says("螺丝"), Ticket.objects.all())
    assert (found.count, len(found.rows), found.seen, found.bounded) == (22, 20, 22, False)
    assert found.rows[0].words == ("螺丝",)


def test_the_preview_shows_only_what_the_reader_may_see(cast: Cast) -> None:
    cast.dan.role.rights = [*cast.dan.role.rights, "settings"]
    cast.dan.role.save()
    ticket = make_graded("少了螺丝")
    assert ticket.number not in page(door(cast.dan), "settings:rule_preview", **ROW)


@pytest.mark.parametrize("who", ["lin", "chen", "wang"])
def test_only_who_may_change_settings_gets_in(cast: Cast, who: str) -> None:
    client, rule = door(getattr(cast, who)), GradeRule.objects.all()[0]
    for name, args in (("grade_rules", []), ("category_rules", []), ("grade_rule", [rule.pk])):
        assert client.get(reverse(f"settings:{name}", args=args)).status_code == 403
    for name, args in (("rule_trial", []), ("rule_preview", []), ("grade_rule_removal", [rule.pk])):
        assert client.post(reverse(f"settings:{name}", args=args)).status_code == 403
    assert GradeRule.objects.filter(pk=rule.pk).exists()


def test_the_handbook_is_for_everybody_who_works_here(cast: Cast) -> None:
    html = page(door(cast.lin), "desk:handbook")
    for words in ("红", "“破损需补发”", "到货破损"):
        assert words in html
    assert "投诉三级" not in html  # switched off
    assert Client().get(reverse("desk:handbook")).status_code == 302
