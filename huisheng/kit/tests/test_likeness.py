"""Which messages speak of the same thing. Our own sentences."""

from itertools import combinations

import pytest

from huisheng.kit.likeness import core, likeness, pieces

ALIKE = 0.4


def how_like(one: str, other: str) -> float:
    return likeness(pieces(one), pieces(other))


FAULT = (
    "净水器漏水了",
    "你们的净水器怎么一直漏水？",
    "上周买的净水器，今天开始漏水",
    "家里净水器漏水，地板都泡了",
    "请问净水器漏水怎么办",
)
OUTAGE = ("APP打不开了", "你们APP打不开啊", "APP一直打不开，闪退", "今天app怎么打不开", "手机APP打不开，登录不了")
EVERYDAY = (
    "快递三天没动了",
    "发票什么时候能开",
    "想问一下这款洗衣机质保几年",
    "客服态度很差，把我电话挂了",
    "杯子碎了两个，需要补发",
    "退款一个星期还没到账",
    "建议包装再加层泡沫",
    "APP退款按钮找不到",
    "我的货已经延迟5天了！",
    "上次处理问题的小张很棒",
    "台灯灯罩裂了，根本没法用",
    "积分怎么兑换",
    "地址填错了，帮我改一下",
    "电饭锅煮饭夹生",
    "收到的颜色和图片不一样",
    "安装师傅约好没来",
)


@pytest.mark.parametrize("texts", [FAULT, OUTAGE], ids=["fault", "outage"])
def test_the_same_event_is_alike_in_any_words_and_any_order(texts: tuple[str, ...]) -> None:
    for one, other in combinations(texts, 2):
        assert how_like(one, other) >= ALIKE, (one, other, how_like(one, other))


def test_everyday_messages_are_not_alike() -> None:
    close = [(a, b, how_like(a, b)) for a, b in combinations(EVERYDAY, 2) if how_like(a, b) >= ALIKE]
    assert close == []


@pytest.mark.parametrize("event", [FAULT, OUTAGE], ids=["fault", "outage"])
def test_no_everyday_message_is_like_an_event(event: tuple[str, ...]) -> None:
    close = [(a, b, how_like(a, b)) for a in event for b in EVERYDAY if how_like(a, b) >= ALIKE]
    assert close == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("净水器漏水", "净水器漏水", 1.0),
        ("净水器漏水", "", 0.0),
        ("", "", 0.0),
        ("谢谢", "谢谢", 0.0),
        ("客服电话", "客服电话", 0.0),
        ("红茶水壶", "绿色水壶", 0.0),  # one pair in common
        ("Kettle leaks water", "kettle LEAKS WATER!", 1.0),
        ("ＫＥＴＴＬＥ　ＬＥＡＫＳ", "kettle leaks", 1.0),
    ],
)
def test_the_scale_runs_from_nothing_to_the_same(one: str, other: str, expected: float) -> None:
    assert how_like(one, other) == expected == how_like(other, one)


def test_what_stands_in_every_message_says_nothing() -> None:
    assert pieces("你好，我的快递怎么还没到？") == frozenset()
    assert {"净水", "水器", "漏水"} <= pieces("你好，净水器漏水")


def test_the_core_is_what_half_of_them_share() -> None:
    shared = core(map(pieces, FAULT))
    assert {"净水", "水器", "漏水"} <= shared
    assert "地板" not in shared
    assert core([]) == frozenset()
    assert core([pieces("净水器漏水")]) == frozenset()
    for text in FAULT:
        assert likeness(pieces(text), shared) >= ALIKE


@pytest.mark.parametrize("text", ["水" * 5000, "😡" * 100, "\x00", "a" * 400, "1234567890", "\ud7ff漏"])
def test_any_text_has_pieces(text: str) -> None:
    assert likeness(pieces(text), pieces(text)) in (0.0, 1.0)
