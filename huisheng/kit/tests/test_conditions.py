"""The condition language held against facts: each question, groups, words that decide, denials."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.conditions import ConditionError, Evidence, Hit, evaluate

DAMAGED = ["破损", "漏发", "App"]


def leaf(op: str, value: Any = None, field: str = "text", **more: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value, **more}


def words(condition: dict[str, Any], **facts: object) -> tuple[str, ...] | None:
    """The deciding words of the first evidence; None when the condition does not hold."""
    hit = evaluate(condition, facts)
    return (hit.evidence[0].words if hit.evidence else ()) if hit else None


FOUND = [
    ("箱子破损了", ("破损",)),
    ("漏发,还破损", ("破损", "漏发")),
    ("打开ＡＰＰ闪退", ("ＡＰＰ",)),
    ("the app crashed", ("app",)),
    ("applet", None),
    ("wapp", None),
    ("App", ("App",)),
    ("我的app2", None),
    ("一切都好", None),
    ("", None),
    (None, None),
    # what the customer denies does not count …
    ("没有破损", None),
    ("没破损", None),
    ("无破损", None),
    ("未破损", None),
    ("并不破损", None),
    ("不是破损", None),
    ("没有任何破损", None),
    # … unless it is said again, doubted, or only looks like a denial
    ("外箱没有破损,里面破损了", ("破损",)),
    ("是不是漏发了", ("漏发",)),
    ("有没有漏发", ("漏发",)),
    ("我不得不破损", ("破损",)),
    ("没收到货,漏发", ("漏发",)),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_it_finds_words_that_count(text: str | None, expected: tuple[str, ...] | None) -> None:
    assert words(leaf("has_any", DAMAGED), text=text) == expected


def test_a_word_that_begins_with_a_denial_is_itself() -> None:
    assert words(leaf("has_any", ["没收到", "不见了"]), text="我没收到包裹,东西不见了") == ("没收到", "不见了")


def test_denials_can_be_switched_off() -> None:
    assert words(leaf("has_any", DAMAGED, negation=False), text="没有破损") == ("破损",)


def test_english_denials_count_too() -> None:
    assert words(leaf("has_any", ["broken"]), text="It is not broken") is None
    assert words(leaf("has_any", ["broken"]), text="It is broken") == ("broken",)


def test_exceptions_take_out_what_lies_inside_them() -> None:
    condition = leaf("has_any", ["破损"], unless=["破损险", "会不会破损"])
    assert words(condition, text="我买了破损险") is None
    assert words(condition, text="我买了破损险,现在真破损了") == ("破损",)


def test_an_exception_without_the_word_takes_everything_back() -> None:
    assert words(leaf("has_any", ["破损"], unless=["还没买"]), text="如果破损怎么办?我还没买") is None


def test_it_wants_all_words() -> None:
    both = leaf("has_all", ["退款", "没到账"])
    assert words(both, text="退款三天了还没到账") == ("退款", "没到账")
    assert words(both, text="退款到账了") is None
    assert words(leaf("has_all", ["退款"], unless=["退款快"]), text="退款快得很") is None
    assert words(leaf("has_all", ["退款"], unless=["开玩笑"]), text="退款!开玩笑的") is None


def test_it_answers_with_the_words_as_written_where_folding_changes_lengths() -> None:
    assert words(leaf("has_any", ["5kg"]), text="㍿的5㎏大米少了") == ("5㎏",)
    assert words(leaf("has_any", ["café"]), text="cafe\u0301 没开") == ("café",)


def test_it_reads_lists_as_texts_too() -> None:
    assert words(leaf("has_any", ["破损"]), text=["你好", "破损了"]) == ("破损",)


def test_it_reads_only_the_first_ten_thousand_characters() -> None:
    assert words(leaf("has_any", ["破损"]), text="好" * 9_998 + "破损") == ("破损",)
    assert words(leaf("has_any", ["破损"]), text="好" * 9_999 + "破损") is None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("订单[0-9]{4,}", "查订单10086", ("订单10086",)),
        ("延迟.*天", "延迟了好多天", ("延迟了好多天",)),
        ("REFUND", "refund please", ("refund",)),
        ("^你好", "大家你好", None),
        ("(?:退|换)货?", "我要换", ("换",)),
        ("x*", "没有", ()),
    ],
)
def test_it_matches_patterns(pattern: str, text: str, expected: tuple[str, ...] | None) -> None:
    assert words(leaf("matches", pattern), text=text) == expected


QUESTIONS = [
    (leaf("is", "电话", "x"), "电话", True),
    (leaf("is", "VIP", "x"), "ｖｉｐ", True),
    (leaf("is", 3, "x"), 3, True),
    (leaf("is", "3", "x"), 3, True),
    (leaf("is", True, "x"), True, True),
    (leaf("is", True, "x"), 1, False),
    (leaf("is", None, "x"), None, True),
    (leaf("is", "a", "x"), None, False),
    (leaf("is_not", "a", "x"), None, True),
    (leaf("is_not", "a", "x"), "b", True),
    (leaf("is_not", "a", "x"), "a", False),
    (leaf("in", ["a", "b"], "x"), "b", True),
    (leaf("in", ["a", "b"], "x"), "c", False),
    (leaf("in", [1, 2], "x"), 2, True),
    (leaf("not_in", ["a"], "x"), None, True),
    (leaf("not_in", ["a"], "x"), "a", False),
    (leaf("any_of", ["急", "大客户"], "x"), ["大客户", "老客户"], True),
    (leaf("any_of", ["急"], "x"), [], False),
    (leaf("any_of", [7], "x"), {7, 8}, True),
    (leaf("none_of", ["急"], "x"), ["慢"], True),
    (leaf("none_of", ["急"], "x"), ["急"], False),
    (leaf("none_of", ["急"], "x"), None, True),
    (leaf("is_empty", None, "x"), "  ", True),
    (leaf("is_empty", None, "x"), [], True),
    (leaf("is_empty", None, "x"), 0, False),
    (leaf("is_not_empty", None, "x"), False, True),
    (leaf("is_not_empty", None, "x"), None, False),
    (leaf("gte", 5000, "x"), Decimal("5000.00"), True),
    (leaf("gt", 5000, "x"), 5000, False),
    (leaf("gt", 0.1, "x"), Decimal("0.10"), False),
    (leaf("lt", "10", "x"), 9, True),
    (leaf("lte", 10, "x"), 10, True),
    (leaf("lt", 10, "x"), None, False),
    (leaf("gte", "2026-11-01", "x"), date(2026, 11, 2), True),
    (leaf("lt", "2026-11-01", "x"), date(2026, 11, 1), False),
    (leaf("gte", "2026-11-01T08:00", "x"), datetime(2026, 11, 1, 8, tzinfo=UTC), True),
    (leaf("lt", "2026-11-01T16:00+08:00", "x"), datetime(2026, 11, 1, 8, tzinfo=UTC), False),
]


@pytest.mark.parametrize(("condition", "fact", "expected"), QUESTIONS)
def test_it_answers_each_question(condition: dict[str, Any], fact: object, expected: bool) -> None:
    assert evaluate(condition, {"x": fact}).matched is expected


def test_it_shows_the_value_that_decided() -> None:
    assert words(leaf("is", "phone", "channel"), channel="phone") == ("phone",)
    assert words(leaf("any_of", ["a", "b"], "tags"), tags=["b", "c"]) == ("b",)
    assert words(leaf("gte", 3, "count"), count=7) == ("7",)


def test_nothing_asked_always_holds() -> None:
    assert evaluate({}, {}) == Hit(True)
    assert evaluate({"all": []}, {}) == Hit(True)


def test_groups_gather_the_words_of_the_parts_that_held() -> None:
    condition = {
        "all": [
            {"any": [leaf("has_any", ["漏发"]), leaf("has_any", ["破损"])]},
            {"not": leaf("has_any", ["谢谢"])},
            leaf("is", "phone", "channel"),
        ]
    }
    hit = evaluate(condition, {"text": "又破损了", "channel": "phone"})
    assert hit.evidence == (Evidence("text", ("破损",)), Evidence("channel", ("phone",)))
    assert evaluate(condition, {"text": "又破损了,谢谢", "channel": "phone"}) == Hit(False)
    assert not evaluate({"any": []}, {})


@pytest.mark.parametrize(
    "condition",
    [
        {"op": "is", "value": 1},
        {"field": "x", "op": "sounds_like", "value": 1},
        {"field": "x"},
        leaf("gte", "viel", "x"),
        leaf("matches", "(a+)+$", "x"),
    ],
)
def test_it_refuses_what_cannot_be_asked(condition: dict[str, Any]) -> None:
    with pytest.raises(ConditionError):
        evaluate(condition, {"x": 3})


facts = st.fixed_dictionaries({"text": st.text(max_size=60), "n": st.none() | st.integers(-5, 5)})
leaves = st.one_of(
    st.lists(st.text(min_size=1, max_size=3).filter(str.strip), min_size=1, max_size=3).map(
        lambda value: leaf("has_any", value, negation=False)
    ),
    st.integers(-5, 5).map(lambda value: leaf("gte", value, "n")),
    st.integers(-5, 5).map(lambda value: leaf("is", value, "n")),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@given(conditions, conditions, facts)
def test_not_all_is_any_not(a: dict[str, Any], b: dict[str, Any], known: dict[str, object]) -> None:
    left = evaluate({"not": {"all": [a, b]}}, known).matched
    assert left == evaluate({"any": [{"not": a}, {"not": b}]}, known).matched


@given(st.text(max_size=40), st.text(alphabet="破损漏发坏", min_size=1, max_size=3), st.text(max_size=40))
def test_a_chinese_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    hit = evaluate(leaf("has_any", [word], negation=False), {"text": f"{before}{word}{after}"})
    assert hit.evidence[0].words == (word,)
