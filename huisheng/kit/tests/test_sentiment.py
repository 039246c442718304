"""How a text feels, row by row; the rows are ours, not from any data set."""

import pytest

from huisheng.kit.sentiment import feeling

UPSET, CALM, GLAD = "upset", "calm", "glad"


def mood(text: str) -> str:
    """As a rule would ask: −0.25 and below is upset, 0.25 and above is glad."""
    score = feeling(text).score
    return UPSET if score <= -0.25 else GLAD if score >= 0.25 else CALM


@pytest.mark.parametrize(
    "text",
    [
        "太差了，再也不买了",
        "客服态度恶劣，气死我了",
        "你们就是骗子！",
        "等了三个小时没人理",
        "东西坏了，没人管",
        "不满意",
        "质量不好",
        "一点都不好用",
        "非常失望",
        "说好今天到，到现在没收到",
        "屏幕碎了，根本没法用",
        "垃圾产品，还敢卖这么贵",
        "😡😡",
        "投诉！要求退款！",
        "打了五次电话都打不通",
        "真的很无语",
        "特别难用",
        "不是很满意",
        "terrible service, never again",
        "this is not good",
        "The box is broken and nobody answers",
        "包装不错，但是东西是坏的，太失望了",
    ],
)
def test_it_hears_who_is_upset(text: str) -> None:
    assert mood(text) == UPSET, feeling(text)


@pytest.mark.parametrize(
    "text",
    [
        "客服小张很棒，耐心又专业",
        "很满意，下次还来",
        "物流很快，包装完美",
        "特别喜欢",
        "真的不错",
        "一点都不贵，超值",
        "解决了，非常感谢！",
        "❤️👍",
        "Great service, thank you, I love it",
        "从来没见过这么贴心的服务",
        "没想到这么快，惊喜",
        "快递员很热情，帮我搬上楼",
    ],
)
def test_it_hears_who_is_glad(text: str) -> None:
    assert mood(text) == GLAD, feeling(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "你好",
        "请问几点开门",
        "你好，请问我的快递到哪里了",
        "帮我查一下订单1023",
        "怎么申请退货？",
        "可以开发票吗",
        "好的，谢谢",
        "麻烦您帮我看一下",
        "这个型号支持5G吗？",
        "垃圾桶放在哪里",
        "优惠券怎么用",
        "能不能把字做得清楚一些",
        "没坏",
        "What time do you open?",
        "my order number is 1023",
        "goods",
        "1234567890",
    ],
)
def test_it_leaves_the_calm_alone(text: str) -> None:
    assert mood(text) == CALM, feeling(text)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("有点慢", "慢"),
        ("慢", "非常慢"),
        ("慢", "慢！！！"),
        ("不好", "差劲又恶心"),
        ("慢", "慢，又贵，又难用"),
        ("包装破了，但是客服很好", "客服很好，但是包装破了"),
    ],
)
def test_degree_noise_number_and_turn_make_it_worse(weaker: str, stronger: str) -> None:
    assert feeling(stronger).score < feeling(weaker).score


def test_denied_praise_is_less_bad_than_blame_and_denied_blame_is_no_praise() -> None:
    assert feeling("糟糕").score < feeling("不好").score < 0
    assert feeling("没坏").score == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("客服太差，东西也坏了", ("太差", "坏了")),
        ("不满意", ("不满意",)),
        ("非常失望", ("非常失望",)),
        ("很好！但是慢", ("很好",)),
        ("你好", ()),
    ],
)
def test_it_says_which_words_decided_in_the_order_of_their_weight(text: str, words: tuple[str, ...]) -> None:
    assert feeling(text).deciding == words


@pytest.mark.parametrize(
    "text", ["坏" * 20_000, "!" * 9_000, "不" * 5_000, "😡" * 6_000, "\x00\ud7ff", "没" * 3000 + "好"]
)
def test_any_text_gives_a_score_between_the_ends(text: str) -> None:
    assert -1 <= feeling(text).score <= 1


def test_a_latin_word_counts_only_whole() -> None:
    assert feeling("goodness badminton").words == ()


def test_it_reads_full_width_and_capitals_alike() -> None:
    assert feeling("ＴＥＲＲＩＢＬＥ").score == feeling("terrible").score < 0


def test_special_is_no_denial() -> None:
    """特别 ends with 别, 不得不 holds 不: neither denies what follows."""
    assert feeling("特别满意").score > feeling("满意").score > 0
    assert feeling("不得不投诉").score < 0
