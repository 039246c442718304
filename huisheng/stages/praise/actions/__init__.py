"""The verbs of praise: keep kind words, say whom they are about, tell a case again without names."""

from .cases import CaseIncomplete, CaseNamesSomebody, draft_case, publish_case, retire_case, save_case
from .walls import SHARE_TASK, PraiseEmpty, keep_praise, note_shared, say_who_is_meant, show_praise

__all__ = [
    "SHARE_TASK",
    "CaseIncomplete",
    "CaseNamesSomebody",
    "PraiseEmpty",
    "draft_case",
    "keep_praise",
    "note_shared",
    "publish_case",
    "retire_case",
    "save_case",
    "say_who_is_meant",
    "show_praise",
]
