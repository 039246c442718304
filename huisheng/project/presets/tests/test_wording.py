"""What the house says by default passes the house's own rules of wording (requirements A9)."""

import re

import pytest

from huisheng.project.presets.shapes import NoticeTemplatePreset, ReplyTemplatePreset
from huisheng.project.presets.wording_data import NOTICE_TEMPLATES, NOTICE_VARIABLES, REPLY_TEMPLATES, VARIABLES

VAGUE = (
    "尽快",
    "尽早",
    "稍后",
    "马上",
    "第一时间",
    "相关部门",
    "有关部门",
    "as soon as possible",
    "shortly",
    "relevant department",
)
ROBOTIC = ("已记录", "带来不便", "感谢您的耐心等待", "inconvenience", "has been recorded")
FORBIDDEN = ("不是我们的问题", "我们没办法", "not our problem", "nothing we can do")
BRACES = re.compile(r"\{(\w*)\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;?!]")

NAMED_NOTICES = [pytest.param(one, id=f"{one.event}-{one.audience}") for one in NOTICE_TEMPLATES]
NAMED_REPLIES = [pytest.param(one, id=one.code) for one in REPLY_TEMPLATES]


def refused(text: str) -> list[str]:
    return [word for word in (*VAGUE, *ROBOTIC, *FORBIDDEN) if word in text]


def variables(text: str) -> set[str]:
    return set(BRACES.findall(text))


@pytest.mark.parametrize("reply", NAMED_REPLIES)
def test_it_words_replies_by_its_own_rules(reply: ReplyTemplatePreset) -> None:
    assert refused(reply.body + reply.body_en) == []
    assert not HALF_WIDTH.search(reply.body + reply.name)


@pytest.mark.parametrize("reply", NAMED_REPLIES)
def test_it_fills_the_same_variables_in_both_languages(reply: ReplyTemplatePreset) -> None:
    assert variables(reply.body) == variables(reply.body_en)
    assert variables(reply.body) <= set(VARIABLES)


@pytest.mark.parametrize("notice", NAMED_NOTICES)
def test_it_words_notices_by_its_own_rules(notice: NoticeTemplatePreset) -> None:
    assert refused(notice.subject + notice.body + notice.subject_en + notice.body_en) == []
    assert not HALF_WIDTH.search(notice.subject + notice.body)


@pytest.mark.parametrize("notice", NAMED_NOTICES)
def test_it_fills_the_same_variables_of_a_notice_in_both_languages(notice: NoticeTemplatePreset) -> None:
    assert variables(notice.subject) == variables(notice.subject_en)
    assert variables(notice.body) == variables(notice.body_en)
    assert variables(notice.body) <= set(NOTICE_VARIABLES)


def test_it_always_leads_customers_to_their_ticket() -> None:
    assert all("link" in variables(one.body) for one in NOTICE_TEMPLATES if one.audience == "customer")


@pytest.mark.parametrize("kind", ["quality", "service", "delay"])
def test_it_walks_the_three_steps_and_offers_a_choice_for_each_kind_of_complaint(kind: str) -> None:
    steps = [reply.step for reply in REPLY_TEMPLATES if reply.code.startswith(f"{kind}_")]
    assert steps[:4] == ["hear", "soothe", "focus", "choose"]


@pytest.mark.parametrize("code", ["solve_exchange", "solve_resend", "solve_refund", "solve_visit", "solve_more"])
def test_it_tells_solutions_with_time_and_person(code: str) -> None:
    reply = next(one for one in REPLY_TEMPLATES if one.code == code)
    assert "owner" in variables(reply.body)
    assert re.search("【(什么时候|哪天几点)】", reply.body)
    assert "【when】" in reply.body_en


@pytest.mark.parametrize("reply", [pytest.param(one, id=one.code) for one in REPLY_TEMPLATES])
def test_it_fills_in_only_what_the_machine_knows(reply: ReplyTemplatePreset) -> None:
    """`expected` is when *we* answer; when a parcel, a technician or money arrives only the agent knows."""
    assert "progress" not in variables(reply.body)
    assert not re.search(r"\{expected\}(送|到|由|办妥|发到)", reply.body)


def test_it_asks_both_questions_when_it_is_done() -> None:
    reply = next(one for one in REPLY_TEMPLATES if one.code == "close_ask")
    assert "解决了吗" in reply.body
    assert "满意吗" in reply.body


def test_it_has_at_least_twenty_replies_with_codes_of_their_own() -> None:
    codes = [reply.code for reply in REPLY_TEMPLATES]
    assert len(codes) >= 20
    assert len(codes) == len(set(codes))
