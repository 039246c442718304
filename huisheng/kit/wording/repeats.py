"""What was said before in the same conversation, word for word (requirements A9: 「像在念稿」)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from huisheng.kit.text import fold

CLAUSE = re.compile(r"[^。！？!?；;\n，,]+[。！？!?；;，,]?")
SILENT = re.compile(r"[\s。！？!?；;，,：:、.~～…—\-()（）]+")
DIGITS = re.compile(r"\d")
LEAST = 8  # characters: shorter ones are greetings
LEAST_LATIN = 24
FACTS = 4  # digits: a number, a date, an address is said twice for good reason


def repeats_in(text: str, before: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The stretches of a text that stand in one of the earlier texts; neighbours are one stretch."""
    known = {said for earlier in before for _start, _end, said in _clauses(earlier)}
    start = end = -1
    for begins, ends, said in _clauses(text) if known else ():
        if said not in known:
            continue
        if start >= 0 and begins - end > 1:
            yield start, end
            start = -1
        start, end = (begins if start < 0 else start), ends
    if start >= 0:
        yield start, end


def _clauses(text: str) -> Iterable[tuple[int, int, str]]:
    for match in CLAUSE.finditer(text):
        said = SILENT.sub("", fold(match[0]))
        least = LEAST_LATIN if said.isascii() else LEAST
        if len(said) >= least and len(DIGITS.findall(said)) < FACTS:
            lead = len(match[0]) - len(match[0].lstrip())
            yield match.start() + lead, match.start() + len(match[0].rstrip("。！？!?；;，, ")), said
