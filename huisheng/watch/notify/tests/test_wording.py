from datetime import datetime

import pytest
from django.utils import translation

from huisheng.stages.handling.speech import moment
from huisheng.watch.notify.models import DIGEST, NoticeTemplate
from huisheng.watch.notify.wording import body_of, subject_of, without_gaps

ABOUT_NO_TICKET = {DIGEST, "requests_stuck", "requests_moving", "opinion_answered", "opinions_new"}
ABOUT_NO_TICKET |= {"improvement_given", "improvement_due", "improvement_check"}
ABOUT_NO_TICKET |= {"praise_shared", "colleague_praised", "ideas_packed", "target_behind", "callbacks_reviewed"}
ABOUT_NO_TICKET |= {"winback_given", "winback_due", "winback_returned"}
ABOUT_NO_TICKET |= {"survey_regular", "survey_low_regular"}
FULL = {
    "customer": "刘女士",
    "owner": "林晓",
    "expected": "11月21日 18:30",
    "number": "FB-1",
    "link": "https://h/f/1/x/",
}


@pytest.mark.parametrize(
    ("body", "gap", "left"),
    [
        ("现在由{owner}负责，{expected}前答复。", "expected", "现在由{owner}负责。"),
        ("{customer}，您好！\n\n收到了。", "customer", "您好！\n\n收到了。"),
        ("编号 {number}。{expected}前答复。\n谢谢", "expected", "编号 {number}。\n谢谢"),
        ("客户的话：{text}\n打开：{link}", "text", "打开：{link}"),
        ("答应{customer}的时间是{expected}。", "expected", ""),
        ("一切都好。", "expected", "一切都好。"),
    ],
)
def test_it_leaves_out_what_would_have_a_hole(body: str, gap: str, left: str) -> None:
    assert without_gaps(body, FULL | {"text": "没收到"} | {gap: ""}) == left


def test_nothing_is_left_out_when_all_is_known() -> None:
    body = "{customer}，您好！\n\n现在由{owner}负责，{expected}前给您第一次答复。\n{link}"
    assert without_gaps(body, FULL) == body


def test_an_unknown_variable_never_reaches_a_reader() -> None:
    assert without_gaps("您好，{wrong}。", FULL) == "您好。"


def test_a_value_is_not_read_again() -> None:
    template = NoticeTemplate(subject="{customer}", body="{customer}：{number}")
    variables = FULL | {"customer": "{link}\n{owner}"}
    assert body_of(template, variables) == "{link}\n{owner}：FB-1"
    assert subject_of(template, variables) == "{link} {owner}"


def test_it_speaks_the_active_language_and_chinese_where_no_english_is_given() -> None:
    template = NoticeTemplate(subject="收到了", subject_en="We have it", body="您好", body_en="")
    assert subject_of(template, FULL) == "收到了"
    with translation.override("en"):
        assert subject_of(template, FULL) == "We have it"
        assert body_of(template, FULL) == "您好"


def test_a_moment_stays_true_tomorrow() -> None:
    at = datetime.fromisoformat("2026-11-21T10:05:00+00:00")
    assert moment(at) == "11月21日 18:05"
    with translation.override("en"):
        assert moment(at) == "21 Nov, 18:05"
    assert moment(None) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shipped_notice_reads_whole_even_with_nothing_known(language: str) -> None:
    bare = {"number": "FB-1", "link": "https://h/f/1/x/", "owner": "回声"}
    with translation.override(language):
        for template in NoticeTemplate.objects.all():
            text = body_of(template, bare)
            assert "FB-1" in text + subject_of(template, bare) or template.code in ABOUT_NO_TICKET, template
            assert "https://h/f/1/x/" in text, template
            assert "{" not in text
