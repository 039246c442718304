import pytest

from huisheng.kit.called import find_called, surname_of

NAMES = {1: "张伟", 2: "张敏敏", 3: "林晓琳", 4: "欧阳静", 5: "王姐", 6: "郑师傅", 7: "Daisy Lee", 8: "程远", 9: "何苗"}


def meant(text: str) -> list[tuple[int, ...]]:
    return [called.people for called in find_called(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("张伟很耐心", [(1,)]),
        ("小张很棒，五分钟就解决了", [(1, 2)]),
        ("小林和小何配合得真好", [(3,), (9,)]),
        ("谢谢晓琳！", [(3,)]),
        ("林姐处理得又快又好", [(3,)]),
        ("欧阳师傅上门很准时", [(4,)]),
        ("小欧阳人真好", [(4,)]),
        ("多亏仓库的王姐连夜找货", [(5,)]),
        ("郑师傅修得干净利落", [(6,)]),
        ("何经理亲自打来电话道歉", [(9,)]),
        ("daisy lee was wonderful", [(7,)]),
        ("Daisy was so kind", [(7,)]),
        ("林晓琳真好，晓琳加油", [(3,)]),
    ],
)
def test_it_hears_colleagues_as_customers_call_them(text: str, people: list[tuple[int, ...]]) -> None:
    assert meant(text) == people


@pytest.mark.parametrize(
    "text",
    ["一个小时就到了", "小程序真好用", "小区门口的快递柜", "客服态度很好", "daisyleeish", "我是张姐，谢谢你们", ""],
)
def test_it_hears_nobody_where_nobody_is_called(text: str) -> None:
    assert meant(text) == []


def test_a_full_name_beats_the_nickname_of_others() -> None:
    found = find_called("张敏敏帮了大忙", NAMES)
    assert [(one.said, one.people) for one in found] == [("张敏敏", (2,))]


def test_where_names_have_no_family_name_none_is_made_up() -> None:
    assert [surname_of(name) for name in ("林晓", "欧阳静", "欧阳", "Daisy Lee", "")] == ["林", "欧阳", "欧", "", ""]
    assert find_called("小D真好", {1: "D"}) == []
