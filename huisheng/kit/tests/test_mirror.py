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
        ("之前的客服说“这个我没办法”，我很生气", "之前的客服说“这个我没办法”，您很生气"),
        ("你们说「我们不管」", "我们说「我们不管」"),
        ("他回我『我忙』", "他回您『我忙』"),
        ('你们客服说"找我也没用"', '我们客服说"找我也没用"'),
        ("店员说‘别找我’，我不服", "店员说‘别找我’，您不服"),
        ('My neighbour said "it is my parcel"', 'Your neighbour said "it is my parcel"'),
        ("我说“没收到", "您说“没收到"),
        ("客户投诉：我的货没到", "您的货没到"),
        ("客户反映: 你们漏发了配件", "我们漏发了配件"),
        ("客户来电反馈：杯子碎了。", "杯子碎了"),
        ("Customer complains: my parcel is late", "your parcel is late"),
        ("客户服务：我等了一天", "客户服务：您等了一天"),
    ],
)
def test_what_the_customer_said_is_said_back_from_our_side(said: str, back: str) -> None:
    assert mirrored(said) == back
