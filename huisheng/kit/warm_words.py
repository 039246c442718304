"""沟通有温度: a customer's own kind words, and remarks that we sounded like a machine (requirements S0).

Chinese (simplified and traditional) and English, by our own lists; no model. Words that are denied, asked, wished for, meant
ironically or mere manners under a request do not count. A fact about a text, never a verdict on a person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["thanks", "understood", "warm", "glad", "robotic"]

MOST_TEXT = 5000  # characters that are read
BEFORE, BEFORE_ENGLISH = 8, 24  # characters before a word in which 不, 没有, 希望 (not at all) belong to it

# character by character, so that places stay what they are
PLAIN = str.maketrans(
    "謝覺貼溫滿關專業細體諒對讓這麼沒會還們為機書課講說聽態親熱開動寬實個來時間別難麗樣歡幫樂順應該嗎點後總給誰無幾辦聲氣詞過話瞭確複讀著劇臺稱讚師終報術"
    "？！，；：（）　",
    "谢觉贴温满关专业细体谅对让这么没会还们为机书课讲说听态亲热开动宽实个来时间别难丽样欢帮乐顺应该吗点后总给谁无几办声气词过话了确复读着剧台称赞师终报术"
    "?!,;:() ",
)
PATIENCE = frozenset({"耐心", "patient", "patiently"})  # theirs is kind, the customer's own is at its end
KINDS: dict[Kind, str] = {
    "thanks": (
        r"不胜感激|感激不尽|不知道?(?:该|要)?(?:怎么|如何|怎样)(?:感谢|谢谢?)(?:你们?|您|才好)*|感恩|感激|感谢|谢谢?啦|谢了|多谢|谢谢|谢过"
        r"|(?:你们?|您|大家)?(?:真是|真的|太)?辛苦(?:了|啦|你们?了?|您了?|大家了?)|(?:给|让)你们?添麻烦了|麻烦(?:你们?|您|大家)(?:了|啦)|有劳(?:了|您|你)|有心了"
        r"|thank(?:s| you| u)|\bthx\b|grateful|appreciate(?:d)?"
    ),
    "understood": (
        r"(?:我|都|也|完全|能|可以|很|十分|非常)理解(?:你们?|您|了|的|,|\.|。|$)|理解(?:了|啦)|(?:听|弄|搞|全|都|我|就|这下|现在)?(?:明白|清楚|懂)(?:了|啦)|了解(?:了|啦)"
        r"|可以接受|能接受|i (?:fully |completely |do )?understand|understood|makes sense|that is clear"
    ),
    "warm": (
        r"暖心|暖暖的|温暖|温馨|有温度|有人情味|贴心|窝心|感动|放心(?:了|啦|多了)|安心(?:了|啦|多了)|踏实(?:了|多了)|耐心|用心|细心|热心|热情|亲切|周到|体贴"
        r"|(?:被|受到?)(?:重视|尊重)|把(?:我|我们|客户|顾客)(?:当|放在)(?:朋友|家人|亲人|心)|(?:终于|总算)有人管|有人管(?:了|就好)|态度(?:真|很|非常|特别|都)*好|(?:会|能)为(?:我|客户|顾客)(?:着想|考虑)"
        r"|heart-?warming|touched|caring|thoughtful|patient(?:ly)?\b|so kind|very kind|kind (?:of you|words)|felt (?:heard|looked after|respected)|cared (?:about|for)"
    ),
    "glad": (
        r"满意|太好(?:了|啦)|真好|很好|挺好|蛮好|非常好|很棒|真棒|太棒(?:了|啦)|给力|点赞|好评|开心|高兴|惊喜|靠谱|不错|省心|专业"
        r"|satisfied|happy (?:with|about|now|to)|great|excellent|awesome|wonderful|well done|brilliant"
    ),
}
ROBOTIC = (
    r"(?:像|跟|和|同|好似|如同|似|以为(?:是|在跟|在和)?|就是|(?:感觉|觉得)(?:是|在(?:跟|和))?)(?:是|在|个|一个|一台|台|跟|和|冷冰冰的|没有感情的|语音)*机器人|机器人(?:似的|一样|一般|腔|口吻|式的)"
    r"|(?:像|跟|似)(?:是|在)*(?:背|念|读)(?:书|经|剧本)|(?:像|跟|似)?(?:是|在)?(?:背|念|读)(?:课文|台词|稿子?|模板|话术)|照本宣科|照着(?:稿子?|模板|话术|台词)|复读机|(?:全|都|净)是(?:套话|官话|废话|模板)|套话|打官腔|官腔"
    r"|千篇一律|(?:态度|语气|口气|说话|回复|回答|答复|客服|服务员|你们)[^,。.!?;]{0,6}(?:冷冰冰|冰冷)|机械(?:式|地|的回|回)|没有?(?:一点)?(?:人情味|感情|温度)|一字不差"
    r"|(?:like|as) (?:a |an )?(?:robot|machine|bot|answering machine)\b|robotic|scripted|(?:from|off) a script|read(?:ing)? (?:a|the|from) script|canned (?:repl(?:y|ies)|answers?|responses?)|copy[- ]?paste[d]?"
)
DENIED = re.compile(
    r"不是|并不|并非|不太|不怎么|不够|不算|谈不上|称不上|说不上|没有|没|不|未|无|毫无|别|休想|难以|感受不到|感觉不到"
    r"|\b(?:not|no|never|hardly|without|cannot|nothing)\b|n't\b"
)
NOT_DENYING = re.compile(  # hold 不, 没, 别, 无 and deny nothing
    r"不过|不然|不料|不久|不好意思|不客气|不错|不少|不愧|不得不说?|不仅|不但|不光|不只|不管|不论|差不多|不用担心|不一样|没想到|想不到|没关系|没事了?|没问题|没得说|没话说|没毛病|没的说|无论|无比|无微不至|特别|个别"
    r"|不知不觉|毫不犹豫|\bnever (?:had|seen|met|known|felt|experienced)(?: any\w*)?(?= )|不停(?:地|的)|不断(?:地|的)?|从来没(?:有)?(?:见|遇)(?:到)?过|不厌其烦|可不可以|能不能|是不是|有没有|no problem|not only|no doubt|nothing but"
)
WISHED = re.compile(
    r"希望|要是|如果|假如|应该|应当|建议|请你?们?|拜托|能不能|可不可以|才(?:会|能|叫|算)|要求|缺乏|缺少|缺(?:了|点)?|少(?:了|点)?|怎么|如何|谁|哪里|哪儿|哪有|哪来|难道|凭什么|什么叫|何谈|所谓"
    r"|\b(?:should|could you|wish|hope|if|who|how)\b"
)
LESS_AFTER = re.compile(
    r"^(?:,)?(?:一点|点|些|一些|度|个屁|个鬼|个头|才怪|吗|么|不起来|不了|不到|什么|不够|不足|太差|有限|极差|差|很差|欠缺|为零|过度)"
)
IRONY_AFTER = re.compile(
    r"不作为|浪费|白跑|白等|耽误|坑|骗|害我|害得|折腾|推诿|敷衍|推来推去|踢皮球|拖(?:了|延|着|到|这么)|让我(?:们)?(?:等了|白|多等|损失|难受)|毁|恶心|气死|气我|全家|八辈|祖宗|的无能|for nothing|for wasting|for ruining|for ignoring"
)
IRONY_UNDONE = re.compile(r"没有?|抓|识破|不再|解决|处理|追回|避免|免得|弥补|补偿|赔")
IRONY_ANYWHERE = re.compile(r"呵呵|🙄|😒|真行啊|真有你们的|反话|讽刺|\bsarcas|yeah right|太讽刺")
SPENT_BEFORE = re.compile(
    r"(?:我|我们|客户|顾客|用户|人家?)的?$|磨|考验|失去|耗|挑战|用光|透支|\bi(?:'m| am|'ve| have| was)\b"
)
SPENT_AFTER = re.compile(
    r"^(?:也|都|已经?|早就?|早已|快要?|全|真的|被|一点点)*(?:没了|没有了|用完|用光|用尽|磨|耗|快?到头|到了?极限|到此为止|有限度)"
)
CHEATED = re.compile(r"忽悠|骗(?:子|人|我|了|钱|局|得)|坑人|割韭菜|scam|liars?\b|fraud")
CHEATED_UNDONE = re.compile(r"没有?|不|别|抓|追|防|识破|帮|避免|怕|以为|not |n't |never ")
ONCE_MORE = re.compile(
    r"又(?:要|得|是|让我|给我)*再?(?:等|拖|延|推|坏|错|漏|扣|涨|没)|还(?:要|得)(?:再)?等|\b(?:another|yet another|one more|more) (?:delay|week|day|month|excuse|problem|mistake|wait)"
    r"|\bstill (?:waiting|nothing|no )"
)
SNEER = re.compile(r"(?:收|扣|抢|要)钱(?:的时候)?|(?:最|倒|可真)积极")
SAID_AWAY = re.compile(
    r"^(?:的话|二字|两个字|什么的)?(?:就|也|都)?(?:不用|不必|不需要|免|别|少)(?:再)?(?:说|讲|提|谢|了吧|来这套)"
)
ASKED = re.compile(r"请|麻烦|帮我|帮忙|能否|能不能|可不可以|是否|希望|尽快|速|please|could you|can you|kindly")
COUNTS_AS_THANKS = re.compile(r"(?:给|让)你们?添麻烦了|麻烦(?:你们?|您|大家)(?:了|啦)")
REFUSED = re.compile(r"(?:不用|不需要|不要|不必)(?:了|再打了?|打了)?[, ]*$|\bno,?\s*$")
NO_THANKS = re.compile(r"^谢谢(?:惠顾|观看|合作|参与)|^thanks? to (?:your|the) (?:delay|mistake|error)")
CLAUSE = re.compile(r"[^,，。.!?;\n:、~…]+[,，。.!?;\n:、~…]*")
SENTENCE = re.compile(r"[^。.!?;\n]+[。.!?;\n]*")


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` to `end` of the text, as written, and what they say."""

    start: int
    end: int
    text: str
    kind: Kind


