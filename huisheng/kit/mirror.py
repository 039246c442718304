"""The customer's words turned round, so that they can be said back: 「我的货延迟了」 → 「您的货延迟了」."""

import re

CHINESE = (("我们", "您"), ("咱们", "您"), ("俺", "您"), ("我", "您"))
OTHERS = (("你们家", "我们"), ("你们", "我们"), ("贵公司", "我们"), ("贵司", "我们"), ("您们", "我们"))
ENGLISH = {
    "my": "your",
    "our": "your",
    "i": "you",
    "we": "you",
    "me": "you",
    "us": "you",
    "mine": "yours",
    "i'm": "you are",
    "i've": "you have",
    "your": "our",
    "you": "we",
    "am": "are",
}
ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
ENDS = " ，,。.！!？?；;、~～…"


def mirrored(text: str) -> str:
    """What the other side said, from our side, without the mark at its end. Reads one sentence, not a story."""
    words = text.strip().rstrip(ENDS)
    if not re.search(r"[\u4e00-\u9fff]", words):
        return ENGLISH_WORD.sub(_turned, words)
    pairs = dict((*OTHERS, *CHINESE))
    return re.sub("|".join(map(re.escape, pairs)), lambda found: pairs[found[0]], words)


def _turned(found: re.Match[str]) -> str:
    word = found[0]
    turned = ENGLISH.get(word.lower(), word)
    return turned[:1].upper() + turned[1:] if word[:1].isupper() and word[:1] != "I" else turned
