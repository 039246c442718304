"""Who asks us to hurry, and who only asks; the table is written by hand."""

import pytest

from huisheng.stages.intake.urging import is_urging

URGING = [
    "",
    "催一下，谢谢",
    "麻烦帮我催催仓库",
    "我来催办了",
    "怎么还没发货",
    "怎么还不处理啊",
    "东西到现在还没收到",
    "还没有人联系我",
    "一直没有回复",
    "至今没有下文",
    "还要等多久",
    "到底要多久",
    "多久能退款",
    "要几天才能处理好",
    "什么时候能发货？",
    "什么时候才给我答复",
    "到底什么时候到",
    "等了三天了",
    "都等了一个星期了还是这样",
    "5天了还没动静",
    "能不能快点处理",
    "快点发吧",
    "请加急",
    "请尽快处理",
    "赶紧给我退款",
    "抓紧时间安排",
    "有进展了吗",
    "有没有结果",
    "处理得怎么样了",
    "进展如何",
    "到哪一步了",
    "结果呢？",
    "没人理我吗",
    "没有下文了",
    "等不了了",
    "孩子生日急用",
    "太慢了",
    "Any update?",
    "I am still waiting for the part",
    "How long will this take",
    "When will it arrive?",
    "Please hurry",
    "No reply yet",
    "I haven't heard from you",
    "",
][1:-1]
CALM = [
    "",
    "谢谢，已经收到了",
    "我补一张照片",
    "不急，慢慢来",
    "不用催，我等着",
    "没有催您的意思",
    "别催仓库了，我知道他们忙",
    "不着急，什么时候方便都行",
    "你们几点上班",
    "你们什么时候上新款",
    "这个要多久充一次电",
    "滤芯多久换一次",
    "保修多久",
    "里面的催化剂有味道",
    "看得催泪",
    "订单号是 20261121",
    "地址改成三楼",
    "今天下午在家",
    "退款收到了",
    "快递很快，谢谢",
    "生产日期是什么时候",
    "想问一下怎么用",
    "可以换一个颜色吗",
    "没有说明书",
    "No rush, take your time",
    "Whenever suits you",
    "Here is the photo",
    "It works now",
    "The order number is 4711",
    "",
][1:-1]


@pytest.mark.parametrize("text", URGING)
def test_it_hears_who_asks_to_hurry(text: str) -> None:
    assert is_urging(text)


@pytest.mark.parametrize("text", CALM)
def test_it_leaves_alone_who_does_not(text: str) -> None:
    assert not is_urging(text)


def test_a_house_adds_words_of_its_own() -> None:
    assert not is_urging("踢一脚")
    assert is_urging("请踢一脚 ＥＴＡ", more="eta 踢一脚")


def test_a_long_text_takes_no_time() -> None:
    assert not is_urging("好" * 200_000)


def test_a_clause_is_judged_with_its_neighbours() -> None:
    """Who says that it is not urgent means it, whatever the words around are."""
    assert is_urging("照片发了，什么时候能处理")
    assert not is_urging("不着急，只是问问什么时候能处理")
