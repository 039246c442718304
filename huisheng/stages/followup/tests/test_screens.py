"""The settings screen of scenarios, and the lists on the desk."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.tests.make import make_staff
from huisheng.core.base.models import SettingChange
from huisheng.stages.followup.forms import questions_initial, scenario_initial
from huisheng.stages.followup.models import Callback, CallList, RecordField, Scenario

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    return logged_in(client, make_staff("root", role="admin", teams=["cs1"]))


def logged_in(client: Client, staff: Staff) -> Client:
    client.force_login(staff)
    return client


def posted(scenario: Scenario, **changes: Any) -> dict[str, Any]:
    """What the form sends when nothing was changed, with these changes."""
    data = {
        name: value for name, value in scenario_initial(scenario).items() if value is not None and value is not False
    }
    rows = questions_initial(scenario)
    data |= {"question-TOTAL_FORMS": len(rows), "question-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        row["choices"] = "\n".join(row["choices"])
        data |= {f"question-{place}-{name}": value for name, value in row.items() if value is not False}
    return {name: value for name, value in (data | changes).items() if value != "-"}


def save(client: Client, code: str = "complaint", **changes: Any) -> Any:
    scenario = Scenario.objects.get(code=code)
    return client.post(reverse("settings:scenario", args=[code]), posted(scenario, **changes))


def test_every_shipped_scenario_is_saved_as_it_is(admin: Client) -> None:
    for scenario in Scenario.objects.all():
        before = questions_initial(scenario)
        answer = save(admin, scenario.code)
        assert answer.status_code == 302, scenario.code
        saved = Scenario.objects.get(code=scenario.code)
        assert questions_initial(saved) == before
        assert saved.selector == scenario.selector


def test_a_change_is_in_force_and_in_the_change_log(admin: Client) -> None:
    save(admin, opening="{customer}您好，我是{agent}。", due_hours=12)
    saved = Scenario.objects.get(code="complaint")
    assert (saved.opening, saved.due_hours) == ("{customer}您好，我是{agent}。", 12)
    change = SettingChange.objects.get(subject="followup.Scenario:complaint")
    assert change.before is not None
    assert change.after is not None
    assert (change.before["due_hours"], change.after["due_hours"]) == (24, 12)
    page = admin.get(reverse("settings:scenario", args=["complaint"])).content.decode()
    assert "刘女士您好，我是" in page  # how it sounds


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"opening": "您好" * 60}, "秒；“我是谁、为什么打来”要在 15 秒内说完"),
        ({"opening_en": "hello " * 60}, "秒；“我是谁、为什么打来”要在 15 秒内说完"),
        ({"opening": "{custmer}您好"}, "没有内容可以填进 {custmer}"),
        ({"due_hours": 2}, "还没到第一次拨打就到期了"),
        ({"question-0-DELETE": "on", "question-1-DELETE": "on"}, "现在是 2 个"),
        ({f"question-{place}-kind": "open" for place in range(4)}, "至少各一个"),
        ({"question-0-kind": "choice", "question-0-choices": "只有一个"}, "至少要有两个选项"),
        ({"question-0-text": "{nothing}吗"}, "没有内容可以填进 {nothing}"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_reason(admin: Client, changes: dict[str, Any], told: str) -> None:
    answer = save(admin, **changes)
    assert answer.status_code == 200
    assert told in unescape(answer.content.decode())
    assert Scenario.objects.get(code="complaint").opening.startswith("{customer}您好，我是{house}的{agent}。前面")


def test_a_question_that_was_dropped_keeps_its_words_for_old_answers(admin: Client) -> None:
    save(admin, **{"question-3-DELETE": "on"})
    questions = Scenario.objects.get(code="complaint").questions
    assert (questions.filter(active=True).count(), questions.count()) == (3, 4)


def test_a_house_adds_a_scenario_of_its_own(admin: Client) -> None:
    data = posted(Scenario.objects.get(code="complaint"), code="lost_parcel", name="丢件跟进", trigger="event",
                  event="ticket_closed", natures=["complaint", "repair"], tiers=["core"])  # fmt: skip
    data |= {"question-INITIAL_FORMS": 0}
    assert admin.post(reverse("settings:new_scenario"), data).status_code == 302
    added = Scenario.objects.get(code="lost_parcel")
    assert (added.trigger, added.event, added.questions.count()) == ("event", "ticket_closed", 4)
    assert added.selector == {
        "all": [
            {"field": "nature", "op": "in", "value": ["complaint", "repair"]},
            {"field": "tier", "op": "in", "value": ["core"]},
        ]
    }


def test_a_scenario_is_switched_off_and_on(admin: Client) -> None:
    address = reverse("settings:scenario_state", args=["care"])
    admin.post(address, {"active": "0"})
    assert not Scenario.objects.get(code="care").active
    admin.post(address, {"active": "1"})
    assert Scenario.objects.get(code="care").active
    assert SettingChange.objects.filter(subject="followup.Scenario:care").count() == 2


def test_a_segment_without_days_between_would_ring_the_same_people_every_day(admin: Client) -> None:
    for days in ("", "0"):
        answer = save(admin, "care", every_days=days)
        assert "两次回访之间要隔几天" in answer.content.decode()
    assert save(admin, "care", every_days="1").status_code == 302


def test_what_it_follows_what_it_shows_and_how_urgent_it_is_can_be_changed(admin: Client) -> None:
    changes: dict[str, Any] = {"event": "ticket_closed", "endings": ["withdrawn"], "labels": ["order", "tier"], "priority": 7,
               "minutes_from": 8, "natures": ["consult"], "tiers": []}  # fmt: skip
    assert save(admin, **changes).status_code == 302
    saved = Scenario.objects.get(code="complaint")
    assert (saved.event, saved.endings, saved.labels) == ("ticket_closed", ["withdrawn"], ["order", "tier"])
    assert (saved.priority, saved.minutes_from) == (7, 8)
    assert saved.selector == {"all": [{"field": "nature", "op": "in", "value": ["consult"]}]}
    assert "通常时长比最长时长还长" in save(admin, minutes_from=20, minutes_most=10).content.decode()


def test_a_condition_that_boxes_cannot_say_stays_as_it_is(admin: Client) -> None:
    own = {"any": [{"field": "nature", "op": "is", "value": "complaint"}]}
    Scenario.objects.filter(code="complaint").update(selector=own)
    assert save(admin, priority=3).status_code == 302
    assert Scenario.objects.get(code="complaint").selector == own


def test_a_house_adds_a_field_to_the_record_and_takes_it_away(admin: Client) -> None:
    given = {"name": "会员等级", "code": "vip", "kind": "choice", "choices": "金\n银", "required": "on", "active": "on",
             "rank": "0"}  # fmt: skip
    assert admin.post(reverse("settings:new_record_field"), given | {"choices": "金"}).status_code == 200
    assert admin.post(reverse("settings:new_record_field"), given).status_code == 302
    assert "这个代号已经有了。" in admin.post(reverse("settings:new_record_field"), given).content.decode()
    field = RecordField.objects.get(code="vip")
    assert [one["name"] for one in field.choices] == ["金", "银"]
    assert "会员等级" in admin.get(reverse("settings:scenarios")).content.decode()
    address = reverse("settings:record_field", args=["vip"])
    assert "金" in admin.get(address).content.decode()
    admin.post(address, {"name": "会员", "choices": "银\n铜", "rank": "1"})
    field.refresh_from_db()
    assert (field.name, field.required, field.active) == ("会员", False, False)
    assert [one["code"] for one in field.choices] == ["c2", "c3"], "what stays keeps its code"
    assert SettingChange.objects.filter(subject="followup.RecordField:vip").count() == 2


def test_the_list_of_scenarios_costs_a_fixed_number_of_questions(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        assert admin.get(reverse("settings:scenarios")).status_code == 200


# -- lists -------------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(client: Client) -> Client:
    return logged_in(client, make_staff("chen", role="supervisor", teams=["cs1"]))


def bring(client: Client, text: str) -> CallList:
    file = SimpleUploadedFile("名单.csv", text.encode("gb18030"))
    scenario = Scenario.objects.get(code="new_user")
    answer = client.post(reverse("desk:call_lists"), {"scenario": scenario.pk, "file": file})
    assert answer.status_code == 302
    return CallList.objects.latest("id")


TEXT = "姓名,手机\n刘小雨,13812345678\n没号码,\n"


def test_a_file_is_looked_at_planned_and_its_refused_lines_fetched(lead: Client, run_jobs: Callable[..., int]) -> None:
    row = bring(lead, TEXT)
    page = lead.get(reverse("desk:call_list", args=[row.pk])).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "安排 1 位客户的回访" in page
    lead.post(reverse("desk:call_list_begin", args=[row.pk]))
    assert (
        "正在安排"
        in lead.get(reverse("desk:call_list", args=[row.pk]), headers={"HX-Request": "true"}).content.decode()
    )
    run_jobs()
    assert Callback.objects.get().customer.name == "刘小雨"
    refused = lead.post(reverse("desk:call_list_refused", args=[row.pk])).content.decode("utf-8-sig")
    assert refused.splitlines() == ["姓名,手机,没有导入的原因", "没号码,,没有电话，也没有我们认识的客户编号。"]


def test_a_list_is_for_who_brought_it_and_what_was_fetched_is_in_the_audit(lead: Client, client: Client) -> None:
    row = bring(lead, "姓名,手机,备注\n刘小雨,13812345678,另一个号 13987654321\n坏号码,1381234,\n")
    page = lead.get(reverse("desk:call_list", args=[row.pk])).content.decode()
    assert "13987654321" not in page
    assert "1381234<" not in page
    lead.post(reverse("desk:call_list_refused", args=[row.pk]))
    assert SettingChange.objects.filter(subject=f"followup.CallList:{row.pk}").count() == 1
    other = logged_in(Client(), make_staff("zhang", role="supervisor", teams=["cs1"]))
    assert other.get(reverse("desk:call_list", args=[row.pk])).status_code == 404
    assert other.post(reverse("desk:call_list_refused", args=[row.pk])).status_code == 404
    assert "名单.csv" not in other.get(reverse("desk:call_lists")).content.decode()


def test_columns_are_named_by_hand_where_their_heads_say_nothing(lead: Client) -> None:
    row = bring(lead, "甲,乙\n刘小雨,13812345678\n")
    assert "安排" not in lead.get(reverse("desk:call_list", args=[row.pk])).content.decode().partition("作废")[0][-400:]
    lead.post(reverse("desk:call_list_columns", args=[row.pk]), {"column": ["name", "phone"]})
    row.refresh_from_db()
    assert row.columns == ["name", "phone"]


def test_a_list_is_thrown_away(lead: Client) -> None:
    row = bring(lead, TEXT)
    lead.post(reverse("desk:call_list_drop", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.sealed) == ("dropped", None)


def test_what_is_no_table_is_said_at_the_form(lead: Client) -> None:
    scenario = Scenario.objects.get(code="new_user")
    file = SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing")
    answer = lead.post(reverse("desk:call_lists"), {"scenario": scenario.pk, "file": file})
    assert "这不是能读的表格" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("x.pdf", "姓名,手机\n刘小雨,13812345678\n", "这不是能读的表格"),
        ("名单.csv", "姓名,手机\n", "这份文件第一行下面没有客户"),
        ("名单.csv", "姓名,手机\n,\n \n", "这份文件第一行下面没有客户"),
    ],
)
def test_what_holds_no_customers_is_refused(lead: Client, name: str, text: str, words: str) -> None:
    given = {"scenario": Scenario.objects.get(code="new_user").pk, "file": SimpleUploadedFile(name, text.encode())}
    assert words in lead.post(reverse("desk:call_lists"), given).content.decode()
    assert not CallList.objects.exists()


def test_lists_are_for_who_hands_out_work(client: Client) -> None:
    logged_in(client, make_staff("lin", teams=["cs1"]))
    assert client.get(reverse("desk:call_lists")).status_code == 403
