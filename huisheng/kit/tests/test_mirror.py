import pytest

from huisheng.kit.mirror import mirrored


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("我的货已经延迟5天了!", "您的货已经延迟5天了"),
        ("你们漏发了我的配件。", "我们漏发了您的配件"),
        ("我们公司等着用", "您公司等着用"),
        ("花瓶碎了", "花瓶碎了"),
        ("My parcel is five days late!", "Your parcel is five days late"),
        ("I'm still waiting for my refund.", "you are still waiting for your refund"),
        ("You sent me the wrong one", "We sent you the wrong one"),
        ("  ", ""),
    ],
)
def test_what_the_customer_said_is_said_back_from_our_side(said: str, back: str) -> None:
    assert mirrored(said) == back
