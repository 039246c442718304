"""Nothing that identifies a person shines through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kit.mask import mask_email, mask_name, mask_phone, redact


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+8613812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("+862158885888", "021****5888"),
        ("021-58885888", "021****5888"),
        ("+8675588886666", "0755****6666"),
        ("+864001234567", "400****4567"),
        ("+12025550123", "+120****0123"),
        ("10086", "***86"),
        ("", ""),
    ],
)
def test_it_masks_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.from_regex(r"\+861[3-9][0-9]{9}", fullmatch=True))
def test_the_middle_of_a_mobile_number_is_never_shown(phone: str) -> None:
    assert mask_phone(phone) == f"{phone[3:6]}****{phone[-4:]}"


@pytest.mark.parametrize(
    ("email", "masked"),
    [("liu.mei@qq.com", "l***@qq.com"), ("刘@例子.中国", "刘***@例子.中国"), ("nonsense", "***"), ("@x.com", "***")],
)
def test_it_masks_email_addresses(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("刘女士", "刘*"),
        ("张伟", "张*"),
        ("欧阳娜娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("John Smith", "J***"),
        ("  ", ""),
        ("王", "王*"),
    ],
)
def test_it_masks_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("打我13812341234,谢谢", "打我138****1234,谢谢"),
        ("电话138-1234-1234", "电话138****1234"),
        ("+86 13812341234", "138****1234"),
        ("座机021-58885888", "座机021****5888"),
        ("call +1 202 555 0123", "call +120****0123"),
        ("邮箱liu@qq.com", "邮箱l***@qq.com"),
        ("身份证11010519491231002X", "身份证110***********002X"),
        ("卡号6222 0210 0111 6245 702", "卡号6222****5702"),
        ("卡号4111111111111111", "卡号4111****1111"),
        ("订单号20261121000012345", "订单号20261121000012345"),
        ("单号SF1380013800012", "单号SF1380013800012"),
        ("5天了", "5天了"),
    ],
)
def test_it_redacts_free_text(text: str, safe: str) -> None:
    assert redact(text) == safe


@given(
    st.text(alphabet="订单, 。a", max_size=10),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(alphabet="号 。,a", max_size=10),
)
def test_no_mobile_number_survives(before: str, phone: str, after: str) -> None:
    assert phone not in redact(before + phone + after)
    assert not re.search(r"1[3-9]\d{9}", redact(before + phone + after))
