"""Read a text against the rules of a house. Pure; a text of 2,000 characters takes a few milliseconds."""

import re
from collections.abc import Iterable, Iterator, Sequence

from .pattern import compiled
from .repeats import repeats_in
from .shapes import WEIGHT, Hint, Rule

MOST_TEXT = 20_000  # characters, as long as a message may be
QUOTED = re.compile(
    r"「[^」\n]{0,200}」|『[^』\n]{0,200}』|“[^”\n]{0,200}”|\"[^\"\n]{0,200}\"|^[ \t]*[>＞].*$", re.MULTILINE
)
SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]|$)")
CLAUSE_END = re.compile(r"[。！？!?；;\n，,：:]")
DENIED = re.compile(  # just before the words, in the same clause: they are denied, not said
    r"(?:不是|并非|而非|不会(?:再)?(?:说|让您觉得|跟您说)?|绝不(?:会)?(?:说)?|不能(?:只|光|总)?(?:说)?|不再(?:说)?|不想(?:只)?(?:说)?|别(?:只)?(?:说)?"
    r"|(?:不用|不必|不需要|无需|不会让|不让|不再让)(?:您|你)?)[“「\"]?$"
    r"|\b(?:not|never|instead of|rather than|no longer)(?: just| only| say| saying)?\s+$",
    re.IGNORECASE,
)


TIME = re.compile(  # a day or an hour, however rough: more than a promise must say, enough to be no empty word
    r"\d{1,2}\s*[:：点时]|[一二三四五六七八九十两]点|[今明后](?:天|日|早|晚)|(?:周|星期)[一二三四五六日天]"
    r"|[\d一二三四五六七八九十两半]\s*(?:分钟|个?小时|天|日|个?工作日)"
    r"|\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|noon)\b"
    r"|\b\d+\s*(?:minutes?|hours?|days?|a\.?m|p\.?m)\b",
    re.IGNORECASE,
)


def find_hints(text: str, rules: Iterable[Rule], *, said_before: Sequence[str] = ()) -> list[Hint]:
    """What the rules find, in the order of the text; of two that overlap the graver, then the longer one.

    Left out: quoted words (「」, “”, lines with >), since they are the customer's; what is denied (「不会再说…」); a vague
    word whose sentence names a time. `said_before`: our earlier words in this conversation, for repetitions.
    """
    text = text[:MOST_TEXT]
    quoted = [match.span() for match in QUOTED.finditer(text)]
    timed = _timed(text)
    found: list[Hint] = []
    for rule in rules:
        spans = _spans(text, rule) if rule.patterns else repeats_in(text, said_before)
        for start, end in spans:
            if _inside(start, end, quoted) or (_denied(text, start) and rule.patterns):
                continue
            if rule.unless_time and _inside(start, end, timed):
                continue
            found.append(Hint(rule, start, end, text[start:end]))
    return _apart(found)


def times_in(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names a day or an hour, however rough."""
    yield from (match.span() for match in TIME.finditer(text))


def graver(hints: Iterable[Hint], than: str) -> list[Hint]:
    """Those at least as grave as `than` (hint, ask, block)."""
    return [one for one in hints if WEIGHT[one.rule.severity] >= WEIGHT[than]]


def _spans(text: str, rule: Rule) -> Iterator[tuple[int, int]]:
    for pattern in rule.patterns:
        yield from (match.span() for match in compiled(pattern).finditer(text) if match[0])


def _timed(text: str) -> list[tuple[int, int]]:
    """The sentences that name a time."""
    return [match.span() for match in SENTENCE.finditer(text) if TIME.search(match[0])]


def _inside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in spans)


def _denied(text: str, start: int) -> bool:
    before = CLAUSE_END.split(text[max(0, start - 20) : start])[-1]
    return bool(DENIED.search(before))


def _apart(found: list[Hint]) -> list[Hint]:
    kept: list[Hint] = []
    for one in sorted(found, key=lambda hint: (-WEIGHT[hint.rule.severity], hint.start - hint.end, hint.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda hint: hint.start)
