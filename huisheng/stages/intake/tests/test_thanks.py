import pytest

from huisheng.stages.intake.thanks import LONGEST, is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "谢谢",
        "谢谢！！",
        "好的，谢谢您",
        "收到，辛苦了",
        "解决了，感谢",
        "Thanks!",
        "ok",
        "OK, got it",
        "明白了",
        "多谢小林",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，可是还没收到",
        "谢谢？",
        "好的，那什么时候到",
        "谢谢，但我要退款",
        "收到了吗？",
        "还没解决",
        "没有解决了",
        "怎么谢谢你们呢",
        "Thanks, but it is still broken",
        "OK, when?",
        "我的货已经延迟5天了",
        "",
        "谢谢" + "啊" * LONGEST,
    ],
)
def test_in_doubt_a_person_looks(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["book", "look at this", "broken", "token 无效", "facebook 登录失败"])
def test_ok_inside_another_word_is_no_thanks(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "解决了一半",
        "可以了解决定吗",
        "好的东西坏了",
        "收到的是坏的",
        "收到空盒子",
        "收到错的颜色",
        "感谢个鬼，退钱",
        "你们好",
        "您好",
        "没收到",
        "不满意",
        "麻烦处理",
        "不好",
        "ok 5",
    ],
)
def test_a_complaint_that_holds_such_a_word_is_no_thanks(text: str) -> None:
    assert not is_thanks(text)
