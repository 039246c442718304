"""Amounts of money: stored as fen (1/100 yuan), written and read as yuan."""

import re
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_FEN = 100_000_000  # a million yuan: what is more was mistyped
WORDS: dict[str, str | Promise] = {
    "missing": _("Please write an amount in yuan, like 50."),
    "no_number": _("This is no amount. Please write a number, like 50 or 49.90."),
    "too_little": _("The amount must be more than zero."),
    "too_fine": _("An amount has at most two decimals, like 49.90."),
    "too_much": _("The amount is too large: at most %(most)s yuan."),
}
_NUMBER = re.compile(r"[-−－]?\d+(\.\d+)?")


class AmountError(ValueError):
    """Not an amount we take; `code` is one of WORDS, `words` says it to people."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code

    @property
    def words(self) -> str:
        return str(WORDS[self.code]) % {"most": yuan(MOST_FEN)}


def yuan(fen: int) -> str:
    """5000 → "50", 4990 → "49.90", 1234500 → "12,345": yuan as people read them."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}" + (f".{rest:02}" if rest else "")


def fen_of(text: str) -> int:
    """ "50", "49.9", "¥1,200" or "1200元" → fen. Raises AmountError for anything else, and above a million yuan."""
    bare = (
        text.strip().removeprefix("¥").removeprefix("￥").removesuffix("元").replace(",", "").replace("，", "").strip()
    )
    if not _NUMBER.fullmatch(bare):
        raise AmountError(text, "no_number" if bare else "missing")
    if not bare[0].isdigit():
        raise AmountError(text, "too_little")
    if len(bare.partition(".")[2]) > 2:
        raise AmountError(text, "too_fine")
    if Decimal(bare) * 100 > MOST_FEN:
        raise AmountError(text, "too_much")
    return int(Decimal(bare) * 100)
