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
from .leaving import free_callbacks
from .many import Wanted, plan_many
from .moving import book_talk, cancel_callback, pass_on
from .planning import next_slot, plan_callback
from .recording import complete_record, record_of, save_record
from .ringing import ring_callbacks
from .triggering import plan_after, spare_calls, sweep_segments

__all__ = [
    "Wanted",
    "became",
    "begin_call",
    "book_talk",
    "cancel_callback",
    "complete_record",
    "free_callbacks",
    "hang_up",
    "next_slot",
    "note_became",
    "note_missed",
    "note_no_answer",
    "pass_on",
    "pick_up",
    "plan_after",
    "plan_callback",
    "plan_many",
    "put_down",
    "record_of",
    "ring_callbacks",
    "said_opening",
    "save_record",
    "spare_calls",
    "sweep_segments",
    "take_callback",
]
