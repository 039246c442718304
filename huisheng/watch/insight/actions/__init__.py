"""What this room writes: links for screens, the list of what is stuck, what closed tickets were charged."""

from .charges import keep_charges
from .stuck import send_stuck_list
from .walls import NotYourTeam, WallRefused, create_wall, note_seen, revoke_wall

__all__ = [
    "NotYourTeam",
    "WallRefused",
    "create_wall",
    "keep_charges",
    "note_seen",
    "revoke_wall",
    "send_stuck_list",
]
