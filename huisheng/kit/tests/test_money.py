import re

import pytest

from huisheng.kit.money import AmountError, fen_of, yuan


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0"), (5000, "50"), (4990, "49.90"), (5, "0.05"), (123_456_700, "1,234,567"), (-150, "-1.50")],
)
def test_fen_are_written_as_yuan(fen: int, written: str) -> None:
    assert yuan(fen) == written


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("50", 5000),
        (" 49.9 ", 4990),
        ("¥1,200", 120_000),
        ("1200元", 120_000),
        ("0.05", 5),
        ("１００", 10_000),
        ("0", 0),
    ],
)
def test_what_people_type_is_read(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["¥", "fifty", "-5", "1.234", "1e3", "1000001", "5 0", "NaN", "9" * 30, "五十"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        fen_of(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写金额，例如 50。"),
        ("abc", "这不是金额，请写数字，比如 50 或 49.90。"),
        ("-5", "金额要大于零。"),
        ("12.345", "金额最多两位小数，比如 49.90。"),
        ("99999999999", "金额太大了，最多 1,000,000 元。"),
    ],
)
def test_what_is_wrong_with_an_amount_is_said(typed: str, words: str) -> None:
    with pytest.raises(AmountError) as error:
        fen_of(typed)
    assert error.value.words == words


@pytest.mark.parametrize("fen", [0, 1, 99, 100, 4990, 100_000_000])
def test_what_was_written_is_read_again(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen
