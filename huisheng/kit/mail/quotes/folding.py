"""Which lines are new. Old: what follows a separator or a written-out header, quotes at the end, signatures.

Kept: answers below a quote, and quotes between answers, which show what is answered. When nothing would be left (a
forwarded letter, a bare quote) all of it is the new text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from huisheng.kit.mail import bounds
from huisheng.kit.mail.quotes.attribution import attribution_start, runs_on
from huisheng.kit.mail.quotes.blocks import is_block
from huisheng.kit.mail.quotes.separators import is_rule, is_separator
from huisheng.kit.mail.signatures import signature_start

QUOTED = re.compile(r"^[ \t]{0,3}(?:>(?!_<)(?!\s?:\s*$)|[A-Z]{1,2}>(?=\s|$))")
EMPTY_TOP = re.compile(r"\A(?:[^\S\n]*\n)+")
WRAPS_AT = 60  # a quoted line as long as this may go on in an unmarked line
NEW, QUOTE, CREDIT, OLD = "new", "quote", "credit", "old"


@dataclass(frozen=True)
class Folded:
    """`reply` is what was newly written, `quoted` everything else, in order."""

    reply: str
    quoted: str


def fold(text: str, *, own: Iterable[str] = ()) -> Folded:
    """Part the new words from the old. `own`: the writer's name and address; a line that is only that is a signature."""
    lines = text.split("\n")
    looked = [line[: bounds.LINE].replace("&nbsp;", " ") for line in lines[: bounds.LINES]]
    marks = _mark(looked)
    _drop_end(looked, marks, frozenset(said.lower() for said in own if len(said) > 1))
    _settle_quotes(looked, marks)
    marks += [marks[-1] if marks else NEW] * (len(lines) - len(marks))
    reply = _join(line for line, mark in zip(lines, marks, strict=True) if mark == NEW)
    if not reply.strip():
        return Folded(_join(lines), "")
    return Folded(reply, _join(line for line, mark in zip(lines, marks, strict=True) if mark != NEW))


def _join(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    return re.sub(r"\n{4,}", "\n\n\n", EMPTY_TOP.sub("", text)).rstrip()


def _mark(lines: list[str]) -> list[str]:
    """NEW, QUOTE, CREDIT ("… wrote:") for every line; OLD from the first sign on that all the rest is old."""
    marks = [QUOTE if QUOTED.match(line) else NEW for line in lines]
    _mark_wrapped(lines, marks)
    written: list[int] = []  # new lines so far
    for at, line in enumerate(lines):
        if marks[at] != NEW or not line.strip():
            continue
        begin = at if is_separator(line) or runs_on(line) or is_block(lines, at) else None
        if begin is None and (start := attribution_start(lines, at)) is not None and marks[start] == NEW:
            marks[start : at + 1] = [CREDIT] * (at + 1 - start)
            while written and written[-1] >= start:
                written.pop()
            follows = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), None)
            begin = start if follows is not None and marks[follows] == NEW and written else None
        if begin is not None:
            return marks[:begin] + [OLD] * (len(lines) - begin)
        if marks[at] == NEW:
            written.append(at)
    return marks


def _mark_wrapped(lines: list[str], marks: list[str]) -> None:
    """The rest of a long quoted line, broken without a mark, between two quoted lines."""
    for at in range(1, len(lines) - 1):
        around = marks[at - 1] == marks[at + 1] == QUOTE and marks[at] == NEW
        if around and len(lines[at - 1]) >= WRAPS_AT and lines[at][:1].islower():
            marks[at] = QUOTE


def _drop_end(lines: list[str], marks: list[str], own: frozenset[str]) -> None:
    """From the end upwards: empty lines, quotes, rules above the old letter, signatures."""
    end = next((n for n, mark in enumerate(marks) if mark == OLD), len(marks))
    cut = end < len(marks)
    while end > 0:
        line = lines[end - 1]
        if not line.strip() or marks[end - 1] in (QUOTE, CREDIT):
            cut = cut or bool(line.strip())
            end -= 1
        elif cut and is_rule(line):
            end -= 1
        elif (start := signature_start(lines, marks, end, own)) is not None:
            end = start
        else:
            break
    marks[end:] = [OLD] * (len(marks) - end)


def _settle_quotes(lines: list[str], marks: list[str]) -> None:
    """Quotes that are answered below stay as they are; a single one at the top, with its "… wrote:", goes."""
    quotes = [at for at, mark in enumerate(marks) if mark == QUOTE and lines[at].strip()]
    if not quotes:
        return
    first, last = quotes[0], quotes[-1]
    above = any(lines[at].strip() and marks[at] == NEW for at in range(first))
    between = any(lines[at].strip() and marks[at] == NEW for at in range(first, last))
    credited = CREDIT in marks[:first] or _credit_inside(lines, first)
    if above or between or not credited:
        marks[:] = [NEW if mark == QUOTE else mark for mark in marks]


def _credit_inside(lines: list[str], first: int) -> bool:
    """Whether the quote begins with its own "… wrote:", quoted."""
    inside = [line.lstrip("> \t") for line in lines[first : first + 4]]
    return any(line and attribution_start(inside, at) is not None for at, line in enumerate(inside))
