"""A shop owner makes a rule, sees what it would have done, tries it, orders, copies, and reads the log."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Tag
from huisheng.core.tickets.models import Event, Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import Party
from huisheng.stages.triage.actions import classify_ticket
from huisheng.watch.automation.actions import wake_rules
from huisheng.watch.automation.deed_form import boxes_of
from huisheng.watch.automation.deeds import KNOWN
from huisheng.watch.automation.judge import rule_fields
from huisheng.watch.automation.models import Rule, Run
from huisheng.watch.automation.sentences import rule_sentence
from tests.cast import Cast

from .make import make_rule, tagging, tags_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast: Cast) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.admin)
    return client


@pytest.fixture
def clean(cast: Cast) -> None:
    """Without the rules that are shipped."""
    Rule.objects.all().delete()


def form(**changes: Any) -> dict[str, Any]:
    """What the page sends: when the customer writes and says 退款, tell the supervisor and add a tag."""
    return {
        "name": "客户要退款",
        "occasions": ["customer_wrote"],
        "mode": "rows",
        "join": "all",
        "field": ["said"],
        "op": ["has_any"],
        "value": ["退款 | 退钱"],
        "least": [""],
        "unit": ["minute"],
        "unless": [""],
        "deeds": "2",
        "d0-deed": "tell",
        "d0-told": ["supervisor", "assignee"],
        "d1-deed": "add_tags",
        "d1-tags": [str(Tag.objects.get(code="refund").pk)],
        "enabled": "1",
        **changes,
    }


def test_a_rule_is_made_and_reads_as_one_sentence(admin: Client, clean: None) -> None:
    assert admin.post(reverse("settings:new_auto_rule"), form()).status_code == 302
    rule = Rule.objects.get()
    assert (rule.enabled, rule.occasions, rule.version) == (True, ["customer_wrote"], 1)
    assert rule.deeds[0] == {"deed": "tell", "told": ["supervisor", "assignee"]}
    page = admin.get(reverse("settings:auto_rules")).content.decode()
    sentence = "当客户又来消息，如果刚写的内容提到“退款”或“退钱”，就提醒小组主管、负责人，再加上标签：退款退货。"
    assert sentence in page
    assert rule_sentence(rule, rule_fields(timezone.now())) in page


def test_the_same_form_changes_it_and_counts_versions(admin: Client, clean: None, cast: Cast) -> None:
    rule = make_rule(tagging("missing"))
    address = reverse("settings:auto_rule", args=[rule.pk])
    page = admin.get(address).content.decode()
    assert f'value="{Tag.objects.get(code="missing").pk}" checked' in page
    assert admin.post(address, form(name="换个名字")).status_code == 302
    rule.refresh_from_db()
    assert (rule.name, rule.version) == ("换个名字", 2)
    assert admin.post(address, form(name="只换名字")).status_code == 302
    rule.refresh_from_db()
    assert rule.version == 2


def test_time_is_said_in_the_units_people_use(admin: Client, clean: None) -> None:
    changes = {"occasions": [], "clockwork": "after", "amount": "3", "measure": "day", "since": "reply", "field": [""]}
    admin.post(reverse("settings:new_auto_rule"), form(**changes))
    rule = Rule.objects.get()
    assert rule.timing == {"since": "reply", "minutes": 4320}
    page = admin.get(reverse("settings:auto_rule", args=[rule.pk])).content.decode()
    assert "我们回复后客户没回音满 3 天" in page
    assert 'name="amount" value="3"' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "请填写这一项。"),
        ({"occasions": []}, "请选择规则什么时候启动"),
        ({"d0-deed": "", "d1-deed": ""}, "1 到 12"),
        ({"d0-told": []}, "请填写"),
        ({"d0-deed": "template", "d0-template": "999999"}, "不在"),
        ({"field": ["repeat_count"], "op": ["has_any"], "value": ["x"]}, "不能用"),
        ({"clockwork": "after", "amount": ""}, "请填写"),
        ({"valid_from": "2026-12-02T10:00", "valid_until": "2026-12-01T10:00"}, "比开始还早"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(admin: Client, clean: None, changes: dict[str, Any], said: str) -> None:
    answer = admin.post(reverse("settings:new_auto_rule"), form(**changes))
    assert answer.status_code == 200
    assert 'class="hs-error"' in answer.content.decode()
    assert not Rule.objects.exists()


def test_one_more_row_saves_nothing(admin: Client, clean: None) -> None:
    answer = admin.post(reverse("settings:new_auto_rule"), form(more="1"))
    assert answer.content.decode().count('class="hs-deed"') == 3
    assert not Rule.objects.exists()


def foresee(admin: Client, **changes: Any) -> str:
    return admin.post(reverse("settings:auto_rule_preview"), form(**changes)).content.decode()


def test_it_says_how_often_it_would_have_run_and_on_which(admin: Client, clean: None) -> None:
    ticket, other = make_ticket("杯子碎了"), make_ticket()
    for text in ("我要退款", "快点退钱"):
        make_message(ticket, text)
    make_message(other, "谢谢")
    page = foresee(admin)
    assert "会执行 2 次" in page
    assert "涉及 1 条反馈" in page
    assert ticket.number in page
    assert other.number not in page
    assert tags_on(ticket) == set()


def test_a_rule_of_time_says_what_waits_now(admin: Client, clean: None) -> None:
    make_ticket(at=timezone.now() - timedelta(hours=3))
    make_ticket()
    page = foresee(admin, occasions=[], clockwork="after", amount="2", measure="hour", since="customer", field=[""])
    assert "现在有 1 条未关闭的反馈已经等够时间" in page


def test_a_preview_says_what_is_missing(admin: Client, clean: None) -> None:
    assert "还差" in foresee(admin, occasions=[])


def attempt(admin: Client, ticket: Ticket, **changes: Any) -> str:
    return admin.post(reverse("settings:auto_rule_try"), form(number=ticket.number, **changes)).content.decode()


def test_a_trial_explains_each_step_and_leaves_nothing(admin: Client, clean: None) -> None:
    ticket = make_ticket()
    make_message(ticket, "我要退款")
    events = Event.objects.count()
    page = attempt(admin, ticket, **{"d1-deed": "own_agent"})
    assert "规则会执行" in page
    assert "找到：退款" in page
    assert "这位客户没有专属客服" in page
    assert Event.objects.count() == events
    assert not Run.objects.exists()


def test_a_trial_says_which_question_fails(admin: Client, clean: None) -> None:
    ticket = make_ticket()
    make_message(ticket, "你好")
    page = attempt(admin, ticket)
    assert "规则不会执行" in page
    assert "找到：你好" in page


def test_a_trial_of_a_stored_rule_stands_in_the_log(admin: Client, clean: None, cast: Cast) -> None:
    rule = make_rule(tagging("missing"))
    ticket = make_ticket()
    attempt(admin, ticket, rule=str(rule.pk), occasions=["opened"], field=[""])
    run = Run.objects.get()
    assert (run.dry, run.rule, run.by) == (True, rule, Party("staff", cast.admin.pk))
    assert ticket.number not in admin.get(reverse("settings:auto_runs")).content.decode()
    assert ticket.number in admin.get(reverse("settings:auto_runs") + "?show=dry").content.decode()


def test_nobody_tries_a_rule_on_what_is_not_there(admin: Client, clean: None) -> None:
    assert "没有这条反馈" in admin.post(reverse("settings:auto_rule_try"), form(number="FB-1")).content.decode()


def test_the_log_tells_what_was_done_and_why_not(admin: Client, clean: None, cast: Cast) -> None:
    rule, silent = make_rule({"deed": "own_agent"}, tagging("missing"), name="给专属"), make_rule(name="别的")
    ticket = make_ticket()
    wake_rules(ticket.events.get(kind="ticket_opened"))
    page = admin.get(f"{reverse('settings:auto_runs')}?rule={rule.pk}").content.decode()
    assert "部分完成" in page
    assert "这位客户没有专属客服" in page
    assert "新反馈进来" in page
    assert page.count("<tr>") == 2
    assert silent.name in page  # in the choice of rules
    assert "还没有记录" in admin.get(f"{reverse('settings:auto_runs')}?show=stopped").content.decode()


def test_the_list_counts_and_names_the_last_failure(admin: Client, clean: None, cast: Cast) -> None:
    make_rule({"deed": "own_agent"})
    for _time in range(2):
        wake_rules(make_ticket().events.get(kind="ticket_opened"))
    page = admin.get(reverse("settings:auto_rules")).content.decode()
    assert "2 次没做成" in page
    assert "上次没做成：这位客户没有专属客服" in page


def test_it_is_moved_copied_switched_and_deleted(admin: Client, clean: None, cast: Cast) -> None:
    first, second = make_rule(name="一"), make_rule(name="二")
    admin.post(reverse("settings:auto_rule_place", args=[second.pk]), {"direction": "up"})
    admin.post(reverse("settings:auto_rule_copy", args=[second.pk]))
    admin.post(reverse("settings:auto_rule_state", args=[first.pk]), {"enabled": "0"})
    names = list(Rule.objects.values_list("name", "enabled"))
    assert names == [("二", True), ("二（副本）", False), ("一", False)]
    wake_rules(make_ticket().events.get(kind="ticket_opened"))
    admin.post(reverse("settings:auto_rule_removal", args=[second.pk]))
    assert "二</a>" not in admin.get(reverse("settings:auto_rules")).content.decode()
    assert admin.get(reverse("settings:auto_rule", args=[second.pk])).status_code == 404
    assert Run.objects.filter(rule=second).exists()


def test_every_change_stands_in_the_audit_in_words(admin: Client, clean: None, cast: Cast) -> None:
    admin.post(reverse("settings:new_auto_rule"), form())
    rule = Rule.objects.get()
    admin.post(reverse("settings:auto_rule", args=[rule.pk]), form(occasions=["opened"]))
    assert SettingChange.objects.filter(subject=f"automation.Rule:{rule.pk}").count() == 2
    page = admin.get(reverse("settings:audit")).content.decode()
    assert page.count("规则 客户要退款") == 2
    assert "<del>客户又来消息</del>" in page
    assert "提醒小组主管、负责人，再加上标签：退款退货" in page


def test_who_may_not_change_settings_sees_none_of_it(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.chen)
    for name in ("auto_rules", "new_auto_rule", "auto_runs"):
        assert client.get(reverse(f"settings:{name}")).status_code == 403


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_costs_the_same_for_many(
    admin: Client, clean: None, cast: Cast, count: int, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(count):
        make_rule({"deed": "tell", "told": ["supervisor"]}, name=str(number))
    with django_assert_max_num_queries(
        22
    ):  # who, the frame, the words of the fields, the rules, their numbers and last runs
        admin.get(reverse("settings:auto_rules"))


def test_the_log_costs_the_same_for_many(
    admin: Client, clean: None, cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    make_rule({"deed": "own_agent"})
    for _time in range(6):
        wake_rules(make_ticket().events.get(kind="ticket_opened"))
    with django_assert_max_num_queries(11):
        admin.get(reverse("settings:auto_runs"))


def test_a_box_is_shown_for_every_answer_a_deed_wants() -> None:
    """The page has no script of its own: the style sheet says which boxes belong to which deed."""
    css = (Path(__file__).parents[3] / "static/huisheng/automation.css").read_text(encoding="utf-8")
    shown = {
        code: set(re.findall(r"\.is-([a-z]+)", boxes))
        for code, boxes in re.findall(r'hs-deed:has\(option\[value="(\w+)"\]:checked\) ([^{}]*?)(?:,\n| \{)', css)
    }
    assert shown == {code: set(boxes_of(code)) for code in KNOWN if KNOWN[code].asks}


def test_shipped_rules_are_off_sound_and_read_in_both_languages(cast: Cast) -> None:
    rules = list(Rule.objects.filter(code__gt=""))
    assert len(rules) == 8
    assert not any(rule.enabled for rule in rules)
    fields = rule_fields(timezone.now())
    for language, word in (("zh-hans", "就"), ("en", ":")):
        with translation.override(language):
            assert all(word in rule_sentence(rule, fields) or "daily" in rule.timing for rule in rules)


def test_shipped_rules_work_when_switched_on(admin: Client, cast: Cast) -> None:
    """Saved as they are from their own page, each passes every check of a rule."""
    for rule in Rule.objects.filter(code__gt=""):
        address = reverse("settings:auto_rule_state", args=[rule.pk])
        assert admin.post(address, {"enabled": "1"}).status_code == 302
    praise = make_ticket("小林服务真好，必须表扬一下")
    classify_ticket(praise, praise.messages.get())
    runs = wake_rules(praise.events.get(kind="ticket_opened"))
    assert [(run.rule.code, run.outcome) for run in runs] == [("praise_thanks", "done")]
    assert praise.messages.filter(kind=Message.Kind.REPLY).count() == 1
