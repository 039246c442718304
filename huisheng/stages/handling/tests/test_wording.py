"""The house's wording rules at work on what goes to a customer."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.handling.actions import add_note, offer_solution, send_reply
from huisheng.stages.handling.speech import deadline_words
from huisheng.stages.handling.wording import WordingBlocked, better_words, hints_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ELEMENTS: dict[str, Any] = {"measure": "补发配件", "timing": "明天 18:00 前", "responsible": "林晓"}


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return make_ticket("我的货已经延迟5天了!", customer=cast.liu, team=cast.cs1)


def set_severity(severity: str, *codes: str) -> None:
    Phrase.objects.filter(code__in=codes or ["no_way"]).update(severity=severity)


def kinds(ticket: Ticket, text: str) -> list[str]:
    return [one.rule.kind for one in hints_for(ticket, text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("这不是我们的问题", "forbidden"),
        ("我们没办法", "forbidden"),
        ("您的问题已记录", "robotic"),
        ("抱歉给您带来不便", "robotic"),
        ("我们会尽快处理", "vague"),
        ("稍后联系您", "vague"),
        ("已转交相关部门", "vague"),
        ("We apologise for any inconvenience.", "robotic"),
    ],
)
def test_the_words_of_the_requirements_are_found(ticket: Ticket, text: str, kind: str) -> None:
    assert kinds(ticket, text) == [kind]


def test_our_own_words_said_again_are_found(ticket: Ticket, cast: Cast) -> None:
    send_reply(ticket, text="您的心情我完全能够理解。", by=cast.lin.party)
    assert kinds(ticket, "您的心情我完全能够理解，配件今天补发") == ["repeated"]


def test_notes_and_the_customers_words_are_no_earlier_answers(ticket: Ticket, cast: Cast) -> None:
    add_note(ticket, text="客户的心情完全可以理解", by=cast.lin.party)
    assert kinds(ticket, "客户的心情完全可以理解。我的货已经延迟5天了") == []


def test_it_costs_two_questions(ticket: Ticket, cast: Cast, django_assert_num_queries: Any) -> None:
    hints_for(ticket, "x")
    with django_assert_num_queries(2):
        hints_for(ticket, "我们会尽快处理，这不是我们的问题")
    with django_assert_num_queries(0):
        hints_for(ticket, "  ")


def test_the_better_words_are_filled_from_the_ticket(ticket: Ticket, cast: Cast) -> None:
    hints = hints_for(ticket, "您的问题已记录，已转给相关人员")
    better = better_words(ticket, hints, by=cast.lin.party)
    assert [better[one.rule.ident][0] for one in hints] == [
        "您的货已经延迟5天了，这件事我记下了，由我来办",
        "【部门】的【姓名】",
    ]


def test_better_words_with_an_empty_variable_are_left_out(ticket: Ticket, cast: Cast) -> None:
    Phrase.objects.filter(code="soon").update(better=["订单 {order} 今天发", "今天发"])
    hints = hints_for(ticket, "尽快")
    assert better_words(ticket, hints, by=cast.lin.party) == {hints[0].rule.ident: ["今天发"]}


@pytest.mark.parametrize(
    ("hour", "offered"),
    [
        (10, ["【几点】前", "今天 18:00 前", "明天 12:00 前"]),
        (17, ["【几点】前", "明天 18:00 前", "明天 12:00 前"]),
        (23, ["【几点】前", "明天 18:00 前", "明天 12:00 前"]),
    ],
)
def test_a_ready_made_time_is_one_that_can_be_kept(
    ticket: Ticket, cast: Cast, monkeypatch: pytest.MonkeyPatch, hour: int, offered: list[str]
) -> None:
    hints = hints_for(ticket, "尽快")
    now = datetime(2027, 11, 25, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr("huisheng.stages.handling.wording.timezone.now", lambda: now)
    assert list(better_words(ticket, hints, by=cast.lin.party).values()) == [offered]


@pytest.mark.parametrize(
    ("day", "hour", "words", "english"),
    [
        (25, 10, "今天 18:00 前", "today by 18:00"),
        (25, 20, "明天 18:00 前", "tomorrow by 18:00"),
        (26, 20, "11月29日 18:00 前", "by 29 Nov, 18:00"),
    ],
)
def test_the_next_deadline_is_said_in_both_languages(cast: Cast, day: int, hour: int, words: str, english: str) -> None:
    now = datetime(2027, 11, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    with translation.override("zh-hans"):
        assert deadline_words(now) == words
    with translation.override("en"):
        assert deadline_words(now) == english


def test_the_reason_is_told_in_the_readers_language(ticket: Ticket) -> None:
    with translation.override("en"):
        assert hints_for(ticket, "尽快")[0].rule.why.startswith("Nobody can rely")
    with translation.override("zh-hans"):
        assert "几点" in hints_for(ticket, "尽快")[0].rule.why


def test_what_is_kept_although_asked_stands_in_the_ledger_by_rule(ticket: Ticket, cast: Cast) -> None:
    said = send_reply(ticket, text="我们没办法今天发，我们会尽快", by=cast.lin.party)
    event = ticket.events.get(kind="wording_kept")
    assert event.payload == {"message": said.pk, "phrases": [Phrase.objects.get(code="no_way").pk]}


def test_a_mere_hint_leaves_no_trace(ticket: Ticket, cast: Cast) -> None:
    send_reply(ticket, text="我们会尽快处理", by=cast.lin.party)
    assert not ticket.events.filter(kind="wording_kept").exists()


def test_what_is_blocked_is_not_sent_and_says_what_to_say(ticket: Ticket, cast: Cast) -> None:
    set_severity("block")
    with pytest.raises(WordingBlocked) as refusal:
        send_reply(ticket, text="我们没办法", by=cast.lin.party)
    assert "我们没办法" in str(refusal.value)
    assert "我们可以为您提供【方案】" in str(refusal.value)
    assert list(refusal.value.fields) == ["text"]
    assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


def test_a_solution_names_the_field_at_fault(ticket: Ticket, cast: Cast) -> None:
    set_severity("block", "departments")
    with pytest.raises(WordingBlocked) as refusal:
        offer_solution(ticket, by=cast.lin.party, **ELEMENTS | {"responsible": "相关部门"})
    assert list(refusal.value.fields) == ["responsible"]


def test_a_solution_kept_as_it_is_is_noted(ticket: Ticket, cast: Cast) -> None:
    offered = offer_solution(ticket, by=cast.lin.party, text="之前说我们没办法，现在有了", **ELEMENTS)
    assert ticket.events.get(kind="wording_kept").payload["message"] == offered.message_id


def test_a_machine_is_held_to_it_and_the_house_is_not(ticket: Ticket, cast: Cast) -> None:
    set_severity("block")
    with pytest.raises(WordingBlocked):
        send_reply(ticket, text="我们没办法", by=Party("token", 1))
    for by in (SYSTEM, Party("rule", 1)):
        assert send_reply(ticket, text=f"我们没办法 {by.kind}", by=by)


def test_a_note_may_say_anything(ticket: Ticket, cast: Cast) -> None:
    set_severity("block")
    assert add_note(ticket, text="我们没办法", by=cast.lin.party)


def test_a_rule_switched_off_finds_nothing(ticket: Ticket) -> None:
    Phrase.objects.filter(code="soon").update(active=False)
    assert kinds(ticket, "我们会尽快处理") == []


def test_a_double_click_is_no_repetition(ticket: Ticket, cast: Cast) -> None:
    set_severity("block", "said_before")
    text = "您的心情我完全能够理解。"
    assert send_reply(ticket, text=text, by=cast.lin.party) == send_reply(ticket, text=text, by=cast.lin.party)
