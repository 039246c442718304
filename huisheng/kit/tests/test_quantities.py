"""Amounts as customers say them."""

from typing import Any

import pytest

from huisheng.kit.conditions import evaluate
from huisheng.kit.conditions.quantities import SIZE, quantities
from huisheng.kit.conditions.words import folded

DELAY = ["延迟", "没更新", "没动静", "拖", "等", "late"]

SPOKEN = [
    # text, unit, lower and upper amount, the words
    ("延迟5天", "day", 5, 5, "5天"),
    ("延迟５天", "day", 5, 5, "５天"),
    ("延迟 5 天", "day", 5, 5, "5 天"),
    ("三天没更新", "day", 3, 3, "三天"),
    ("拖了一个礼拜", "day", 7, 7, "一个礼拜"),
    ("两周", "day", 14, 14, "两周"),
    ("一星期", "day", 7, 7, "一星期"),
    ("等了俩小时", "hour", 2, 2, "俩小时"),
    ("仨钟头", "hour", 3, 3, "仨钟头"),
    ("半个月", "day", 15, 15, "半个月"),
    ("大半天", "day", 0.5, 0.5, "大半天"),
    ("半小时", "minute", 30, 30, "半小时"),
    ("一个半小时", "minute", 90, 90, "一个半小时"),
    ("两个半月", "day", 75, 75, "两个半月"),
    ("两天半", "day", 2.5, 2.5, "两天半"),
    ("三刻钟", "minute", 45, 45, "三刻钟"),
    ("24h没回", "hour", 24, 24, "24h"),
    ("一个多月", "day", 30, 60, "一个多月"),
    ("十几天", "day", 11, 19, "十几天"),
    ("二十多天", "day", 20, 29, "二十多天"),
    ("几天", "day", 3, 9, "几天"),
    ("好几天", "day", 3, 9, "好几天"),
    ("几十件", "piece", 30, 99, "几十件"),
    ("三四天", "day", 3, 4, "三四天"),
    ("三五天", "day", 3, 5, "三五天"),
    ("十七八天", "day", 17, 18, "十七八天"),
    ("二三十天", "day", 20, 30, "二三十天"),
    ("3-5天", "day", 3, 5, "3-5天"),
    ("三到五个工作日", "day", 3, 5, "三到五个工作日"),
    ("延迟5日", "day", 5, 5, "5日"),
    ("第三天", "day", 3, 3, "三天"),
    ("一百二十天", "day", 120, 120, "一百二十天"),
    ("一百零五天", "day", 105, 105, "一百零五天"),
    ("三年老客户", "day", 1095, 1095, "三年"),
    ("6 days late", "day", 6, 6, "6 days"),
    ("500元", "yuan", 500, 500, "500元"),
    ("¥1,299.50", "yuan", 1299.5, 1299.5, "¥1,299.50"),
    ("￥500", "yuan", 500, 500, "￥500"),
    ("两百五十块", "yuan", 250, 250, "两百五十块"),
    ("两百五块钱", "yuan", 250, 250, "两百五块钱"),
    ("1.5万元", "yuan", 15000, 15000, "1.5万元"),
    ("八千块", "yuan", 8000, 8000, "八千块"),
    ("少了3个", "piece", 3, 3, "3个"),
    ("三十箱全是坏的", "piece", 30, 30, "三十箱"),
    ("二十多户都收到坏的", "piece", 20, 29, "二十多户"),
]


@pytest.mark.parametrize(("text", "unit", "low", "high", "words"), SPOKEN)
def test_it_reads_an_amount(text: str, unit: str, low: float, high: float, words: str) -> None:
    said = folded(text)
    [amount] = quantities(said.text)
    assert (amount.low / SIZE[unit], amount.high / SIZE[unit]) == (low, high)
    assert said.words(amount.span) == words


@pytest.mark.parametrize(
    "text",
    ["5月3日", "2026年", "2026-11-3日", "5月", "三月", "周三", "订单10086", "第一", "一直", "3点", "周日", "型号A5"],
)
def test_it_takes_no_date_and_no_bare_number_for_an_amount(text: str) -> None:
    assert quantities(text) == ()


def test_it_reads_several_amounts() -> None:
    assert [amount.low / 1440 for amount in quantities("十天半个月,又3天")] == [10, 15, 3]


def wish(**changes: Any) -> dict[str, Any]:
    value = {"words": DELAY, "unit": "day", "at_least": 3, "at_most": None, "within": 12} | changes
    return {"field": "text", "op": "quantity", "value": value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的货已经延迟5天了!", ("延迟", "5天")),
        ("我的货已经延迟５天了!", ("延迟", "５天")),
        ("物流三天没更新了", ("三天", "没更新")),
        ("都拖了一个礼拜了", ("拖", "一个礼拜")),
        ("等了半个月", ("等", "半个月")),
        ("十几天没动静", ("十几天", "没动静")),
        ("My parcel is 6 days late", ("6 days", "late")),
        ("延迟了96小时", ("延迟", "96小时")),
        ("延迟2天", None),
        ("延迟了两天半", None),
        ("5天能到吗", None),
        ("没有延迟,5天就到了", None),
        ("延迟1天,我5天前买的", None),
        ("延迟的事情我已经说过很多很多次了,上一次是5天前", None),
        ("延迟5元", None),
    ],
)
def test_it_joins_words_and_amounts(text: str, expected: tuple[str, ...] | None) -> None:
    hit = evaluate(wish(), {"text": text})
    assert (hit.evidence[0].words if hit else None) == expected


def test_it_keeps_the_upper_bound_too() -> None:
    between = wish(at_least=1, at_most=3)
    assert [evaluate(between, {"text": f"延迟{n}"}).matched for n in ("1天", "三天", "4天", "三五天")] == [
        True,
        True,
        False,
        False,
    ]


def test_without_words_any_amount_counts() -> None:
    condition = wish(words=[], unit="yuan", at_least=5000)
    assert evaluate(condition, {"text": "骗了我八千块"}).evidence[0].words == ("八千块",)
    assert not evaluate(condition, {"text": "骗了我八千天"})


def test_the_distance_is_counted_between_word_and_amount() -> None:
    for within, expected in ((4, False), (5, True)):
        assert evaluate(wish(within=within), {"text": "延迟啊啊啊啊啊5天"}).matched is expected
    assert evaluate(wish(within=None), {"text": "延迟" + "啊" * 12 + "5天"})
