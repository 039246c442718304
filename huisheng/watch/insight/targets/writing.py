"""Amounts as people type them for a target, and as a form shows them again. Pure but for the language."""

import re

from huisheng.kit.money import fen_of
from huisheng.watch.insight.metrics.shape import Unit

AMOUNT = re.compile(r"([+-]?\d{1,9}(?:\.\d{1,3})?)\s*([^\d\s.]*)")
SECONDS = {
    "s": 1, "秒": 1, "秒钟": 1, "": 60, "m": 60, "min": 60, "分": 60, "分钟": 60, "h": 3600, "时": 3600, "小时": 3600,
    "d": 86400, "天": 86400, "日": 86400,
}  # fmt: skip
SHORT = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
BOUNDS = {Unit.SHARE: (0, 1), Unit.STARS: (1, 5), Unit.SCORE: (0, 100), Unit.NPS: (-100, 100), Unit.MEAN: (0, 1000)}
MOST = 10**9


def amount_of(text: str, unit: Unit) -> float:
    """ "90%" or "90" → 0.9, "48 h" or "48 小时" → 172800, "10" (minutes) → 600, "4.5", "−5" for NPS, "¥50" → 5000.

    Raises ValueError for what is no such amount.
    """
    bare = text.strip().replace("−", "-").replace("％", "%").lower()
    if unit is Unit.MONEY:
        return float(fen_of(bare))
    match = AMOUNT.fullmatch(bare)
    if not match:
        raise ValueError(text)
    number, word = float(match[1]), match[2]
    if unit is Unit.TIME:
        if word not in SECONDS:
            raise ValueError(text)
        number *= SECONDS[word]
    elif word not in {"", "%"} or (word == "%" and unit is not Unit.SHARE):
        raise ValueError(text)
    amount = number / 100 if unit is Unit.SHARE else number
    least, most = BOUNDS.get(unit, (0, MOST))
    if not least <= amount <= most:
        raise ValueError(text)
    return amount


def percent_of(text: str) -> float:
    """A change in per cent: "-20", "−20%", "+30". Raises ValueError; below −100 nothing is left to lose."""
    match = AMOUNT.fullmatch(text.strip().replace("−", "-").replace("％", "%"))
    if not match or match[2] not in {"", "%"} or not -100 <= float(match[1]) <= 1000:
        raise ValueError(text)
    return float(match[1])


def typed(amount: float | None, unit: Unit) -> str:
    """The amount as one would type it: "90%", "48 h", "4.5"; "" for None."""
    if amount is None:
        return ""
    if unit is Unit.SHARE:
        return f"{100 * amount:.10g}%"
    if unit is Unit.MONEY:
        return f"{amount / 100:.10g}"
    if unit is Unit.TIME:
        size, word = next((one for one in SHORT if amount >= one[0] and not amount % one[0]), SHORT[-1])
        return f"{amount / size:.10g} {word}"
    return f"{amount:.10g}"
