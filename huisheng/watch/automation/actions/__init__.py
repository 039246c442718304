"""The verbs of this room: views and looks that people keep; rules are made and changed (`rules`), woken by events (`waking`)
or time (`sweeping`), act (`running`), and are watched."""

from .bulk import BulkRefused, begin_doing, begin_undoing, choose, decide, work
from .looks import change_look, keep_order
from .rules import copy_rule, retire_rule, save_rule, switch_rule
from .sweeping import sweep_rules
from .views import ViewRefused, move_view, retire_view, save_view
from .waking import listens, wake_rules

__all__ = [
    "BulkRefused",
    "ViewRefused",
    "begin_doing",
    "begin_undoing",
    "change_look",
    "choose",
    "copy_rule",
    "decide",
    "keep_order",
    "listens",
    "move_view",
    "retire_rule",
    "retire_view",
    "save_rule",
    "save_view",
    "sweep_rules",
    "switch_rule",
    "wake_rules",
    "work",
]
