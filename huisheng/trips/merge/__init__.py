"""Two tickets about one thing become one, can be looked at before, and can be taken back.

The words stay where they were said and are read as one conversation. What still runs goes along: open
requests, promises, an offer, compensation, calls, the earlier clocks, watchers, who may see it, parts and addresses.
"""

from .moves import CannotMerge, merge
from .plan import Plan, plan_merge
from .undo import CannotUndo, merge_in_force, undo_is_over, undo_merge, why_no_undo

__all__ = [
    "CannotMerge",
    "CannotUndo",
    "Plan",
    "merge",
    "merge_in_force",
    "plan_merge",
    "undo_is_over",
    "undo_merge",
    "why_no_undo",
]
