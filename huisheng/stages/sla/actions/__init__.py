"""The verbs of the clocks: start them, let them wait, meet them, ring; and write the policies behind them."""

from huisheng.stages.sla.checks import CommitmentDraft

from .follow import follow_grade
from .meet import meet, stop_clocks
from .pause import hold_clocks, release_clocks
from .policies import PolicyRefused, retire_policy, save_policy, switch_policy
from .ring import ring_due
from .start import start_clocks

__all__ = [
    "CommitmentDraft",
    "PolicyRefused",
    "follow_grade",
    "hold_clocks",
    "meet",
    "release_clocks",
    "retire_policy",
    "ring_due",
    "save_policy",
    "start_clocks",
    "stop_clocks",
    "switch_policy",
]
