"""How warm a reply is, said by its words: points with reasons, never a verdict out of a box (requirements A9).

`weigh(text, marks, case, hints)` gives a score of 0-100 and every reason for it; `shapes.py` says what a mark is,
`case.py` what is known of the case. Marks are data of the house; nothing here knows a sentence of its own.
"""

from .case import Case, own_words
from .shapes import HOW, WHEN, Mark, Reason, Weight
from .weigh import BASE, WARM, bound_of, weigh

__all__ = ["BASE", "HOW", "WARM", "WHEN", "Case", "Mark", "Reason", "Weight", "bound_of", "own_words", "weigh"]
