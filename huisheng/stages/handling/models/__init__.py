"""Solutions: what, by when, who (requirements S4); promises: a time, in a colleague's own words; what the customer is given
for the trouble; and what is not said yet: drafts, words that wait for their instant, tickets that somebody put off.
"""

from .amends import Compensation, CompensationLimit
from .desk import Macro, Reading, Snooze
from .unsent import Draft, DraftFile, Held, HeldFile
from .words import Promise, Solution

__all__ = [
    "Compensation",
    "CompensationLimit",
    "Draft",
    "DraftFile",
    "Held",
    "HeldFile",
    "Macro",
    "Promise",
    "Reading",
    "Snooze",
    "Solution",
]
