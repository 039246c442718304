"""Promised times in a text: found where they are said, never invented."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from huisheng.kit.promises import due_of_spoken, find_promises
from huisheng.kit.worktime import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_SHIFT = [(time(9), time(12)), (time(13), time(18))]
OFFICE = WorkCalendar(SHANGHAI, dict.fromkeys(range(5), DAY_SHIFT), {})
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=SHANGHAI)  # a Wednesday


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def said(text: str) -> list[tuple[str, datetime | None]]:
    return [(text[one.start : one.end], due_of_spoken(one, NOW, OFFICE)) for one in find_promises(text)]


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("我们2个工作日内答复您。", "2个工作日内", at(27, 10)),
        ("两个工作日内给您答复", "两个工作日内", at(27, 10)),
        ("3 个工作日以内处理好", "3 个工作日以内", at(30, 10)),
        ("30分钟内回电", "30分钟内", at(25, 10, 30)),
        ("三十分钟之内回电", "三十分钟之内", at(25, 10, 30)),
        ("十五分钟内给您回电", "十五分钟内", at(25, 10, 15)),
        ("半小时内回电", "半小时内", at(25, 10, 30)),
        ("一个半小时内有结果", "一个半小时内", at(25, 11, 30)),
        ("２小时内回复", "２小时内", at(25, 12)),
        ("3天内到账", "3天内", at(28, 10)),
        ("您的退款3个工作日内到账", "3个工作日内", at(30, 10)),
        ("10分钟后给您回电", "10分钟后", at(25, 10, 10)),
        ("明天下午3点前给您答复", "明天下午3点前", at(26, 15)),
        ("明天下午三点之前", "明天下午三点之前", at(26, 15)),
        ("明天15:30前告诉您", "明天15:30前", at(26, 15, 30)),
        ("今天下午5点半之前回电", "今天下午5点半之前", at(25, 17, 30)),
        ("下午4点给您回电", "下午4点", at(25, 16)),
        ("今晚8点前", "今晚8点前", at(25, 20)),
        ("后天中午12点前", "后天中午12点前", at(27, 12)),
        ("周五前给您结果", "周五前", at(27, 18)),
        ("本周五之前", "本周五之前", at(27, 18)),
        ("下周一上午10点前回复", "下周一上午10点前", at(30, 10)),
        ("星期六前寄出", "星期六前", at(29, 0)),
        ("11月30日前发货", "11月30日前", at(30, 18)),
        ("12月1号下午2点前", "12月1号下午2点前", at(1, 14, month=12)),
        ("今天下班前回复您", "今天下班前", at(25, 18)),
        ("明天上午前给方案", "明天上午前", at(26, 12)),
        ("明天内给您答复", "明天内", at(27, 0)),
        ("您好！请您放心，我们2小时内答复。", "2小时内", at(25, 12)),
        ("我给您2个工作日内答复", "2个工作日内", at(27, 10)),
        ("We will answer within 2 business days.", "within 2 business days", at(27, 10)),
        ("I'll call you back in 30 minutes", "in 30 minutes", at(25, 10, 30)),
        ("You will hear from us; we'll reply within two hours", "within two hours", at(25, 12)),
        ("within half an hour", "within half an hour", at(25, 10, 30)),
        ("We will have it by Friday.", "by Friday", at(27, 18)),
        ("We'll ship by tomorrow 3 pm", "by tomorrow 3 pm", at(26, 15)),
        ("We'll ship by 3:30 pm tomorrow", "by 3:30 pm tomorrow", at(26, 15, 30)),
        ("an answer before 16:00", "before 16:00", at(25, 16)),
        ("by noon on Friday", "by noon on Friday", at(27, 12)),
        ("by the end of the day", "by the end of the day", at(25, 18)),
        ("by the end of tomorrow", "by the end of tomorrow", at(26, 18)),
        ("by next Monday", "by next Monday", at(30, 18)),
    ],
)
def test_it_finds_what_is_promised(text: str, words: str, due: datetime) -> None:
    assert said(text) == [(words, due)]


@pytest.mark.parametrize(
    "text",
    [
        "我们会尽快答复您",
        "稍后联系您",
        "过几天就好",
        "请您在7天内退回",
        "麻烦您2个工作日内寄出",
        "您可以在15天内退换",
        "如果3天内没有收到",
        "我们无法在2小时内答复",
        "不能保证明天下午3点前送到",
        "能在2小时内答复吗",
        "周五前可以吗？",
        "已经在2小时内处理了",
        "> 我们2个工作日内答复",
        "订单满3天",
        "第3天内容有变化",
        "营业时间9:00-18:00",
        "这款手机续航24小时",
        "您说周五前要用",
        "半天内",
        "明天前",
        "Please return it within 7 days.",
        "You can return it within 14 days",
        "We cannot answer within 2 hours",
        "If it has not come by Friday",
        "Will it arrive by Friday?",
        "We stand by you",
        "in a moment",
        "by 13 pm",
        "",
    ],
)
def test_it_invents_nothing(text: str) -> None:
    assert said(text) == []


def test_several_are_found_in_order_and_none_twice() -> None:
    text = "我们30分钟内回电，明天下午3点前给您方案，周五前寄出。"
    assert [words for words, _due in said(text)] == ["30分钟内", "明天下午3点前", "周五前"]


@pytest.mark.parametrize("text", ["今天上午9点前回复", "今天8:00前", "by 9 am"])
def test_a_moment_that_is_past_falls_due_never(text: str) -> None:
    assert [due for _words, due in said(text)] == [None]


def test_a_date_that_does_not_exist_falls_due_never() -> None:
    assert said("2月30日前") == [("2月30日前", None)]


def test_a_date_that_is_over_is_next_years() -> None:
    assert said("3月1日前")[0][1] == datetime(2027, 3, 1, 18, 0, tzinfo=SHANGHAI)


def test_a_long_text_is_read_at_once() -> None:
    began = datetime.now(tz=SHANGHAI)
    find_promises("我们已经收到您的反馈，正在核实，12345 " * 2000)
    assert (datetime.now(tz=SHANGHAI) - began).total_seconds() < 1
