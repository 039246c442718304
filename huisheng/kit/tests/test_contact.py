"""Phones and addresses in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.contact import display_phone, normalise_email, normalise_phone, phone_tail


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13812341234", "+8613812341234"),
        ("138 1234 1234", "+8613812341234"),
        ("138-1234-1234", "+8613812341234"),
        ("１３８１２３４１２３４", "+8613812341234"),
        ("+86 138 1234 1234", "+8613812341234"),
        ("0086 13812341234", "+8613812341234"),
        ("8613812341234", "+8613812341234"),
        ("(+86)13812341234", "+8613812341234"),
        ("电话:13812341234", "+8613812341234"),
        ("021-58885888", "+862158885888"),
        ("0755 8888 6666", "+8675588886666"),
        ("400-123-4567", "+864001234567"),
        ("+86 400 123 4567", "+864001234567"),
        ("800-810-1234", "+868008101234"),
        ("+852 2345 6789", "+85223456789"),
        ("+1 (202) 555-0123", "+12025550123"),
        ("12345", None),
        ("10086", None),
        ("1381234123", None),
        ("138123412345", None),
        ("abc", None),
        ("", None),
        ("+86+13812341234", None),
        ("1" * 40, None),
    ],
)
def test_it_reads_phones(raw: str, expected: str | None) -> None:
    assert normalise_phone(raw) == expected


@given(
    st.from_regex(r"13[0-9]{9}", fullmatch=True),
    st.sampled_from(["", " ", "-", "　"]),
    st.sampled_from(["", "+86", "86", "0086"]),
)
def test_one_number_has_one_form(digits: str, gap: str, country: str) -> None:
    raw = country + gap + digits[:3] + gap + digits[3:7] + gap + digits[7:]
    assert normalise_phone(raw) == f"+86{digits}"
    assert normalise_phone(f"+86{digits}") == f"+86{digits}"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Liu@QQ.com", "liu@qq.com"),
        (" liu＠qq．com ", "liu@qq.com"),
        ("<liu.mei+shop@mail.example.cn>", "liu.mei+shop@mail.example.cn"),
        ("mailto:liu@qq.com", "liu@qq.com"),
        ("刘@例子.中国", "刘@例子.中国"),
        ("liu@qq", None),
        ("liu@@qq.com", None),
        ("liu@qq..com", None),
        (".liu@qq.com", None),
        ("liu.@qq.com", None),
        ("liu mei@qq.com", None),
        ("liu@-qq.com", None),
        ("a@b.c, d@e.fr", None),
        ("liu@qq.com\nBcc: x@y.zz", None),
        ("x" * 65 + "@qq.com", None),
        ("liu@" + "例" * 60 + ".com", None),
        ("", None),
    ],
)
def test_it_reads_addresses(raw: str, expected: str | None) -> None:
    assert normalise_email(raw) == expected


def test_it_tells_the_tail() -> None:
    assert phone_tail("+8613812341234") == "1234"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+8613812341234", "138 1234 1234"),
        ("+862158885888", "021 5888 5888"),
        ("+864001234567", "400 123 4567"),
        ("+12025550123", "+1 202-555-0123"),
        ("nonsense", "nonsense"),
    ],
)
def test_it_shows_phones_as_people_write_them(stored: str, shown: str) -> None:
    assert display_phone(stored) == shown
