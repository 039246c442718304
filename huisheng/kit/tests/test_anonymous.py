import pytest

from huisheng.kit.anonymous import anonymous


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我电话 13800001234，请回电", "我电话 138****1234，请回电"),
        ("邮箱 liu@example.com", "邮箱 l***@example.com"),
        ("订单 HY2026112100912 还没到", "订单 （号码） 还没到"),
        ("反馈编号 FB-20261121-1001", "反馈编号 （号码）"),
        ("快递单号是 SF1234567890123。", "快递单号是 （号码）。"),
        ("我叫张小凡，住杭州市西湖区文三路 90 号 3 栋 502 室", "我叫某，住（地址）"),
        ("送到幸福路12号就行", "送到（地址）就行"),
        ("刘女士说欧阳先生签收了", "某女士说某先生签收了"),
        ("我是老客户，买了三年", "我是老客户，买了三年"),
        ("车牌浙A12345挡路了", "车牌（号码）挡路了"),
        ("2026-11-21 买的，用了 3 天，花了 1299 元", "2026-11-21 买的，用了 3 天，花了 1299 元"),
        ("一切都好", "一切都好"),
    ],
)
def test_it_tells_the_matter_without_the_people(text: str, told: str) -> None:
    assert anonymous(text) == told


def test_names_and_numbers_that_are_known_go_wherever_they_stand() -> None:
    text = anonymous(
        "陈小满说 7788 号单漏发，小满很急，刘女士也在",
        names=["陈小满", "小满", "刘女士", "", "满"],
        numbers=["7788", ""],
    )
    assert text == "某说 （号码） 号单漏发，某很急，某女士也在"
