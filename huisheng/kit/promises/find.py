"""Both languages together; and whether what was found is ours to keep."""

import re
from collections.abc import Iterator

from .chinese import chinese_times
from .english import english_times
from .shapes import Spoken

CLAUSE = re.compile(r"[。！!？?；;\n，,、：:]|\.(?=\s|$)")
SENTENCE = re.compile(r"[。！!；;\n]|\.(?=\s|$)")
NOT_OURS = re.compile(  # before the time, in the same clause: the customer's part, a "cannot", what is over
    r"(?<![给为向跟与和帮替让对])您(?!的)|麻烦|请(?!放心|您放心)|如果|若|要是|无法|不能|没法|不敢|不保证|不一定|已经?在|已于|之前说"
    r"|\byou (?:can|may|must|have|could|should|need|want)\b|\b(?:please|cannot|can't|unable|not able|if|unless|won't|not)\b",
    re.IGNORECASE,
)
OURS_AGAIN = re.compile(r"\b(?:we|i)(?:'ll| will| shall)\b", re.IGNORECASE)
ASKS = re.compile(r"[吗么]?\s*[?？]|吗")


def find_promises(text: str) -> list[Spoken]:
    """The promised times of a text in order; none overlaps another."""
    found = sorted([*chinese_times(text), *english_times(text)], key=lambda one: (one.start, -one.end))
    kept: list[Spoken] = []
    for one in found:
        if (not kept or one.start >= kept[-1].end) and is_ours(text, one):
            kept.append(one)
    return kept


def is_ours(text: str, one: Spoken) -> bool:
    """Whether this is something we take upon ourselves: not the customer's part, no question, no refusal, no quote."""
    line = text[text.rfind("\n", 0, one.start) + 1 :]
    before, after = _clause_before(text[: one.start]), _until_the_end(text[one.end :])
    asked = ASKS.search(after)
    return not (line.lstrip().startswith((">", "＞")) or asked or _is_theirs(before))


def _is_theirs(before: str) -> bool:
    theirs = list(NOT_OURS.finditer(before))
    return bool(theirs) and not OURS_AGAIN.search(before, theirs[-1].end())


def _clause_before(text: str) -> str:
    return CLAUSE.split(text)[-1]


def _until_the_end(text: str) -> str:
    """The rest of the sentence, its question mark with it."""
    end = next((match.start() for match in _ends(text)), len(text))
    return text[:end]


def _ends(text: str) -> Iterator[re.Match[str]]:
    return SENTENCE.finditer(text)
