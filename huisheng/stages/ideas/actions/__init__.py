"""The verbs of the suggestion library."""

from .answering import (
    TELL_TASK,
    answer_suggestion,
    answer_words,
    check_answer,
    reachable,
    tell_proposer,
    tell_proposers,
    tell_the_rest,
    untold,
)
from .keeping import forget_wishes, keep_suggestion, support_suggestion, withdraw_vote
from .merging import merge_suggestions, split_off, undo_suggestion_merge
from .packing import month_due, pack_month
from .tending import move_suggestion, own_suggestion, reword_suggestion, show_suggestion

__all__ = [
    "TELL_TASK",
    "answer_suggestion",
    "answer_words",
    "check_answer",
    "forget_wishes",
    "keep_suggestion",
    "merge_suggestions",
    "month_due",
    "move_suggestion",
    "own_suggestion",
    "pack_month",
    "reachable",
    "reword_suggestion",
    "show_suggestion",
    "split_off",
    "support_suggestion",
    "tell_proposer",
    "tell_proposers",
    "tell_the_rest",
    "undo_suggestion_merge",
    "untold",
    "withdraw_vote",
]
