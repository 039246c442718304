"""What a change would do to last month's tickets, before it is saved."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huisheng.core.accounts.models import Staff
from huisheng.core.catalogue.models import Grade, GradingScheme, MatrixCell, MatrixLevel
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.dry_run import DryRun, dry_run, with_matrix_change, with_rule
from huisheng.stages.triage.models import GradeRule, LevelRule
from huisheng.stages.triage.rulebook import rulebook
from huisheng.stages.triage.tests.make import make_grade_rule, make_graded, says
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def grade(code: str) -> Grade:
    return Grade.objects.get(scheme__code="ryg", code=code)


def draft(*words: str, code: str = "red", **changes: object) -> GradeRule:
    return GradeRule(name="试试", grade=grade(code), condition=says(*words), **changes)


def moves(run: DryRun) -> dict[tuple[str, str], int]:
    codes = {one.pk: one.code for one in run.grades}
    return {(codes[a], codes[b]): n for (a, b), n in run.counts.items() if a and b and a != b}


def place_of(rule: LevelRule) -> int:
    return [one.pk for one in LevelRule.objects.filter(level__scheme=rule.level.scheme)].index(rule.pk)


def door(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def test_it_counts_from_which_grade_to_which() -> None:
    for text in ("咨询保修政策", "咨询保修期限", "发票延迟", "漏发了配件"):
        make_graded(text)
    run = dry_run(with_rule(rulebook(), draft("保修", "发票"), place=1), Ticket.objects.all())
    assert (run.seen, run.changed, run.bounded) == (4, 3, False)
    assert moves(run) == {("green", "red"): 2, ("yellow", "red"): 1}
    assert [(row.before.code, row.after.code) for row in run.rows if row.before and row.after] == [
        ("yellow", "red"), ("green", "red"), ("green", "red"),
    ]  # fmt: skip
    assert not GradeRule.objects.filter(name="试试").exists()


def test_the_place_decides_where_the_first_rule_wins() -> None:
    make_graded("漏发了配件，咨询保修")
    last = with_rule(rulebook(), draft("保修", code="green"))
    assert dry_run(last, Ticket.objects.all()).changed == 0
    top = with_rule(rulebook(), draft("保修", code="green"), place=1)
    assert moves(dry_run(top, Ticket.objects.all())) == {("red", "green"): 1}


def test_a_rule_switched_off_or_changed_is_seen_without_it() -> None:
    rule = make_grade_rule(says("风车"))
    make_graded("我的风车")
    off = GradeRule(pk=rule.pk, name="", grade=rule.grade, condition=rule.condition, enabled=False)
    assert moves(dry_run(with_rule(rulebook(), off), Ticket.objects.all())) == {("red", "yellow"): 1}
    milder = GradeRule(pk=rule.pk, name="", grade=grade("green"), condition=rule.condition)
    assert moves(dry_run(with_rule(rulebook(), milder), Ticket.objects.all())) == {("red", "green"): 1}


def test_mode_and_cells_of_a_matrix() -> None:
    scheme = GradingScheme.objects.get(code="ryg")
    make_graded("甲乙丙丁戊己")
    same = with_matrix_change(rulebook(), scheme, mode="matrix", cells={})
    assert dry_run(same, Ticket.objects.all()).changed == 0
    middle = {one.axis: one.pk for one in MatrixLevel.objects.filter(scheme=scheme, code="middle")}
    cell = {(middle["impact"], middle["urgency"]): grade("green").pk}
    other = with_matrix_change(rulebook(), scheme, mode="matrix", cells=cell)
    assert moves(dry_run(other, Ticket.objects.all())) == {("yellow", "green"): 1}
    assert MatrixCell.objects.get(impact=middle["impact"], urgency=middle["urgency"]).grade.code == "yellow"


def test_only_last_month_is_asked() -> None:
    make_graded("咨询保修政策", at=timezone.now() - timedelta(days=31))
    assert dry_run(with_rule(rulebook(), draft("保修"), place=1), Ticket.objects.all()).seen == 0


@pytest.mark.parametrize("count", [1, 12])
def test_it_costs_the_same_however_many_there_are(count: int) -> None:
    for _ in range(count):
        make_graded("漏发了配件")
    changed = with_rule(rulebook(), draft("保修"), place=1)
    with CaptureQueriesContext(connection) as queries:
        dry_run(changed, Ticket.objects.all())
    assert len(queries) <= 7, "\n".join(one["sql"][:100] for one in queries)


class TestScreens:
    ROW = {
        "mode": "rows",
        "join": "all",
        "field": "text",
        "op": "has_any",
        "value": "保修",
        "least": "",
        "unit": "day",
        "unless": "",
    }

    def test_the_form_of_a_rule_is_run_and_nothing_is_stored(self, cast: Cast) -> None:
        make_graded("咨询保修政策")
        scheme, before = GradingScheme.objects.get(code="ryg"), GradeRule.objects.count()
        url = reverse("settings:grade_rule_dry_run", args=[scheme.pk])
        sent = {**self.ROW, "name": "保修", "grade": grade("red").pk, "enabled": "on", "place": "1"}
        html = door(cast.admin).post(url, sent).content.decode()
        assert "1 条反馈会换分级" in html
        assert GradeRule.objects.count() == before
        assert "请选一个分级" in door(cast.admin).post(url, self.ROW).content.decode()
        assert door(cast.chen).post(url, sent).status_code == 403

    def test_it_runs_only_over_what_the_reader_may_see(self, cast: Cast) -> None:
        make_graded("咨询保修政策")
        cast.dan.role.rights = [*cast.dan.role.rights, "settings"]
        cast.dan.role.save()
        url = reverse("settings:grade_rule_dry_run", args=[GradingScheme.objects.get(code="ryg").pk])
        sent = {**self.ROW, "name": "保修", "grade": grade("red").pk, "enabled": "on", "place": "1"}
        assert "0 条反馈会换分级" in door(cast.dan).post(url, sent).content.decode()

    def test_a_rule_is_saved_at_its_place(self, cast: Cast) -> None:
        scheme = GradingScheme.objects.get(code="ryg")
        url = reverse("settings:new_grade_rule", args=[scheme.pk])
        sent = {
            **self.ROW,
            "name": "保修放第三",
            "name_en": "",
            "grade": grade("red").pk,
            "enabled": "on",
            "place": "3",
        }
        assert door(cast.admin).post(url, sent).status_code == 302
        names = list(
            GradeRule.objects.filter(grade__scheme=scheme).order_by("rank", "id").values_list("name", flat=True)
        )
        assert names.index("保修放第三") == 2
        rule = GradeRule.objects.get(name="保修放第三")
        shown = door(cast.admin).get(reverse("settings:grade_rule", args=[rule.pk])).content.decode()
        assert 'name="place" value="3"' in shown

    def test_the_matrix_is_seen_run_and_saved(self, cast: Cast) -> None:
        make_graded("甲乙丙丁戊己")
        scheme = GradingScheme.objects.get(code="ryg")
        url = reverse("settings:matrix", args=[scheme.pk])
        html = door(cast.admin).get(url).content.decode()
        for words in ("影响“大”", "紧急“高”", "由“影响 × 紧急”定级", "危及人身"):
            assert words in html
        cells = {
            f"cell-{one.impact_id}-{one.urgency_id}": grade("green").pk
            for one in MatrixCell.objects.filter(impact__scheme=scheme)
        }
        sent = {"mode": "matrix", **cells}
        ran = door(cast.admin).post(reverse("settings:matrix_dry_run", args=[scheme.pk]), sent).content.decode()
        assert "1 条反馈会换分级" in ran
        scheme.refresh_from_db()
        assert scheme.mode == "first"
        assert door(cast.admin).post(url, sent).status_code == 302
        scheme.refresh_from_db()
        assert scheme.mode == "matrix"
        assert make_graded("甲乙丙丁戊己").grade == grade("green")

    def test_rules_of_impact_are_made_moved_and_deleted(self, cast: Cast) -> None:
        scheme, client = GradingScheme.objects.get(code="ryg"), door(cast.admin)
        level = MatrixLevel.objects.get(scheme=scheme, axis="impact", code="high")
        sent = {**self.ROW, "name": "保修影响大", "name_en": "", "level": level.pk, "enabled": "on"}
        assert client.post(reverse("settings:new_level_rule", args=[scheme.pk]), sent).status_code == 302
        rule = LevelRule.objects.get(name="保修影响大")
        before = place_of(rule)
        client.post(reverse("settings:level_rule_place", args=[rule.pk]), {"direction": "up"})
        assert place_of(rule) == before - 1
        assert client.get(reverse("settings:level_rule", args=[rule.pk])).status_code == 200
        gone = client.post(reverse("settings:level_rule_removal", args=[rule.pk]))
        assert gone["Location"] == reverse("settings:matrix", args=[scheme.pk])
        assert not LevelRule.objects.filter(pk=rule.pk).exists()
        client.post(reverse("settings:matrix_level", args=[level.pk]), {"name": "要命", "name_en": "grave"})
        level.refresh_from_db()
        assert level.name == "要命"
