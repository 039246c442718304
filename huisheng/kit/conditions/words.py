"""Words in text: folded, Latin words whole, and not counted where the customer denies them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_TEXT = 10_000  # characters of a text that are read
Span = tuple[int, int]
NEGATIONS = (
    "没有",
    "没",
    "无",
    "不",
    "未",
    "并非",
    "不是",
    "没有任何",
    "没有什么",
    "没什么",
    "not ",
    "no ",
    "without ",
)
# Directly before the word these only look like a denial: 不得不退款, 是不是漏发, 有没有破损, 差不多破损.
NO_DENIAL = re.compile(r"(?:不得不|不能不|不会不|不可不|无不|莫不|巴不|是不是|有没有|有无|(\w)不\1)$")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it was written and as it is compared, with the way back."""

    written: str
    text: str
    origin: tuple[int, ...] | None  # for each folded character its place in `written`; None = the same place

    def words(self, span: Span) -> str:
        """The written words of a span of the folded text."""
        start, end = span
        if self.origin is None:
            return self.written[start:end]
        return self.written[self.origin[start] : self.origin[end - 1] + 1]


class _Characters(dict[int, str]):
    """Each character's folded form, worked out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = unicodedata.normalize("NFKC", chr(code)).lower()
        return folded


CHARACTERS = _Characters()


@lru_cache(maxsize=256)
def folded(text: str) -> Folded:
    """The first 10,000 characters of a text, folded (NFKC, lower case). Many rules ask the same text: kept."""
    written = unicodedata.normalize("NFC", text[:MAX_TEXT])
    plain = written.translate(CHARACTERS)
    if len(plain) == len(written):
        return Folded(written, plain, None)
    return Folded(written, plain, tuple(i for i, char in enumerate(written) for _ in CHARACTERS[ord(char)]))


@lru_cache(maxsize=8192)  # rules ask for the same few thousand words again and again
def fold_word(word: str) -> str:
    """A word of a rule, folded the same way."""
    return unicodedata.normalize("NFC", word).strip().translate(CHARACTERS)


def occurrences(text: str, word: str) -> Iterator[Span]:
    """Where a folded word stands in a folded text. A Latin or digit edge must be the edge of a word there too."""
    at = text.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        if not _cuts(text, at, word[0]) and not _cuts(text, end, word[-1]):
            yield at, end
        at = text.find(word, at + 1)


def _cuts(text: str, at: int, edge: str) -> bool:
    """Whether a boundary at `at` would part two Latin letters or digits."""
    return 0 < at < len(text) and _latin(edge) and _latin(text[at - 1]) and _latin(text[at])


def _latin(char: str) -> bool:
    return char.isalnum() and (char.isascii() or "\u00c0" <= char <= "\u024f")


def denied(text: str, start: int) -> bool:
    """Whether 没有, 没, 无, 不, 未 … stands directly before this place."""
    before = text[max(0, start - 10) : start]
    if not before.endswith(NEGATIONS):
        return False
    return not NO_DENIAL.search(before)


def found(text: Folded, word: str, *, negation: bool = True, excused: Sequence[Span] = ()) -> Span | None:
    """The first place where a word counts: not denied (unless the word itself begins so) and not inside an excuse."""
    return next(counted(text, word, negation=negation, excused=excused), None)


def counted(text: Folded, word: str, *, negation: bool = True, excused: Sequence[Span] = ()) -> Iterator[Span]:
    """Every place where a word counts."""
    word = fold_word(word)
    guard = negation and not word.startswith(NEGATIONS)
    for start, end in occurrences(text.text, word):
        inside = any(begin <= start and end <= stop for begin, stop in excused)
        if not inside and not (guard and denied(text.text, start)):
            yield start, end


def excuses(text: Folded, phrases: Sequence[str], words: Sequence[str]) -> list[Span] | None:
    """Spans that `unless` phrases take out of the count. None: a phrase of its own, without any of the words, stands
    in the text and takes back everything.
    """
    spans: list[Span] = []
    for phrase in map(fold_word, phrases):
        hits = list(occurrences(text.text, phrase))
        if hits and not any(fold_word(word) in phrase for word in words):
            return None
        spans.extend(hits)
    return spans