def warm_words(text: str) -> list[Hit]:
    """The customer's own kind words in the first 5,000 characters, in their order; none overlap. Pure, under a millisecond.

    `thanks`, `understood`, `warm` and `glad` are the kinds; what is denied, asked, wished, ironic or mere manners is left
    out.
    """
    text = text[:MOST_TEXT]
    plain = _plain(text)
    found = [Hit(start, end, text[start:end], kind) for start, end, kind in _kind_words(plain)]
    return _apart(found)


def robotic_remarks(text: str) -> list[Hit]:
    """Where the customer says that we sounded like a machine or a text read out (requirements S0: 像背课文)."""
    text = text[:MOST_TEXT]
    plain = _plain(text)
    found = []
    for match in _ROBOTIC.finditer(plain):
        before = _masked(_clause_before(plain, match.start()))
        own = match[0].startswith(("没", "不"))  # 没有人情味 denies itself
        if (own or not DENIED.search(before)) and not _own_denial(match[0]):
            found.append(Hit(match.start(), match.end(), text[match.start() : match.end()], "robotic"))
    return _apart(found)


def _plain(text: str) -> str:
    """Lower, simplified, half-width marks; as long as the text, so that places fit."""
    folded = text.translate(PLAIN)
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)


def _kind_words(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for sentence in SENTENCE.finditer(plain):
        if IRONY_ANYWHERE.search(sentence[0]) or _is_cheated(sentence[0]):
            continue
        for kind, pattern in _PATTERNS.items():
            for match in pattern.finditer(plain, sentence.start(), sentence.end()):
                if _counts(plain, match, kind, sentence):
                    yield match.start(), match.end(), kind


def _counts(plain: str, match: re.Match[str], kind: Kind, sentence: re.Match[str]) -> bool:
    said, after = match[0], _clause_after(plain, match.end())
    if kind == "thanks":
        return _is_thanks(plain, match, sentence, after)
    before = _masked(_clause_before(plain, match.start()))
    if said != "不错" and DENIED.search(_near(before, said)):
        return False
    if kind == "glad" and ONCE_MORE.search(plain[match.end() : sentence.end()]):
        return False
    if said in PATIENCE and (SPENT_BEFORE.search(before) or SPENT_AFTER.match(after)):
        return False
    return not (WISHED.search(before) or LESS_AFTER.match(after) or _is_question(after))


def _is_thanks(plain: str, match: re.Match[str], sentence: re.Match[str], after: str) -> bool:
    said, before = match[0], _masked(_clause_before(plain, match.start()))
    if said.startswith(("不胜", "不知")):
        return True
    if (
        DENIED.search(_near(before, said))
        or SAID_AWAY.match(after)
        or SNEER.search(plain[match.end() : sentence.end()])
    ):
        return False
    if re.search(r"难道|凭什么|为什么要?|谁要|还要我|还得|我得|必须", before):
        return False
    whole = plain[sentence.start() : match.start()]
    if REFUSED.search(whole) or NO_THANKS.match(plain[match.start() :]):
        return False
    mocks = re.search(r"(?:可|还|我)?真(?:的|是|得|要)", before)
    after_all = plain[match.end() : sentence.end()] if mocks else after
    if irony := IRONY_AFTER.search(after_all):
        return bool(IRONY_UNDONE.search(after_all[: irony.start()]))
    asks = ASKED.search(COUNTS_AS_THANKS.sub("", whole))
    is_last = not after.strip(" ,.!。~你们您了啦啊哈的")
    return not (asks and is_last)


def _near(before: str, said: str) -> str:
    """As much of the clause before a word as may deny it: English says it with more letters."""
    return before[-(BEFORE_ENGLISH if said.isascii() else BEFORE) :]


def _is_cheated(sentence: str) -> bool:
    """Who calls us swindlers means no kind word of the same sentence, unless the cheat was kept off."""
    cheat = CHEATED.search(sentence)
    return cheat is not None and not CHEATED_UNDONE.search(sentence[: cheat.start()])


def _is_question(after: str) -> bool:
    return bool(re.search(r"(?:吗|么|呢)?\?|(?:吗|么)[,。.!]?$", after))


def _clause_before(plain: str, at: int) -> str:
    return re.split(r"[,，。.!?;\n:、~…]", plain[max(0, at - 30) : at])[-1]


def _clause_after(plain: str, at: int) -> str:
    """The rest of the clause, with the mark that ends it."""
    rest = CLAUSE.match(plain, at)
    if rest:
        return rest[0]
    return plain[at : at + 1]


def _masked(before: str) -> str:
    return NOT_DENYING.sub(lambda match: "·" * len(match[0]), before)


def _own_denial(said: str) -> bool:
    return bool(re.search(r"不是(?:个|一个)?机器人", said))


def _apart(found: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for one in sorted(found, key=lambda hit: (hit.start, hit.start - hit.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


_PATTERNS: dict[Kind, re.Pattern[str]] = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
_ROBOTIC = re.compile(ROBOTIC)
