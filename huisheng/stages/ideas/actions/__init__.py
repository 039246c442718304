"""The verbs of the suggestion library."""

from .keeping import keep_suggestion, support_suggestion, withdraw_vote

__all__ = ["keep_suggestion", "support_suggestion", "withdraw_vote"]
