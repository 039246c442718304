"""What a wording rule is, and what it finds."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["hint", "ask", "block"]
WEIGHT: dict[str, int] = {"hint": 0, "ask": 1, "block": 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """`patterns`: wordings as `pattern.py` reads them; none for what finds repetitions. `unless_time`: a sentence that
    names a time is fine (「尽快，最晚明天中午」)."""

    ident: int
    kind: str
    severity: str
    why: str
    patterns: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    unless_time: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """One place of a text, characters `start` to `end`, which a rule does not like."""

    rule: Rule
    start: int
    end: int
    found: str

    @property
    def key(self) -> str:
        """The same words of the same rule are one question to the writer."""
        return f"{self.rule.ident}:{self.found}"
