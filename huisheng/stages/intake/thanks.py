"""Tells a mere "thank you" from something that needs an answer."""

import re

from huisheng.kit.text import CJK, fold

LONGEST = 30  # characters; a longer thank-you usually carries something else
PIECE = re.compile(rf"[a-z']+|[{CJK}]+|[0-9]+")

SAID = (
    "谢谢 多谢 感谢 谢了 谢啦 辛苦 好的 好滴 好哒 好了 收到 明白 知道 了解 没问题 没事了 可以了 解决了 已解决 搞定 满意"
)
AROUND = (
    "您们 你们 您 你 我 大家 客服 帮忙 帮助 回复 的 了 啦 啊 呀 哦 哈 嗯 噢 哟 都 已经 已 非常 很 十分 太 真是 不客气"
)
NAME = rf"(?:小[{CJK}]|[{CJK}]{{1,2}}(?:女士|先生|老师|经理|姐|哥))"
CHINESE = re.compile(rf"(?:{'|'.join([*SAID.split(), *AROUND.split(), NAME])})+")
CHINESE_THANKS = re.compile("|".join(SAID.split()))

SOLVED = re.compile("解决了|已解决|搞定|满意|没事了")  # within a thank-you: more than that
ENGLISH_SOLVED = frozenset(["solved", "perfect"])

ENGLISH_THANKS = frozenset(
    ["ok", "okay", "thanks", "thank", "thx", "got", "great", "perfect", "solved", "received", "good", "fine"]
)
ENGLISH = ENGLISH_THANKS | frozenset(
    [
        "you",
        "so",
        "very",
        "much",
        "many",
        "a",
        "lot",
        "it",
        "all",
        "is",
        "now",
        "the",
        "for",
        "your",
        "help",
        "again",
        "that's",
    ]
)


def is_thanks(text: str) -> bool:
    """True for a short text made of nothing but thanks. In doubt False, so that a person looks: on a closed ticket a
    thank-you rests, everything else opens it again.
    """
    folded = fold(text)
    if len(folded) > LONGEST or "?" in folded:
        return False
    pieces = PIECE.findall(folded)
    return all(_is_polite(piece) for piece in pieces) and any(_thanks(piece) for piece in pieces)


def says_solved(text: str) -> bool:
    """True for a thank-you in whose words it is solved, too: somebody shall read it while we ask whether it is."""
    pieces = PIECE.findall(fold(text)) if is_thanks(text) else []
    return any(piece in ENGLISH_SOLVED or SOLVED.search(piece) for piece in pieces)


def _is_polite(piece: str) -> bool:
    return piece in ENGLISH or bool(CHINESE.fullmatch(piece))


def _thanks(piece: str) -> bool:
    return piece in ENGLISH_THANKS or bool(CHINESE_THANKS.search(piece))
