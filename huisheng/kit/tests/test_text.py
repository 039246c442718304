"""Reading Chinese and mixed text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.text import bigram_query, chinese_number, excerpt, first_line_subject, fold, like_escape


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ＡＰＰ　闪退\n了 ", "app 闪退 了"), ("㎏", "kg"), ("", ""), ("  a  B ", "a b"), ("①", "1")],
)
def test_it_folds(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(alphabet="退款AbＡｂ 　\n5５", max_size=30))
def test_texts_that_read_the_same_fold_the_same(text: str) -> None:
    folded = fold(text)
    assert folded == fold(text.upper()) == fold(f" {folded}  ")
    assert not set(folded) & set("ABＡＢｂ　５\n")


def test_it_shows_a_text_around_the_word_that_matters() -> None:
    text = "啊" * 100 + "包裹破损了" + "呀" * 100
    shown = excerpt(text, ["没有", "破损"], length=30)
    assert "破损" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= 30
    assert excerpt("短 的\n话") == "短 的 话"
    assert excerpt(text, length=10) == "啊" * 9 + "…"


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=3), st.integers(5, 90))
def test_an_excerpt_is_never_too_long(text: str, words: list[str], length: int) -> None:
    assert len(excerpt(text, words, length)) <= length


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("我的货已经延迟5天了!什么时候到?", "我的货已经延迟5天了"),
        ("您好，我买的杯子碎了。请处理", "我买的杯子碎了"),
        ("你好\n订单1023还没到", "订单1023还没到"),
        ("\n\n  漏发了一个配件  \n谢谢", "漏发了一个配件"),
        ("Hello, the lamp is broken. Please help.", "the lamp is broken"),
        ("版本3.5.1打不开", "版本3.5.1打不开"),
        ("您好", "您好"),
        ("", ""),
        ("?", "?"),
        ("这" * 60, "这" * 39 + "…"),
        (
            "打开了这个页面以后系统一直提示我说出现了错误请稍后再试一下代码是ERR_CONNECTION_RESET",
            "打开了这个页面以后系统一直提示我说出现了错误请稍后再试一下代码是…",
        ),
    ],
)
def test_it_makes_a_subject(text: str, subject: str) -> None:
    assert first_line_subject(text) == subject


@given(st.text(), st.integers(4, 60))
def test_a_subject_is_one_short_line(text: str, limit: int) -> None:
    subject = first_line_subject(text, limit)
    assert len(subject) <= limit
    assert len(subject.splitlines()) <= 1


@given(st.lists(st.from_regex(r"[a-z]{2,12}", fullmatch=True), min_size=8, max_size=20))
def test_a_subject_never_ends_inside_a_latin_word(words: list[str]) -> None:
    subject = first_line_subject(" ".join(words), 30)
    assert set(subject.removesuffix("…").split()) <= set(words)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("一百", 100),
        ("一百零五", 105),
        ("一百二", 120),
        ("两百五", 250),
        ("两千三", 2300),
        ("一千零五十", 1050),
        ("一万", 10_000),
        ("三万五", 35_000),
        ("一万零五", 10_005),
        ("十二万三千四百", 123_400),
        ("一亿两千万", 120_000_000),
        ("一万亿", 1_000_000_000_000),
        ("俩", 2),
        ("仨", 3),
        ("半", 0.5),
        ("三点五", 3.5),
        ("零点五", 0.5),
        ("二〇二六", 2026),
        ("一二三", 123),
        ("叁佰伍拾", 350),
        ("〇", 0),
        ("百", 100),
        ("5", 5),
        ("５", 5),
        ("1.5", 1.5),
        ("1,299", 1299),
        ("1.5万", 15_000),
        ("3千", 3000),
        ("", None),
        ("天", None),
        ("三天", None),
        ("点", None),
        ("三点", None),
        ("万", None),
        ("abc", None),
    ],
)
def test_it_reads_numerals(text: str, value: float | None) -> None:
    assert chinese_number(text) == value


def spelled(number: int) -> str:
    """A plain spelling of 1-9999 to read back."""
    text, digits = "", "零一二三四五六七八九"
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += digits[digit] + unit
        elif text and number % place and not text.endswith("零"):
            text += "零"
    return text


@given(st.integers(1, 9999))
def test_it_reads_every_number_it_can_spell(number: int) -> None:
    assert chinese_number(spelled(number)) == number
    assert chinese_number(spelled(number) + "万") == number * 10_000


@pytest.mark.parametrize(
    ("phrase", "query"),
    [
        ("退款", "'退款'"),
        ("退款按钮", "'退款' & '款按' & '按钮'"),
        ("退", "'退':*"),
        ("APP闪退", "'app' & '闪退'"),
        ("订单-100777", "'订单' & '100777':*"),
        ("号100777", "'100777':*"),
        ("100777号", "'100777' & '号':*"),
        ("Ｃ＋＋", "'c':*"),
        ("哈哈哈", "'哈哈'"),
        ("it's", "'it':* & 's':*"),
        ("!?", ""),
    ],
)
def test_it_asks_the_bigram_index(phrase: str, query: str) -> None:
    assert bigram_query(phrase) == query


@given(st.text())
def test_a_query_never_breaks_out_of_its_quotes(phrase: str) -> None:
    pieces = bigram_query(phrase).split(" & ") if bigram_query(phrase) else []
    assert all(re.fullmatch(r"'[a-z0-9\u4e00-\u9fff]+'(:\*)?", piece) for piece in pieces)


def test_it_escapes_for_like() -> None:
    assert like_escape(r"100%_\ok") == r"100\%\_\\ok"
