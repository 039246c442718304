"""Write callbacks: plan, ring up, record, move."""

from .becoming import became, note_became
from .calling import (
    begin_call,
    hang_up,
    note_missed,
    note_no_answer,
    pick_up,
    put_down,
    said_opening,
    take_callback,
)
from .moving import book_talk, cancel_callback, pass_on
from .planning import next_slot, plan_callback
from .recording import complete_record, record_of, save_record

__all__ = [
    "became",
    "begin_call",
    "book_talk",
    "cancel_callback",
    "complete_record",
    "hang_up",
    "next_slot",
    "note_became",
    "note_missed",
    "note_no_answer",
    "pass_on",
    "pick_up",
    "plan_callback",
    "put_down",
    "record_of",
    "said_opening",
    "save_record",
    "take_callback",
]
