"""How names are typed on a Latin keyboard."""

import pytest

from huisheng.kit.pinyin import MOST_READINGS, full, initials, latin, reads, spelled


@pytest.mark.parametrize(
    ("text", "whole", "short"),
    [
        ("刘女士", "liunvshi", "lns"),
        ("欧阳静", "ouyangjing", "oyj"),
        ("吕先生", "lvxiansheng", "lxs"),
        ("VIP客户", "vipkehu", "vipkh"),
        ("ＶＩＰ 客户（新）", "vipkehuxin", "vipkhx"),
        ("Emma Stone", "emmastone", "emmastone"),
        ("喆堃旻", "zhekunmin", "zkm"),
        ("補發配件", "bufapeijian", "bfpj"),
        ("……！", "", ""),
        ("", "", ""),
    ],
)
def test_a_text_has_a_full_and_a_short_spelling(text: str, whole: str, short: str) -> None:
    assert full(text) == whole
    assert initials(text) == short


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("单雄信", "shan"), ("单据", "dan"), ("曾国强", "zeng"), ("曾经", "ceng"), ("仇英", "qiu"), ("仇恨", "chou"),
        ("解缙", "xie"), ("解决", "jie"), ("区女士", "ou"), ("查先生", "zha"), ("检查", "jiancha"), ("朴女士", "piao"),
        ("盖先生", "ge"), ("翟先生", "zhai"), ("覃女士", "qin"), ("覃女士", "tan"), ("尉迟恭", "yuchi"), ("万俟先生", "moqi"),
        ("长孙女士", "zhangsun"), ("乐女士", "yue"), ("快乐", "kuaile"), ("重复", "chongfu"), ("重量", "zhongliang"),
        ("银行", "yinhang"), ("行李", "xingli"), ("员先生", "yun"), ("种先生", "chong"), ("缪女士", "miao"), ("任女士", "ren"),
    ],
)  # fmt: skip
def test_characters_of_several_readings_are_found_by_each(name: str, surname: str) -> None:
    assert reads(surname, name)
    assert any(word.startswith(surname) for word in spelled(name).split())


@pytest.mark.parametrize(
    "typed",
    [
        "liu",
        "l",
        "lns",
        "ln",
        "liunvshi",
        "liunv",
        "LNS",
        "liu ns",
        "liuns",
        "lnvs",
        "nvshi",
        "nüshi",
        "nüs",
        "shi",
        "s",
    ],
)
def test_whole_short_mixed_and_unfinished(typed: str) -> None:
    assert reads(typed, "刘女士")


@pytest.mark.parametrize("typed", ["lsn", "wang", "iu", "lnsx", "liuu", "刘l", "", " ", "?"])
def test_what_does_not_read_the_name(typed: str) -> None:
    assert not reads(typed, "刘女士")


def test_a_reading_begins_at_a_character_never_inside_one() -> None:
    assert reads("xian", "王先生")
    assert not reads("ang", "王先生")
    assert reads("tuikuan", "申请退款")
    assert reads("tk", "申请退款")


def test_latin_words_are_read_whole_or_by_their_first_letter() -> None:
    assert reads("appst", "APP闪退")
    assert reads("ast", "APP闪退")
    assert not reads("pp", "APP闪退")


def test_what_is_stored_begins_at_each_character() -> None:
    assert spelled("王小明") == "m ming wangxiaoming wxm xiaoming xm"
    assert spelled("") == ""


def test_many_readings_do_not_run_away() -> None:
    assert len(spelled("重长行单曾仇解" * 3).split()) <= 2 * 21 * MOST_READINGS
    assert not reads("z" * 60, "重" * 40)
    assert reads("zc" * 20, "重" * 40)


def test_what_is_typed_in_chinese_is_not_pinyin() -> None:
    assert latin("刘l") == ""
    assert latin(" Lü-Bu ") == "lvbu"
