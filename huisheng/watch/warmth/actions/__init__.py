"""Weigh the replies that left; keep the marks."""

from .marks import MarkRefused, mark_facts, save_mark
from .weighing import weigh_waiting

__all__ = ["MarkRefused", "mark_facts", "save_mark", "weigh_waiting"]
