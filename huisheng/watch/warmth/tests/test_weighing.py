"""Replies that left are weighed once, with what is known of their case."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from huisheng.core.base.models import SettingChange
from huisheng.core.catalogue.models import Category
from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_message, make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.handling.actions import send_reply
from huisheng.watch.warmth.actions import MarkRefused, save_mark, weigh_waiting
from huisheng.watch.warmth.models import Reached, WarmthMark, Weighed
from huisheng.watch.warmth.queries import bill_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WARM = "刘女士，配件漏发了，孩子生日就在明天，换作是我也急。对不起，是我们没核对好。想跟您确认一下地址，我现在就补发，明天上午送到。"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    ticket = make_ticket("漏发了配件，孩子生日要用", customer=cast.liu, team=cast.cs1, assignee=cast.lin)
    Ticket.objects.filter(pk=ticket.pk).update(category=Category.objects.filter(nature="complaint").first())
    ticket.refresh_from_db()
    return ticket


def reply(ticket: Ticket, text: str, by: Any) -> Message:
    return send_reply(ticket, text=text, by=by.party)


def codes(rows: list[Any]) -> set[str]:
    return {str(one[0]) for one in rows}


def test_a_reply_is_weighed_with_its_reasons_and_only_once(ticket: Ticket, cast: Cast) -> None:
    message = reply(ticket, WARM, cast.lin)
    assert weigh_waiting() == 1
    assert weigh_waiting() == 0
    row = Weighed.objects.get()
    assert (row.message, row.staff, row.team, row.at) == (message, cast.lin, cast.cs1, message.at)
    assert row.score >= 90
    assert {"named", "own_case", "heard", "sorry", "three_elements"} <= codes(row.gained)
    assert not row.lost
    assert [one.words for one in bill_of(row) if one.mark.code == "named"] == ["刘女士"]


def test_what_the_wording_rules_find_costs_and_is_kept_by_rule(ticket: Ticket, cast: Cast) -> None:
    reply(ticket, "您的问题已记录，我们会尽快处理", cast.lin)
    weigh_waiting()
    row = Weighed.objects.get()
    assert row.score < 30
    assert codes(row.lost) == {"said_robotic", "said_vague"}
    assert set(Phrase.objects.filter(pk__in=row.phrases).values_list("code", flat=True)) == {"recorded", "soon"}
    assert {"heard", "sorry", "timed"} <= set(row.missing)


def test_the_second_answer_owes_no_apology_but_must_not_repeat_the_first(ticket: Ticket, cast: Cast) -> None:
    reply(ticket, WARM, cast.lin)
    make_message(ticket, "好的，几点到？")
    reply(ticket, "刘女士，明天上午 11:00 前送到，补发的配件我盯着。想跟您确认一下地址，我现在就补发", cast.lin)
    weigh_waiting()
    second = Weighed.objects.order_by("-message").first()
    assert second is not None
    assert "sorry" not in {*second.missing, *codes(second.gained)}
    assert codes(second.lost) == {"said_again"}


def test_only_what_people_said_is_weighed(ticket: Ticket, cast: Cast) -> None:
    make_message(ticket, "自动回复", kind=Message.Kind.REPLY, by=SYSTEM)
    make_message(ticket, "内部", kind=Message.Kind.NOTE, by=cast.lin.party)
    assert weigh_waiting() == 0
    assert Reached.objects.get().upto == Message.objects.latest("pk").pk


def test_many_are_weighed_in_turns_and_late_transactions_are_not_forgotten(ticket: Ticket, cast: Cast) -> None:
    for n in range(3):
        reply(ticket, f"第 {n} 次进度：明天到", cast.lin)
    assert [weigh_waiting(limit=2), weigh_waiting(limit=2), weigh_waiting(limit=2)] == [2, 1, 0]
    Weighed.objects.order_by("message").first().delete()  # type: ignore[union-attr]  # as if it had not been there yet
    make_message(ticket, "谢谢")
    assert weigh_waiting() == 1


def test_nothing_new_costs_two_questions(
    ticket: Ticket, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reply(ticket, WARM, cast.lin)
    weigh_waiting()
    with django_assert_num_queries(4):  # savepoint, newest message, how far, release
        assert weigh_waiting() == 0


def test_a_mark_of_the_house_counts_from_now_on(ticket: Ticket, cast: Cast) -> None:
    reply(ticket, WARM, cast.lin)
    weigh_waiting()
    mark = save_mark(name="生日祝福", points=10, patterns=["生日快乐"], by=cast.admin.party)
    reply(ticket, "祝孩子生日快乐！", cast.lin)
    weigh_waiting()
    first, second = Weighed.objects.order_by("message")
    assert mark.code not in codes(first.gained) | set(first.missing)
    assert mark.code in codes(second.gained)
    assert SettingChange.objects.filter(subject=f"warmth.WarmthMark:{mark.pk}").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"points": 0}, "points"),
        ({"points": 99}, "points"),
        ({"patterns": []}, "patterns"),
        ({"patterns": ["("]}, "patterns"),
        ({"patterns": ["暖心"] * 61}, "patterns"),
    ],
)
def test_a_mark_that_cannot_be_weighed_with_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    before = WarmthMark.objects.count()
    with pytest.raises(MarkRefused) as refused:
        save_mark(**_mark(cast) | changes)
    assert field in refused.value.fields
    assert WarmthMark.objects.count() == before


def _mark(cast: Cast) -> dict[str, Any]:
    return {"name": "暖", "points": 5, "patterns": ["暖心"], "by": cast.admin.party}


def test_how_a_shipped_mark_is_found_stays(cast: Cast) -> None:
    named = WarmthMark.objects.get(code="named")
    save_mark(named, name="叫名字", points=12, patterns=["不算"], by=cast.admin.party)
    named.refresh_from_db()
    assert (named.how, named.points, named.patterns) == ("name", 12, [])


def test_admins_edit_marks_and_try_a_reply(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    assert "叫出客户的称呼" in client.get("/settings/warmth/").content.decode()
    sent = {"name": "暖", "points": "5", "patterns": "暖心", "when": ["first"], "rank": "0", "active": "on"}
    assert client.post("/settings/warmth/new/", sent).status_code == 302
    one = WarmthMark.objects.get(name="暖")
    assert one.when == ["first"]
    assert client.post(f"/settings/warmth/{one.pk}/", sent | {"points": "0"}).status_code == 200
    assert client.post(f"/settings/warmth/{one.pk}/", sent | {"points": "7"}).status_code == 302
    one.refresh_from_db()
    assert one.points == 7
    tried = client.post("/settings/warmth/trial/", {"text": "您的问题已记录，请耐心等待"}).content.decode()
    assert "像机器人的话" in tried
    assert "请耐心等待" in tried


def test_others_do_not_edit_marks(client: Client, cast: Cast) -> None:
    client.force_login(cast.chen)
    assert client.get("/settings/warmth/").status_code == 403
    assert client.post("/settings/warmth/new/", {"name": "暖", "points": "5", "patterns": "暖"}).status_code == 403
