"""The verbs of this room: views and looks that people keep; rules are made and changed (`rules`), woken by events (`waking`)
or time (`sweeping`), act (`running`), and are watched."""

from .looks import change_look, keep_order
from .rules import copy_rule, retire_rule, save_rule, switch_rule
from .sweeping import sweep_rules
from .views import ViewRefused, move_view, retire_view, save_view
from .waking import listens, wake_rules

__all__ = [
    "ViewRefused",
    "change_look",
    "copy_rule",
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
]
