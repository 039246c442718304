"""Callbacks through the desk's doors: the lists, the runner, each move, and who may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import close_withdrawn
from huisheng.stages.followup.actions import begin_call, hang_up, pick_up
from huisheng.stages.followup.completeness import written_in
from huisheng.stages.followup.models import Became, Callback, CallRecord, CallTry, RecordField
from huisheng.stages.followup.tests.make import by_day, make_callback, make_question, make_scenario, missed
from huisheng.stages.routing.actions import assign_ticket
from huisheng.web.workspace.tests.make import arrive, desk
from tests.cast import LIU_PHONE, Cast

pytestmark = pytest.mark.django_db
LIST = "/desk/callbacks/"
State = Callback.State


@pytest.fixture
def lin(cast: Cast) -> Client:
    by_day(cast.liu)
    return desk(cast.lin)


@pytest.fixture
def planned(cast: Cast) -> Callback:
    scenario = make_scenario(
        "test-run", name="售后跟进", opening="{customer}您好，我是{agent}。", labels=["tier", "order"]
    )
    make_question(scenario, "satisfied", "stars", text="打几分")
    make_question(scenario, "using", "open", text="用着怎么样", required=False)
    return make_callback(cast.liu, scenario=scenario, assignee=cast.lin, team=cast.cs1)


def at(callback: Callback, part: str = "") -> str:
    return f"{LIST}{callback.pk}/{part}"


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


WHOLE = {
    "record": "1",
    "problem": "none",
    "solved": "yes",
    "q-satisfied": "5",
    "words": "谢谢，很好",
    "nothing_follows": "1",
}


def test_lists_hide_who_the_customer_is_and_put_the_first_first(cast: Cast, lin: Client, planned: Callback) -> None:
    make_callback(cast.zhao, assignee=cast.lin, priority=10)
    page = text(lin, LIST)
    assert page.index("赵*") < page.index("刘*")
    assert "138****1234" in page
    assert LIU_PHONE not in page
    assert "刘女士" not in page


@pytest.mark.parametrize(
    ("changes", "tab"),
    [
        ({}, "now"),
        ({"slot_at": timezone.now() + timedelta(days=2)}, "later"),
        ({"state": State.TO_RECORD, "record_due_at": timezone.now()}, "record"),
        ({"state": State.UNREACHED, "ended_at": timezone.now()}, "unreached"),
    ],
)
def test_each_stands_in_its_list_and_in_no_other(cast: Cast, lin: Client, changes: dict[str, Any], tab: str) -> None:
    make_callback(cast.liu, assignee=cast.lin, **changes)
    for one in ("now", "today", "later", "record", "unreached"):
        assert ("刘*" in text(lin, f"{LIST}?tab={one}")) == (one == tab), one


def test_the_teams_list_holds_what_is_nobodys_and_colleagues(cast: Cast, lin: Client) -> None:
    make_callback(cast.liu, team=cast.cs1)
    make_callback(cast.zhao, team=cast.cs1, assignee=cast.chen)
    assert "data-row" not in text(lin, LIST)
    page = text(lin, f"{LIST}?whose=team")
    assert page.count("data-row") == 2
    assert "陈蔚" in page


def test_empty_lists_say_what_will_stand_there(lin: Client, cast: Cast) -> None:
    assert "还没有回访计划" in text(lin, LIST)
    make_callback(cast.liu, assignee=cast.lin)
    assert "都记好了" in text(lin, f"{LIST}?tab=record")


def test_the_rail_counts_what_waits_now(cast: Cast, lin: Client, planned: Callback) -> None:
    make_callback(cast.zhao, assignee=cast.lin, slot_at=timezone.now() + timedelta(days=1))
    badge = lin.get(f"{LIST}?waiting", headers={"HX-Request": "true"}).content.decode()
    assert ">1<" in badge
    assert " hidden>" not in badge
    assert " hidden>" in desk(cast.chen).get(f"{LIST}?waiting", headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize("count", [1, 7])
def test_a_list_of_any_length_asks_as_much(
    cast: Cast, lin: Client, django_assert_num_queries: Callable[..., Any], count: int
) -> None:
    for _n in range(count):
        make_callback(cast.liu, assignee=cast.lin)
    text(lin, LIST)
    with django_assert_num_queries(4 + 3):  # session, person, house, bell; rows, their phones, the counts
        assert text(lin, LIST).count("data-row") == count


def test_the_runner_asks_as_much_for_a_long_history(
    cast: Cast, lin: Client, planned: Callback, django_assert_num_queries: Callable[..., Any]
) -> None:
    text(lin, at(planned))
    with django_assert_num_queries(RUNNER):
        text(lin, at(planned))
    for _n in range(6):
        arrive("又来一件")
        make_callback(cast.liu, assignee=cast.lin)
    with django_assert_num_queries(RUNNER):
        assert text(lin, at(planned)).count("cb-history") == 1


RUNNER = 4 + 11  # callback, record, questions, fields, matters, tries, phones, talks, problems, became, people


def test_a_call_from_dialling_to_the_complete_record(cast: Cast, lin: Client, planned: Callback) -> None:
    page = text(lin, at(planned))
    assert "刘女士您好，我是林晓。" in page
    assert LIU_PHONE not in page
    lin.post(at(planned, "call/"))
    page = text(lin, at(planned))
    assert f"tel:+86{LIU_PHONE}" in page or f"tel:{LIU_PHONE}" in page
    lin.post(at(planned, "call/answer/"))
    assert "data-cb-timer" in text(lin, at(planned))
    assert lin.post(at(planned, "call/opening/"), headers={"Accept": "application/json"}).json()["seconds"] >= 0
    lin.post(at(planned, "call/end/"), {"record": "1", "words": "谢谢"})
    assert CallRecord.objects.get().words == "谢谢"
    refused = lin.post(at(planned, "record/"), {"record": "1"}, headers={"Referer": f"http://testserver{at(planned)}"})
    assert "还差：问题类型、满意度、跟进事项、截止时间" in text(lin, refused["Location"])
    lin.post(at(planned, "record/"), WHOLE)
    record = CallRecord.objects.select_related("callback").get()
    assert (record.callback.state, record.stars, record.answers["satisfied"]) == (State.DONE, 5, 5)
    assert record.warm_words == ["谢谢", "很好"]
    assert "谢谢，很好" in text(lin, at(planned))


def test_what_is_typed_is_kept_and_what_is_missing_said(cast: Cast, lin: Client, planned: Callback) -> None:
    begin_call(planned, staff=cast.lin)
    said = lin.post(at(planned, "draft/"), {**WHOLE, "problem": ""}).json()
    assert said["missing"] == ["问题类型"]
    assert lin.post(at(planned, "draft/"), WHOLE).json()["missing"] == []
    assert "谢谢，很好" in text(lin, at(planned))


def test_what_is_switched_off_during_the_talk_loses_no_typed_answer(cast: Cast, lin: Client, planned: Callback) -> None:
    field = RecordField.objects.create(code="level", name="会员等级", required=True)
    begin_call(planned, staff=cast.lin)
    typed = {**WHOLE, "q-using": "挺顺手", "f-level": "VIP3"}
    lin.post(at(planned, "draft/"), typed)
    planned.scenario.questions.filter(code="using").update(active=False)
    RecordField.objects.filter(pk=field.pk).update(active=False)
    lin.post(at(planned, "draft/"), {**typed, "q-using": "挺顺手，声音小"})  # of a page opened before
    lin.post(at(planned, "draft/"), WHOLE)  # of one opened after
    page = text(lin, at(planned))
    assert "挺顺手，声音小" in page
    assert "VIP3" in page
    assert (record := CallRecord.objects.get()).fields == {"level": "VIP3"}
    assert [(one.code, words) for one, words in written_in(record, [field])] == [("level", "VIP3")]


def test_a_field_that_never_held_anything_is_gone_when_it_is_switched_off(
    cast: Cast, lin: Client, planned: Callback
) -> None:
    RecordField.objects.create(code="level", name="会员等级", active=False)
    begin_call(planned, staff=cast.lin)
    assert "会员等级" not in text(lin, at(planned))


def test_words_of_a_colleague_are_not_written_over(cast: Cast, lin: Client, planned: Callback) -> None:
    begin_call(planned, staff=cast.lin)
    lin.post(at(planned, "draft/"), WHOLE)
    chen = desk(cast.chen)
    assert (
        chen.post(at(planned, "draft/"), {"record": "1", "words": "改掉"}, headers={"HX-Request": "true"}).status_code
        == 422
    )
    chen.post(at(planned, "call/end/"), {"record": "1", "words": "改掉"})
    assert CallRecord.objects.get().words == "谢谢，很好"
    assert Callback.objects.get().state == State.TALKING


def test_no_answer_is_one_click_and_says_when_next(cast: Cast, lin: Client, planned: Callback) -> None:
    assert lin.post(at(planned, "misses/")).status_code == 422, "not dialled"
    lin.post(at(planned, "call/"))
    answer = lin.post(at(planned, "misses/"), follow=True)
    assert "下次计划" in answer.content.decode()
    lin.post(at(planned, "call/"))
    lin.post(at(planned, "misses/"), {"outcome": "refused"})
    assert [one.outcome for one in CallTry.objects.all()] == ["no_answer", "refused"]
    assert Callback.objects.get().state == State.UNREACHED


def test_a_talk_is_booked_with_what_was_typed(cast: Cast, lin: Client, planned: Callback) -> None:
    begin_call(planned, staff=cast.lin)
    pick_up(planned, by=cast.lin.party)
    noon = timezone.localtime() + timedelta(days=1)  # about noon where Liu lives
    lin.post(
        at(planned, "booking/"), {"record": "1", "words": "太忙", "slot": f"{noon:%Y-%m-%dT%H:%M}", "note": "很激动"}
    )
    planned.refresh_from_db()
    assert (planned.state, planned.dedicated) == (State.PLANNED, True)
    assert timezone.localtime(planned.slot_at) == noon.replace(second=0, microsecond=0)
    assert CallRecord.objects.get().words == "太忙"
    assert CallTry.objects.get().note == "很激动"


def test_two_colleagues_cannot_ring_the_same_customer(cast: Cast, lin: Client, planned: Callback) -> None:
    other = make_callback(cast.liu, assignee=cast.chen, team=cast.cs1)
    lin.post(at(planned, "call/"))
    refused = desk(cast.chen).post(at(other, "call/"), headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "林晓正在和这位客户通话" in refused.headers["HX-Trigger"].encode().decode("unicode_escape")


def test_passing_on_and_taking_off_the_list(cast: Cast, lin: Client, planned: Callback) -> None:
    lin.post(at(planned, "passing/"), {"staff": cast.chen.pk})
    assert Callback.objects.get().assignee == cast.chen
    assert lin.post(at(planned, "passing/"), {"staff": "0"}).status_code == 404
    lin.post(at(planned, "owner/"))
    assert Callback.objects.get().assignee == cast.lin
    lin.post(at(planned, "cancelling/"), {"reason": "客户自己回了"})
    assert Callback.objects.get().ended_why == "客户自己回了"


def test_what_was_said_becomes_feedback_a_wish_and_praise(cast: Cast, lin: Client, planned: Callback) -> None:
    hang_up(begin_call(planned, staff=cast.lin), by=cast.lin.party)
    said = {"record": "1", "words": "林晓真好，希望晚上也有客服"}
    for part in ("feedback/", "suggestion/", "praise/"):
        assert lin.post(at(planned, part), said).status_code == 302
    assert {one.kind for one in Became.objects.all()} == {"ticket", "suggestion", "praise"}
    page = text(lin, at(planned))
    assert Ticket.objects.get().number in page
    assert "已进建议库" in page


def test_a_closed_matter_is_opened_again_with_one_click(cast: Cast, lin: Client) -> None:
    ticket = arrive("杯子碎了")
    assign_ticket(ticket, staff=cast.chen, team=cast.cs1, by=SYSTEM)
    close_withdrawn(ticket, reason="客户说好了", by=cast.chen.party)
    by_day(ticket.customer)
    callback = make_callback(ticket.customer, ticket=ticket, assignee=cast.lin, team=cast.cs1)
    begin_call(callback, staff=cast.lin)
    assert f"重新打开 {ticket.number}" in text(lin, at(callback))
    lin.post(at(callback, "feedback/"), {"record": "1", "again": ""})
    assert not Ticket.objects.get().is_closed


def test_answers_are_found_while_talking(cast: Cast, lin: Client, planned: Callback) -> None:
    found = lin.get(at(planned, "templates/"), {"q": "退款"}, headers={"HX-Request": "true"}).content.decode()
    assert "退款" in found
    assert "没有找到“没这个词”" in text(lin, at(planned, "templates/") + "?q=没这个词")


def test_the_history_tells_past_talks_and_matters(cast: Cast, lin: Client, planned: Callback) -> None:
    ticket = arrive("收到的型号不对", order_number="1023")
    assign_ticket(ticket, staff=cast.lin, team=cast.cs1, by=SYSTEM)
    old = make_callback(cast.liu, assignee=cast.lin, scenario=make_scenario("test-old", name="上次关怀"))
    missed(old, staff=cast.lin)
    page = text(lin, at(planned))
    assert "收到的型号不对 · 订单 1023" in page
    assert "上次关怀" in page


def test_the_history_hides_what_other_teams_were_told(cast: Cast, lin: Client, planned: Callback) -> None:
    elsewhere = make_callback(cast.liu, assignee=cast.dan, scenario=make_scenario("test-far", name="别的班组的回访"))
    hang_up(begin_call(elsewhere, staff=cast.dan), by=cast.dan.party)
    CallRecord.objects.create(callback=elsewhere, words="别让一组知道")
    page = text(lin, at(planned))
    assert "别让一组知道" not in page
    assert "别的班组的回访" not in page


def test_while_it_rings_only_who_rings_up_reads_the_number(cast: Cast, lin: Client, planned: Callback) -> None:
    begin_call(planned, staff=cast.lin)
    assert LIU_PHONE in text(lin, at(planned)).replace(" ", "")
    assert LIU_PHONE not in text(desk(cast.chen), at(planned)).replace(" ", "")


def test_what_a_colleague_cannot_end_is_taken_over_by_who_hands_out_work(
    cast: Cast, lin: Client, planned: Callback
) -> None:
    pick_up(begin_call(planned, staff=cast.lin), by=cast.lin.party)
    chen = desk(cast.chen)
    assert "接过来" in text(chen, at(planned))
    chen.post(at(planned, "takeover/"))
    planned.refresh_from_db()
    assert (planned.state, planned.assignee) == (State.TO_RECORD, cast.chen)
    assert "接过来" not in text(lin, at(planned))


def test_not_said_is_an_answer(cast: Cast, lin: Client, planned: Callback) -> None:
    hang_up(begin_call(planned, staff=cast.lin), by=cast.lin.party)
    assert "客户没打分" in text(lin, at(planned))
    lin.post(at(planned, "record/"), {"record": "1", "problem": "none", "stars": "unsaid", "nothing_follows": "1"})
    assert Callback.objects.get().state == State.DONE
    assert CallRecord.objects.get().unsaid == ["stars"]


def test_who_is_of_another_team_finds_no_callback(cast: Cast, planned: Callback) -> None:
    dan = desk(cast.dan)
    assert "data-row" not in text(dan, f"{LIST}?whose=team")
    assert dan.get(at(planned)).status_code == 404
    for part in ("call/", "misses/", "draft/", "record/", "feedback/", "owner/", "cancelling/", "booking/"):
        assert dan.post(at(planned, part), WHOLE).status_code == 404
    assert desk(cast.wang).get(LIST).status_code == 403
    assert Callback.objects.get().state == State.PLANNED
