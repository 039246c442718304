"""Tells a mere "thank you" from something that needs an answer."""

import re

from huisheng.kit.text import fold

_THANKS = re.compile(
    r"(谢谢|多谢|感谢|辛苦了|好的|收到|明白了|知道了|没问题了|可以了|解决了|ok|okay|thanks|thank you|got it)"
)
_OPEN_END = re.compile(
    r"(\?|？|但|可是|不过|还没|没有|怎么|为什么|什么时候|请问|能不能|再|又|but|when|why|how|still|not)"
)
LONGEST = 30  # characters; a longer thank-you usually carries something else


def is_thanks(text: str) -> bool:
    """True for short thanks without a question or an open problem; in doubt False, so that a person looks."""
    folded = fold(text)
    return len(folded) <= LONGEST and bool(_THANKS.search(folded)) and not _OPEN_END.search(folded)
