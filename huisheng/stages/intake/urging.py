"""Tells that a customer asks us to hurry (催办) from a plain question. The words are the house's own, written by hand.

Clause by clause, so that 「不急，什么时候方便都行」 and 「不用催」 are what they say. A house adds words of its own (`desk.urge_words`).
"""

import re

from huisheng.kit.text import fold

CLAUSES = re.compile(r"[，。！？；、,.!?;\n]+")
DOING = "到|好|处理|解决|回复|回我|答复|发货|发出|发走|发|补|换|退|修|寄|送|上门|联系|给我|给个|有结果|有人|完|弄|办|搞定|到账"
URGES = re.compile(
    "|".join(
        [
            r"(?<![不别没甭])催(?!化|眠|泪|产|熟|乳|吐|情)",
            r"怎么还(?:没|不|未|在)",
            r"(?:还|仍|一直|到现在|至今|迟迟)(?:都|也)?(?:是)?(?:没|未)(?:有)?(?:人|收到|消息|动静|结果|进展|下文|回|处理|解决|发|退|到|补|换|修|好|办|弄|搞|联系|给|音|着落)",
            rf"(?:还要|要|还得|得|需要|究竟|到底)?(?:等)?(?:多久|多长时间|几天|多少天)(?:才|能|可以|之?内)+(?:能|够)?(?:{DOING})",
            r"(?:还要|还得|到底|究竟)(?:再)?(?:等|要)?(?:多久|多长时间|几天)",
            r"要等到(?:什么时候|何时|猴年马月)",
            rf"(?:什么时候|何时|啥时候|几时)(?:才|能|可以|会)+(?:够|能)?(?:{DOING})",
            r"(?:到底|究竟)(?:什么时候|何时|啥时候)",
            r"(?:都|已经|又)?(?:等了|过了|拖了)(?:都|快|整整|足足)?(?:好几|几|半|一|两|二|三|四|五|六|七|八|九|十|\d+)(?:个)?(?:多)?(?:天|小时|钟头|周|星期|礼拜|月|工作日)",
            r"(?:\d+|[一两二三四五六七八九十几])(?:天|个星期|周|个月|个小时)了(?:还|都|也)?(?:没|不|未)?",
            r"(?:能不能|可不可以|可以|麻烦|请|拜托)?(?:快|快一|快些)(?:点|些)(?:处理|解决|发|回|办|给|退|补|换|送|安排|帮|吧|啊|呀)",
            r"(?:抓紧|加急|赶紧|赶快|速度|尽快|尽早|立刻|马上)(?:时间)?(?:帮我|给我|给个|处理|解决|发|回|办|退|补|换|安排|联系|落实)",
            r"(?:请|麻烦|帮我?|给我?)(?:加急|抓紧|催)",
            r"有(?:没有)?(?:什么)?(?:进展|结果|消息|下文|回音|眉目|着落)(?:了)?(?:吗|没有|没|么|嘛)",
            r"(?:有没有|有无)(?:进展|结果|消息|下文)",
            r"(?:进展|处理|进度|办|事情)(?:得)?(?:如何|怎么样|怎样|到哪)(?:了|一步|里)?",
            r"到哪(?:一)?步|什么进度|进度呢|结果呢|下文呢|人呢|回复呢|说法呢",
            r"(?:没人|没有人|无人|都不)(?:理|管|回|处理|联系|搭理)",
            r"(?:没|没有)(?:下文|动静|音讯|回音|音信)",
            r"等不(?:了|及|起)|不能再等|急(?:死|用|需|等|着用|着要)|十万火急|很急|特别急|非常急|太慢了?",
            r"\b(?:any (?:update|news|progress)|still (?:waiting|no|not|nothing)|how (?:much longer|long (?:will|do|does|must|until))|when will|hurry|asap|speed (?:it |this )?up"
            r"|no (?:reply|answer|response|news) (?:yet|so far)|haven'?t (?:heard|received|got)|what'?s taking|been (?:waiting|days|a week|weeks)|chasing|follow(?:ing)? up)\b",
        ]
    )
)
CALM = re.compile(
    r"不(?:太|很|那么|是很)?(?:着急|急|赶时间|催|用催|必催|需要催|想催)|没(?:有)?(?:在)?催|别催|甭催|慢慢来|不用(?:太)?(?:急|赶|加急|快)|不必(?:急|赶|加急)|不是(?:来)?催|什么时候(?:都|方便|有空)|何时都"
    r"|\b(?:no (?:rush|hurry)|not (?:urgent|in a hurry|chasing)|take your time|whenever)\b"
)
LONGEST = 2_000  # characters; what is longer urges in its first lines


def is_urging(text: str, *, more: str = "") -> bool:
    """True where some clause asks us to hurry and no clause says that it is not meant so. `more`: further words of the
    house, parted by spaces.
    """
    folded = fold(text[:LONGEST])
    if CALM.search(folded):
        return False
    own = fold(more).split()
    clauses = [clause for clause in CLAUSES.split(folded) if clause.strip()]
    return any(URGES.search(clause) or any(word in clause for word in own) for clause in clauses)
