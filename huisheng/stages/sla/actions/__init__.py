"""The verbs of the clocks: start them, heed what happens, ring; and write the policies behind them."""

from huisheng.stages.sla.checks import CommitmentDraft, LevelDraft

from .calendars import Followed, follow_calendar
from .carry import carry_clocks, clocks_to_carry, refresh_clocks
from .chains import ChainRefused, copy_chain, delete_chain, save_chain, switch_chain
from .families import switch_family
from .follow import follow_grade
from .heed import Heard, heed, meet, stop_clocks
from .policies import PolicyRefused, retire_policy, save_policy, switch_policy
from .ring import ring_due
from .start import start_clocks, start_given

__all__ = [
    "ChainRefused",
    "CommitmentDraft",
    "Followed",
    "Heard",
    "LevelDraft",
    "PolicyRefused",
    "carry_clocks",
    "clocks_to_carry",
    "copy_chain",
    "delete_chain",
    "follow_calendar",
    "follow_grade",
    "heed",
    "meet",
    "refresh_clocks",
    "retire_policy",
    "ring_due",
    "save_chain",
    "save_policy",
    "start_clocks",
    "start_given",
    "stop_clocks",
    "switch_chain",
    "switch_family",
    "switch_policy",
]
