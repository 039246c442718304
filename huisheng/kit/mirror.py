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
QUOTED = re.compile(r"(“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|\"[^\"]*\")")
STAFF_LEAD = re.compile(
    r"^\s*(?:客户|顾客|用户|买家|来电人?)(?:来电|来信|电话)?(?:投诉|反映|反馈|表示|称|说|咨询|建议|诉求|报修)(?:称|说)?\s*[:：]\s*"
    r"|^\s*(?:the )?customer (?:complains|complained|reports|reported|says|said|asks|asked)\s*[:：]\s*",
    re.IGNORECASE,
)
ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
ENDS = " ，,。.！!？?；;、~～…"


def mirrored(text: str) -> str:
    """What the other side said, from our side, without the mark at its end. Reads one sentence, not a story.

    Quoted words stay as they were said; a lead of ours (「客户投诉：」) is left out.
    """
    words = STAFF_LEAD.sub("", text.strip().rstrip(ENDS))
    turn = _turned_chinese if re.search(r"[\u4e00-\u9fff]", words) else _turned_english
    return "".join(part if QUOTED.fullmatch(part) else turn(part) for part in QUOTED.split(words))


def _turned_chinese(words: str) -> str:
    pairs = dict((*OTHERS, *CHINESE))
    return re.sub("|".join(map(re.escape, pairs)), lambda found: pairs[found[0]], words)


def _turned_english(words: str) -> str:
    return ENGLISH_WORD.sub(_turned, words)


def _turned(found: re.Match[str]) -> str:
    word = found[0]
    turned = ENGLISH.get(word.lower(), word)
    return turned[:1].upper() + turned[1:] if word[:1].isupper() and word[:1] != "I" else turned
