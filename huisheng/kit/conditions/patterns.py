"""Regular expressions that rule authors may write, kept from running away.

`*`, `+` and `{n,}` reach over at most 40 characters, and an expression that could try more than 100,000 ways from
one place is refused before it ever meets a text: no timeout is needed.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from huisheng.kit.conditions.shapes import ConditionError

MAX_PATTERN = 300
REACH = 40
MAX_WAYS = 100_000.0
TOKEN = re.compile(
    r"""\\(?:[1-9]|[gk]<?|.)|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\((?:\?(?:P[<=]\w*[>]?|<?[=!]|[^)]))?|\)"""
    r"""|(?:[*+?]|\{\d*,?\d*\})[?+]?|.""",
    re.DOTALL,
)
QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d*)(,?)(\d*)\})([?+]?)\Z")
ALLOWED_OPENINGS = ("(", "(?:", "(?=", "(?!", "(?<=", "(?<!")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """The bounded expression, ignoring case. Raises ConditionError when it is broken, too long or too costly."""
    if not isinstance(pattern, str) or not pattern:
        raise ConditionError(_("the pattern is empty"))
    if len(pattern) > MAX_PATTERN:
        raise ConditionError(_("the pattern is longer than 300 characters"))
    try:
        re.compile(pattern)
        bounded, ways = _bounded(pattern)
        if ways > MAX_WAYS:
            raise ConditionError(_("the pattern is too costly: use fewer * and +, and do not nest them"))
        return re.compile(bounded, re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as broken:
        raise ConditionError(_("the pattern cannot be read")) from broken


def _bounded(pattern: str) -> tuple[str, float]:
    """The expression with every open repeat closed, and an upper bound of the ways it can match from one place."""
    tokens = list(TOKEN.findall(pattern))
    text, ways, _end = _alternatives(tokens, 0)
    return text, ways


def _alternatives(tokens: list[str], at: int) -> tuple[str, float, int]:
    """One group's inside up to its bracket: ways of the alternatives add up, of a sequence multiply."""
    out, total, ways = [], 0.0, 1.0
    while at < len(tokens) and tokens[at] != ")":
        if tokens[at] == "|":
            out.append("|")
            total, ways, at = total + ways, 1.0, at + 1
            continue
        text, piece, at = _piece(tokens, at)
        out.append(text)
        ways *= piece
    return "".join(out), total + ways, at


def _piece(tokens: list[str], at: int) -> tuple[str, float, int]:
    """One atom with its quantifier."""
    token, ways = tokens[at], 1.0
    if re.match(r"\\[1-9gk]", token):
        raise ConditionError(_("back references are not allowed in patterns"))
    text, at = token, at + 1
    if token.startswith("("):
        if token not in ALLOWED_OPENINGS:
            raise ConditionError(_("only plain groups are allowed in patterns"))
        inside, ways, at = _alternatives(tokens, at)
        text, at = f"{token}{inside})", at + 1
    while at < len(tokens) and (hit := QUANTIFIER.match(tokens[at])) and tokens[at] not in ("{}", "{,}"):
        low, high = _limits(hit)
        text, ways, at = f"{text}{{{low},{high}}}{hit[5]}", _repeated(ways, low, high), at + 1
    return text, ways, at


def _limits(hit: re.Match[str]) -> tuple[int, int]:
    if hit[1]:
        return {"*": (0, REACH), "+": (1, REACH), "?": (0, 1)}[hit[1]]
    low = int(hit[2] or 0)
    if not hit[3]:
        return low, low
    return low, int(hit[4]) if hit[4] else max(low, REACH)


def _repeated(ways: float, low: int, high: int) -> float:
    if ways == 1.0:
        return float(max(1, high - low + 1))
    return sum(min(ways**n, MAX_WAYS * 10) for n in range(low, min(high, low + 1000) + 1))


def hits(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Where the expression matches, empty matches left out."""
    return (hit.span() for hit in compiled(pattern).finditer(text) if hit[0])
