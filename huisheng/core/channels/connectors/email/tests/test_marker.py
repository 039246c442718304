import pytest

from huisheng.core.channels.connectors.email.marker import (
    bare_number,
    mark,
    marked_address,
    marked_subject,
    read_mark,
    reply_subject,
)

NUMBER = "FB-20261121-0007"


def test_it_reads_its_own_mark_and_no_others() -> None:
    signed = mark(NUMBER)
    assert signed.startswith(f"{NUMBER}-")
    assert read_mark(signed) == NUMBER
    assert mark("FB-20261121-0008")[-8:] != signed[-8:]
    assert read_mark(f"FB-20261121-0008-{signed[-8:]}") is None
    assert read_mark(NUMBER) is None
    assert read_mark(f"{NUMBER}-aaaaaaaa") is None
    assert read_mark("") is None


@pytest.mark.parametrize(
    "shape",
    [
        "Re: 漏发配件 [{}]",
        "回复：转发: 漏发配件 【{}】",
        "［{}］漏发配件",
        "Re: 漏发配件 ({})谢谢",
        "support+{}@example.com",
        '"客服" <support+{}@example.com>',
        "漏发{}配件",
        "Re: [EXT] {}",
    ],
)
def test_brackets_and_reply_words_make_no_difference(shape: str) -> None:
    signed = mark(NUMBER)
    assert read_mark(shape.format(signed)) == NUMBER
    assert read_mark(shape.format(signed.lower())) == NUMBER
    assert read_mark(shape.format(signed.upper())) == NUMBER


def test_folding_wide_letters_and_odd_dashes_make_no_difference() -> None:
    signed = mark(NUMBER)
    assert read_mark(f"Re: [{signed[:14]}\r\n {signed[14:]}]") == NUMBER
    assert read_mark(signed.replace("-", "－").replace("F", "Ｆ")) == NUMBER
    assert read_mark(signed.replace("-", "–")) == NUMBER
    assert read_mark(f"{signed[:5]}\u200b{signed[5:]}") == NUMBER


def test_a_forged_mark_hides_no_true_one() -> None:
    assert read_mark(f"{NUMBER}-aaaaaaaa [{mark(NUMBER)}]") == NUMBER


def test_a_huge_subject_costs_little() -> None:
    assert read_mark(f"{NUMBER}-aaaaaaaa " * 100_000) is None


def test_a_bare_number_is_found_but_proves_nothing() -> None:
    assert bare_number("请问 fb-20261121-0007 怎么样了") == NUMBER
    assert bare_number(mark(NUMBER)) == NUMBER
    assert bare_number("订单 20261121-0007") is None


def test_a_subject_carries_the_mark_once() -> None:
    once = marked_subject("漏发配件", NUMBER)
    assert once == f"漏发配件 [{mark(NUMBER)}]"
    assert marked_subject(once, NUMBER) == once
    assert marked_subject("漏发\r\nBcc: all@example.com", NUMBER).count("\n") == 0


@pytest.mark.parametrize("subject", ["漏发配件", "Re: 漏发配件", "回复：Re[2]: 转发: 漏发配件", "RE：答复: 漏发配件"])
def test_an_answer_says_re_once(subject: str) -> None:
    once = reply_subject(subject, NUMBER)
    assert once == f"Re: 漏发配件 [{mark(NUMBER)}]"
    assert reply_subject(once, NUMBER) == once
    assert reply_subject(f"Re: {once}", NUMBER) == once


def test_an_answer_to_no_subject_still_has_the_mark() -> None:
    assert reply_subject("", NUMBER) == f"Re: [{mark(NUMBER)}]"


def test_an_address_carries_the_mark_after_the_plus() -> None:
    address = marked_address("support@example.com", NUMBER)
    assert address == f"support+{mark(NUMBER).lower()}@example.com"
    assert read_mark(address) == NUMBER
    assert marked_address(address, NUMBER) == address
