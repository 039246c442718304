"""Words a house does not like to hear: found in a text, each with the rule, where it stands and what to say instead.

`find_hints(text, rules, said_before=…)` reads; `shapes.py` says what a rule and a hint are; `pattern.py` reads the simple
patterns; `repeats.py` finds what was said word for word before.
"""

from .find import find_hints, graver, times_in
from .pattern import PatternRefused, compiled, spoken
from .shapes import WEIGHT, Hint, Rule, Severity

__all__ = [
    "WEIGHT",
    "Hint",
    "PatternRefused",
    "Rule",
    "Severity",
    "compiled",
    "find_hints",
    "graver",
    "spoken",
    "times_in",
]
