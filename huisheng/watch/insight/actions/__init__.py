"""What this room writes: links for screens, the list of what is stuck, what closed tickets were charged, targets."""

from .charges import keep_charges
from .review_bells import tell_of_review
from .stuck import send_stuck_list
from .targets import TargetRefused, keep_target_months, save_target
from .track_bells import tell_of_tracks
from .walls import NotYourTeam, WallRefused, create_wall, note_seen, revoke_wall

__all__ = [
    "NotYourTeam",
    "TargetRefused",
    "WallRefused",
    "create_wall",
    "keep_charges",
    "keep_target_months",
    "note_seen",
    "revoke_wall",
    "save_target",
    "send_stuck_list",
    "tell_of_review",
    "tell_of_tracks",
]
