"""What a mark is, and what a weighing leaves behind."""

from collections.abc import Sequence
from dataclasses import dataclass

HOW = ("patterns", "name", "case", "time", "steps", "short", "wording")
"""How a mark is found: wordings; the customer's name; words of the own case; a time; other marks in this order; fewer
characters than `least`; what the wording rules of a kind find."""

WHEN = ("first", "later", "upset", "quality", "service", "delay")
"""In which situations a mark counts: all of those it names must hold. `first`: our first answer to this customer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`points`: above 0 it is something to reach, below 0 each finding costs as much. `needs`: codes of other marks
    (`steps`, all of them, in this order where `ordered`), or kinds of wording rules (`wording`)."""

    code: str
    how: str
    points: int
    patterns: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    when: frozenset[str] = frozenset()
    ordered: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the bill: what was found where (characters), or (`start` −1) that it is missing or has no place."""

    code: str
    points: int
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Weight:
    """`score` 0-100. `gained` and `lost` make it up together with `possible`; `missing` could have been gained."""

    score: int
    possible: int
    gained: Sequence[Reason]
    lost: Sequence[Reason]
    missing: Sequence[str]
