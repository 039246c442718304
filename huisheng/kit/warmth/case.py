"""What is known of the case a reply is about: enough to see whether it speaks of this customer or of anybody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from huisheng.kit.text import fold

RUN = re.compile(r"[\u4e00-\u9fffa-z0-9]{2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[a-z][a-z'-]{4,}")
NUMBER = re.compile(r"[a-z]*[0-9][0-9a-z-]{3,}")
POLITE = re.compile(  # what everybody says to everybody, and the small words between
    r"谢谢|感谢|您好|你好|麻烦|请问|可以|怎么|什么|没有|一下|这个|那个|还是|已经|不是|就是|问题|处理|反馈|客服|[的了是我您你他她们吗呢吧啊在有和与就都也还不没给为把被让请]"
)
ANYBODY = frozenset(
    {"about", "after", "again", "because", "before", "could", "from", "have", "hello", "issue", "please", "problem"}
    | {"still", "thank", "thanks", "their", "there", "these", "they", "this", "today", "what", "when", "where", "which"}
    | {"would", "your"}
)
TITLES = (
    "先生",
    "女士",
    "小姐",
    "老师",
    "师傅",
    "阿姨",
    "叔叔",
    "大爷",
    "大妈",
    "主任",
    "经理",
    "总",
    "姐",
    "哥",
    "叔",
    "姨",
    "工",
)


@dataclass(frozen=True, slots=True)
class Case:
    """`name`: what the customer is called. `words`: `own_words` of what the customer wrote, with the order number.
    `when`: the situations that hold (`shapes.WHEN`)."""

    name: str = ""
    words: frozenset[str] = field(default_factory=frozenset)
    when: frozenset[str] = frozenset()

    @property
    def calls(self) -> tuple[str, ...]:
        """Ways to call the customer: 陈美兰 is also 陈女士 and 陈姐; 赵先生 is also 赵师傅."""
        name = self.name.strip()
        if not name or not CHINESE.match(name):
            return (name,) if name else ()
        return (name, *(name[0] + title for title in TITLES))


def own_words(texts: Iterable[str], *numbers: str) -> frozenset[str]:
    """What tells this case from others: pairs of Chinese characters without set phrases, long words, numbers."""
    found: set[str] = {fold(one) for one in numbers if len(one) > 3}
    for text in texts:
        folded = POLITE.sub(" ", fold(text))
        for run in RUN.findall(folded):
            found.update(pair for at in range(len(run) - 1) if CHINESE.search(pair := run[at : at + 2]))
        found.update(one for one in LATIN.findall(folded) if one not in ANYBODY)
        found.update(NUMBER.findall(folded))
    return frozenset(found)
