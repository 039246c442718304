"""Wording rules: what they hit, and what they leave alone."""

import time

import pytest

from huisheng.kit.wording import Hint, PatternRefused, Rule, compiled, find_hints, graver, spoken

NOT_OURS = Rule(1, "forbidden", "ask", "w", ("不是我们的(问题|责任|错)", "not our (problem|fault)"), ("我来跟到底",))
NO_WAY = Rule(2, "forbidden", "block", "w", ("我们(也|)没(有|)办法", "nothing we can do"))
SOON = Rule(3, "vague", "hint", "w", ("尽快", "稍后", "as soon as possible"), ("【几点】前",), unless_time=True)
SORRY = Rule(4, "robotic", "hint", "w", ("(抱歉|对不起)*给您(带来|造成)*不便",))
AGAIN = Rule(5, "repeated", "hint", "w")
ALL = (NOT_OURS, NO_WAY, SOON, SORRY, AGAIN)


def found(text: str, *before: str) -> list[str]:
    return [one.found for one in find_hints(text, ALL, said_before=before)]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("您好，这不是我们的问题。", ["不是我们的问题"]),
        ("我们也没办法", ["我们也没办法"]),
        ("这个我们没有办法，请联系厂家", ["我们没有办法"]),
        ("我们会尽快处理", ["尽快"]),
        ("非常抱歉，给您带来了不便", []),
        ("非常抱歉给您带来了很大的不便", ["抱歉给您带来了很大的不便"]),
        ("对不起这次给您造成不便", ["对不起这次给您造成不便"]),
        ("That is NOT our Problem.", ["NOT our Problem"]),
        ("There is nothing   we can do, we answer as soon as possible", ["nothing   we can do", "as soon as possible"]),
        ("今天给您补发，明天到", []),
        ("", []),
    ],
)
def test_what_is_found(text: str, hit: list[str]) -> None:
    assert found(text) == hit


@pytest.mark.parametrize(
    "text",
    [
        "我会尽快处理，今天18:00前给您答复",
        "尽快，最晚明天中午12点",
        "2个工作日内尽快寄出",
        "We answer as soon as possible, at the latest within 2 hours",
        "您说「这不是我们的问题」这句话让您寒心，我很理解",
        "同事说“我们没办法”是不对的",
        '他回了"我们没办法"',
        "> 这不是我们的问题\n我看到了，我来办",
        "我不会说我们没办法",
        "我绝不说我们没办法",
        "您不能只说尽快",
        "We will never say nothing we can do",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_time_of_another_sentence_does_not_help() -> None:
    assert found("我们尽快处理。上次是18:00寄出的。") == ["尽快"]


def test_where_it_stands_and_what_is_better() -> None:
    (hint,) = find_hints("您好，我们稍后回复", ALL)
    assert (hint.start, hint.end, hint.rule, hint.key) == (5, 7, SOON, "3:稍后")
    assert hint.rule.better == ("【几点】前",)


def test_of_two_that_overlap_the_graver_stays() -> None:
    soft = Rule(9, "robotic", "hint", "w", ("这个我们没办法",))
    (hint,) = find_hints("这个我们没办法", (soft, NO_WAY))
    assert hint.rule is NO_WAY
    longer = Rule(8, "forbidden", "block", "w", ("这个我们没办法处理",))
    assert [one.found for one in find_hints("这个我们没办法处理", (NO_WAY, longer))] == ["这个我们没办法处理"]


def test_they_are_sorted_by_gravity_on_demand() -> None:
    hints = find_hints("我们没办法，尽快回复，不是我们的错", ALL)
    assert [one.rule.severity for one in hints] == ["block", "hint", "ask"]
    assert [one.found for one in graver(hints, "ask")] == ["我们没办法", "不是我们的错"]
    assert graver(hints, "hint") == hints


@pytest.mark.parametrize(
    ("text", "before", "again"),
    [
        ("您的心情我完全能够理解。马上查。", "您的心情我完全能够理解！", ["您的心情我完全能够理解"]),
        ("您的心情，我完全能理解您的不快，接着说", "您的心情，我完全能理解您的不快", ["我完全能理解您的不快"]),
        ("我们会全力为您解决，一定让您满意而归，另外…", "我们会全力为您解决，一定让您满意而归", ["我们会全力为您解决，一定让您满意而归"]),
        ("您好，刘女士！", "您好，刘女士！", []),
        ("单号是SF1234567890请查收", "单号是SF1234567890请查收", []),
        ("We really do understand your feelings.", "we really do understand your feelings", [
            "We really do understand your feelings."
        ]),
        ("这是一句全新的话没有说过", "那是另一句话也没有说过的", []),
    ],
)  # fmt: skip
def test_what_was_said_word_for_word(text: str, before: str, again: list[str]) -> None:
    assert [one.rstrip(".") for one in found(text, before)] == [one.rstrip(".") for one in again]


def test_without_earlier_words_nothing_is_a_repetition() -> None:
    assert found("您的心情我完全能够理解。您的心情我完全能够理解。") == []


@pytest.mark.parametrize("pattern", ["", "  ", "a", "*", "(|)", "没*(", "没办法)", "x" * 101])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        compiled(pattern)


def test_signs_of_regular_expressions_stand_for_themselves() -> None:
    assert compiled("退款.吗+").search("退款.吗+")
    assert not compiled("退款.吗+").search("退款了吗吗")


def test_latin_words_are_whole_words() -> None:
    assert not compiled("soon").search("sooner")
    assert compiled("soon").search("Soon!")


def test_a_long_text_takes_no_time() -> None:
    rules = [Rule(n, "vague", "hint", "w", (f"抱歉*给您{n}*不便", "尽快")) for n in range(60)]
    begun = time.process_time()
    hints = find_hints("抱歉给您" * 1000, rules)
    assert time.process_time() - begun < 2
    assert hints == []


def test_a_hint_is_a_value() -> None:
    assert Hint(SOON, 0, 2, "尽快") == Hint(SOON, 0, 2, "尽快")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("请(您|)耐心等(待|候)", "请您耐心等待"),
        ("我们(也|真的|)没(有|)办法", "我们也没有办法"),
        ("(给|为)您*(带来|造成)*不便", "给您…带来…不便"),
        ("((甲|乙)丙|丁)", "甲丙"),
        ("尽快", "尽快"),
    ],
)
def test_a_pattern_is_shown_as_one_would_say_it(pattern: str, said: str) -> None:
    assert spoken(pattern) == said
