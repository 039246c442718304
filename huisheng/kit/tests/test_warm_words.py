"""Kind words and remarks about robots, row by row; the rows are ours, not from any data set."""

import pytest

from huisheng.kit.warm_words import robotic_remarks, warm_words

WARM = {
    "谢谢": ["谢谢"],
    "好的，谢谢你们": ["谢谢"],
    "多谢，问题解决了": ["多谢"],
    "非常感谢小张的帮助": ["感谢"],
    "不知道怎么感谢你们才好": ["不知道怎么感谢你们才好"],
    "不胜感激": ["不胜感激"],
    "真是感激不尽": ["感激不尽"],
    "辛苦了": ["辛苦了"],
    "你们辛苦了，大热天还跑一趟": ["你们辛苦了"],
    "麻烦你们了": ["麻烦你们了"],
    "给你们添麻烦了": ["给你们添麻烦了"],
    "麻烦您了，谢谢": ["麻烦您了", "谢谢"],
    "不好意思，谢谢你们的耐心": ["谢谢", "耐心"],
    "谢谢你们没有放弃我这个单子": ["谢谢"],
    "谢谢你们没有敷衍我": ["谢谢"],
    "谢谢帮我追回了被耽误的快递": ["谢谢"],
    "没想到这么贴心": ["贴心"],
    "不得不说，客服很贴心": ["贴心"],
    "特别感谢王师傅": ["感谢"],
    "我理解了": ["我理解了"],
    "理解了，是仓库的问题": ["理解了"],
    "你这么一说我就明白了": ["就明白了"],
    "听懂了": ["听懂了"],
    "我很理解你们": ["很理解你们"],
    "很暖心": ["暖心"],
    "真的被暖到，温暖": ["温暖"],
    "他一直很有耐心": ["耐心"],
    "听你们这么说我就放心了": ["放心了"],
    "这回踏实多了": ["踏实多了"],
    "终于有人管了": ["终于有人管"],
    "感觉被重视": ["被重视"],
    "小李态度真好": ["态度真好"],
    "服务周到，不厌其烦": ["周到"],
    "不错": ["不错"],
    "处理得很满意": ["满意"],
    "太好了": ["太好了"],
    "謝謝你們": ["謝謝"],
    "辛苦了，非常暖心，態度真好": ["辛苦了", "暖心", "態度真好"],
    "我瞭解了，很滿意": ["瞭解了", "滿意"],
    "谢谢你们没有忽悠我": ["谢谢"],
    "多谢帮我抓到骗子": ["多谢"],
    "又要麻烦你们了，太好了": ["麻烦你们了", "太好了"],
    "谢谢你们的耐心": ["谢谢", "耐心"],
    "她耐心地讲了三遍": ["耐心"],
    "She explained it patiently": ["patiently"],
    "I have never had such great service": ["great"],
    "不过客服很耐心": ["耐心"],
    "Thank you so much": ["Thank you"],
    "thanks, I understand now": ["thanks", "I understand"],
    "I really appreciate your help": ["appreciate"],
    "She was very kind": ["very kind"],
    "I felt heard": ["felt heard"],
    "Great, well done!": ["Great", "well done"],
    "no problem, thanks": ["thanks"],
    "请转告小张，谢谢他那天送来": ["谢谢"],
}
COLD = [
    "",
    "还行吧",
    "不谢谢",
    "没有理解",
    "你们根本没有理解我的意思",
    "我不理解",
    "没听明白",
    "我还是没懂",
    "不太满意",
    "不满意",
    "一点也不贴心",
    "没有一点耐心",
    "感受不到温暖",
    "谈不上满意",
    "毫无耐心",
    "谢谢你们的不作为",
    "谢谢你们让我白跑一趟",
    "真是谢谢你们了，浪费我一上午",
    "呵呵，谢谢了",
    "我谢谢你全家",
    "难道我还要谢谢你们？",
    "凭什么要我谢谢你们",
    "哪里贴心了？",
    "贴心个屁",
    "满意才怪",
    "这叫什么贴心？",
    "你们满意吗？",
    "理解了吗？",
    "谁理解我",
    "希望你们耐心一点",
    "耐心一点行不行",
    "如果能退钱我就满意",
    "要求你们用心服务",
    "缺乏耐心",
    "耐心有限",
    "态度应该好",
    "请尽快处理，谢谢",
    "麻烦帮我查一下订单，谢谢！",
    "能不能今天发货，谢谢",
    "请退款，謝謝",
    "谢谢惠顾",
    "不用了，谢谢",
    "沒有理解",
    "不滿意",
    "Please send it today, thanks",
    "I do not appreciate this",
    "not satisfied",
    "never felt heard",
    "thanks for nothing",
    "thanks for wasting my day",
    "yeah right, great service",
    "Are you happy with that?",
    "耐心都磨没了",
    "我的耐心已经用完了",
    "你们真是在考验客户的耐心",
    "专业忽悠人",
    "谢谢就不用说了，给我退钱",
    "太好了又要等三天",
    "太好了，又要再等一周",
    "现在明白了，你们就是骗子",
    "你们真是辛苦了，收钱的时候最积极",
    "great, another delay",
    "not at all satisfied",
    "I have been patient for three weeks",
]
ROBOTIC = [
    "像机器人",
    "你们就像是机器人",
    "感觉在跟机器人说话",
    "机器人似的",
    "我以为是机器人",
    "每次都像背课文",
    "像在念稿子",
    "像背書，一點感情都沒有",
    "照本宣科",
    "全是套话",
    "回复冷冰冰的",
    "没有人情味",
    "複讀機",
    "You sounded like a robot",
    "It felt scripted",
    "reading from a script",
    "only canned replies",
    "照著話術念",
]
NOT_ROBOTIC = [
    "",
    "一点都不像机器人",
    "没有像机器人那样",
    "不像背课文，很自然",
    "扫地机器人坏了",
    "你们卖的机器人很好用",
    "没有套话，直接解决",
    "谢谢，很暖心",
    "饮料冰的",
    "我在武汉读书",
    "女儿特别爱读书",
    "not like a robot at all",
    "not scripted",
]


@pytest.mark.parametrize(("text", "words"), WARM.items())
def test_kind_words_are_found_where_they_stand(text: str, words: list[str]) -> None:
    hits = warm_words(text)
    assert [hit.text for hit in hits] == words
    assert all(text[hit.start : hit.end] == hit.text for hit in hits)


@pytest.mark.parametrize("text", COLD)
def test_denied_asked_wished_ironic_and_mere_manners_do_not_count(text: str) -> None:
    assert warm_words(text) == []


@pytest.mark.parametrize("text", ROBOTIC)
def test_remarks_about_robots_are_found(text: str) -> None:
    assert [text[hit.start : hit.end] for hit in robotic_remarks(text)] != []


@pytest.mark.parametrize("text", NOT_ROBOTIC)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert robotic_remarks(text) == []


def test_the_kinds_tell_thanks_from_understanding() -> None:
    hits = warm_words("谢谢，我理解了，很贴心，挺好的")
    assert [hit.kind for hit in hits] == ["thanks", "understood", "warm", "glad"]


def test_only_the_first_characters_are_read() -> None:
    assert warm_words("啊" * 5000 + "谢谢") == []
