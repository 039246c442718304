"""Where the words of a search stand in an excerpt. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text; `hit` = one of the words that were looked for."""

    text: str
    hit: bool


def marked(text: str, words: Iterable[str]) -> list[Part]:
    """The text in pieces, so that a screen can mark the hits without building HTML from strings."""
    wanted = sorted({re.escape(word) for word in words if word}, key=len, reverse=True)
    if not wanted:
        return [Part(text, hit=False)] if text else []
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return [Part(piece, hit=bool(at % 2)) for at, piece in enumerate(pieces) if piece]
