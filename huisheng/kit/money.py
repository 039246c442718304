"""Amounts of money: stored as fen (1/100 yuan), written and read as yuan."""

import re
from decimal import Decimal

MOST_FEN = 100_000_000  # a million yuan: what is more was mistyped
_AMOUNT = re.compile(r"^\d{1,9}(\.\d{1,2})?$")


def yuan(fen: int) -> str:
    """5000 → "50", 4990 → "49.90", 1234500 → "12,345": yuan as people read them."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}" + (f".{rest:02}" if rest else "")


def fen_of(text: str) -> int:
    """ "50", "49.9", "¥1,200" or "1200元" → fen. Raises ValueError for anything else, and above a million yuan."""
    bare = (
        text.strip().removeprefix("¥").removeprefix("￥").removesuffix("元").replace(",", "").replace("，", "").strip()
    )
    if not _AMOUNT.match(bare):
        raise ValueError(text)
    fen = int(Decimal(bare) * 100)
    if fen > MOST_FEN:
        raise ValueError(text)
    return fen
