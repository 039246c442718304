"""Simple patterns that anybody can write: 我们(也|)没办法 · 给您*不便. Read as bounded regular expressions.

`*` = up to 10 characters of the same clause, `(a|b)` = one of these, `(a|)` = perhaps. All else stands for itself; blanks
are as many blanks as one likes, case does not matter, and Latin words are whole words.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused

LONGEST = 100  # characters of one pattern
LEAST_SAID = 2  # characters that stand for themselves: less would hit everywhere
GAP = r"[^。！？!?；;\n，,]{0,10}?"
PIECE = re.compile(r"[*()|]|\s+|[^*()|\s]+")
SAID = re.compile(r"[^\s*()|]")


class PatternRefused(Refused):
    code = "pattern_refused"


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression of a simple pattern. Raises PatternRefused for one that is empty, too long or whose brackets do
    not close."""
    written = pattern.strip()
    if len(SAID.findall(written)) < LEAST_SAID:
        raise PatternRefused(_("“%(pattern)s” is too short: it would hit everywhere."), pattern=pattern)
    if len(written) > LONGEST:
        raise PatternRefused(_("A pattern has at most 100 characters."), pattern=pattern)
    read = "".join(map(_piece, PIECE.findall(written)))
    front = r"(?<![a-z])" if written[0].isascii() and written[0].isalpha() else ""
    back = r"(?![a-z])" if written[-1].isascii() and written[-1].isalpha() else ""
    try:
        return re.compile(f"{front}{read}{back}", re.IGNORECASE)
    except re.error as broken:
        raise PatternRefused(_("The brackets of “%(pattern)s” do not fit."), pattern=pattern) from broken


def spoken(pattern: str) -> str:
    """A pattern as one would say it: of several ways the first, … for what may stand between."""
    said = re.sub(r"\(([^()|]*)(?:\|[^()]*)?\)", r"\1", pattern)
    return (said if said == pattern else spoken(said)).replace("*", "…")


def _piece(piece: str) -> str:
    if piece.isspace():
        return r"\s+"
    return {"*": GAP, "(": "(?:", ")": ")", "|": "|"}.get(piece) or re.escape(piece)
