"""The house's wording rules: kept, changed, tried."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huisheng.core.base.tests.make import last_change
from huisheng.core.knowledge.actions import PhraseRefused, TemplateRefused, save_phrase, save_template
from huisheng.core.knowledge.models import Phrase, ReplyTemplate
from huisheng.core.knowledge.wording import hints_in, wording_rules
from huisheng.kit.party import SYSTEM
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def make_phrase(**changes: Any) -> Phrase:
    return save_phrase(None, **{"kind": "vague", "patterns": ["改天再说"], "why": "说个日子", "by": SYSTEM, **changes})


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.admin)
    return client


def test_a_rule_of_the_house_works_at_once(cast: Cast) -> None:
    assert hints_in("我们改天再说吧") == []
    made = make_phrase(better=[" 明天 10:00 前 ", ""])
    (hint,) = hints_in("我们改天再说吧")
    assert (hint.rule.ident, hint.rule.better) == (made.pk, ("明天 10:00 前",))


def test_what_changes_is_audited() -> None:
    made = make_phrase()
    save_phrase(made, kind="vague", patterns=["改天再说", "回头再说"], why="说个日子", severity="ask", by=SYSTEM)
    change = last_change()
    assert change.subject == f"knowledge.Phrase:{made.pk}"
    assert (change.before["severity"], change.after["severity"]) == ("hint", "ask")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"patterns": []}, "patterns"),
        ({"patterns": ["  "]}, "patterns"),
        ({"patterns": ["没("]}, "patterns"),
        ({"patterns": ["a"]}, "patterns"),
        ({"patterns": [f"说法{n}" for n in range(31)]}, "patterns"),
        ({"kind": "repeated"}, "patterns"),
        ({"why": " "}, "why"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(changes: dict[str, Any], field: str) -> None:
    count = Phrase.objects.count()
    with pytest.raises(PhraseRefused) as refusal:
        make_phrase(**changes)
    assert field in refusal.value.fields
    assert Phrase.objects.count() == count


def test_what_finds_repetitions_keeps_its_nature() -> None:
    one = Phrase.objects.get(kind="repeated")
    save_phrase(one, kind="vague", patterns=["尽快"], why="念稿", severity="ask", by=SYSTEM)
    one.refresh_from_db()
    assert (one.kind, one.patterns, one.severity) == ("repeated", [], "ask")


def test_all_shipped_rules_can_be_read_and_say_why_in_both_languages() -> None:
    assert len(wording_rules()) == Phrase.objects.count() > 10
    for one in Phrase.objects.all():
        assert one.why, one.code
        assert one.why_en, one.code
        assert one.better or one.kind == "repeated", one.code


def test_the_shipped_better_words_pass_all_rules() -> None:
    for one in Phrase.objects.all():
        for text in one.better:
            assert hints_in(text) == [], one.code


def test_the_shipped_templates_pass_all_rules() -> None:
    for one in ReplyTemplate.objects.all():
        assert [hint.found for hint in hints_in(one.body) + hints_in(one.body_en)] == [], one.code


def test_a_template_with_words_that_are_not_sent_is_refused() -> None:
    make_phrase(severity="block")
    with pytest.raises(TemplateRefused) as refusal:
        save_template(None, code="later", name="改天", body="我们改天再说", by=SYSTEM)
    assert "说个日子" in str(refusal.value)


def test_an_admin_adds_a_rule_and_changes_it(admin: Client) -> None:
    sent = {
        "kind": "robotic",
        "patterns": "按流程*处理\n按规定*处理",
        "why": "像机器",
        "better": "我来办",
        "severity": "ask",
    }
    sent |= {"language": "zh", "rank": "5", "active": "on"}
    assert admin.post(reverse("settings:new_phrase"), sent).status_code == 302
    one = Phrase.objects.get(why="像机器")
    assert one.patterns == ["按流程*处理", "按规定*处理"]
    page = admin.get(reverse("settings:phrase", args=[one.pk])).content.decode()
    assert "按流程*处理" in page
    admin.post(reverse("settings:phrase", args=[one.pk]), {**sent, "severity": "block"})
    one.refresh_from_db()
    assert one.severity == "block"
    assert "按流程*处理" in admin.get(reverse("settings:phrases")).content.decode()


def test_a_bad_pattern_is_told_at_its_field(admin: Client) -> None:
    sent = {"kind": "robotic", "patterns": "没(", "why": "x", "severity": "ask", "language": "zh", "rank": "0"}
    assert 'id="id_patterns_error"' in admin.post(reverse("settings:new_phrase"), sent).content.decode()


def test_the_rule_for_repetitions_has_no_wording_to_edit(admin: Client) -> None:
    one = Phrase.objects.get(kind="repeated")
    assert 'name="patterns"' not in admin.get(reverse("settings:phrase", args=[one.pk])).content.decode()
    sent = {"why": "念稿", "severity": "ask", "language": "zh", "rank": "0", "active": "on"}
    assert admin.post(reverse("settings:phrase", args=[one.pk]), sent).status_code == 302
    one.refresh_from_db()
    assert (one.severity, one.why) == ("ask", "念稿")


def test_a_sentence_is_tried(admin: Client) -> None:
    page = admin.post(reverse("settings:phrase_trial"), {"text": "这不是我们的问题"}).content.decode()
    assert "<mark" in page
    assert "推责任" in page
    assert "可以这样发" in admin.post(reverse("settings:phrase_trial"), {"text": "明天 18:00 前到"}).content.decode()


def test_a_template_is_kept_and_its_words_are_minded(admin: Client) -> None:
    one = ReplyTemplate.objects.get(code="solve_refund")
    sent = {"name": "退款", "body": "我们会尽快退款", "rank": "0", "active": "on"}
    answer = admin.post(reverse("settings:reply_template", args=[one.pk]), sent, follow=True)
    assert "尽快" in answer.content.decode()
    one.refresh_from_db()
    assert one.body == "我们会尽快退款"


def test_templates_of_teams_and_people_are_not_the_houses_business(admin: Client, cast: Cast) -> None:
    mine = save_template(None, code="mine", name="我的问候", body="早", owner=cast.lin, by=SYSTEM)
    assert "我的问候" not in admin.get(reverse("settings:reply_templates")).content.decode()
    assert admin.get(reverse("settings:reply_template", args=[mine.pk])).status_code == 404
