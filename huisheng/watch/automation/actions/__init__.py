"""The verbs of this room."""

from .looks import change_look, keep_order
from .views import ViewRefused, move_view, retire_view, save_view

__all__ = ["ViewRefused", "change_look", "keep_order", "move_view", "retire_view", "save_view"]
