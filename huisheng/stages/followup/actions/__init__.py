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
from .leaving import free_callbacks, spare_handler, take_over
from .lists import (
    TAKE_TASK,
    ListOver,
    ListRefused,
    Taken,
    api_lines,
    begin_list,
    bring_list,
    drop_list,
    forget_lists,
    lines_of,
    map_list,
    note_fetched,
    rows_of,
    take_lines,
    take_list,
)
from .many import Wanted, plan_many
from .moving import book_talk, cancel_callback, pass_on
from .planning import next_slot, plan_by_hand, plan_callback
from .recording import complete_record, record_of, save_record
from .ringing import ring_callbacks
from .triggering import plan_after, spare_calls, sweep_segments

__all__ = [
    "TAKE_TASK",
    "ListOver",
    "ListRefused",
    "Taken",
    "Wanted",
    "api_lines",
    "became",
    "begin_call",
    "begin_list",
    "book_talk",
    "bring_list",
    "cancel_callback",
    "complete_record",
    "drop_list",
    "forget_lists",
    "free_callbacks",
    "hang_up",
    "lines_of",
    "map_list",
    "next_slot",
    "note_became",
    "note_fetched",
    "note_missed",
    "note_no_answer",
    "pass_on",
    "pick_up",
    "plan_after",
    "plan_by_hand",
    "plan_callback",
    "plan_many",
    "put_down",
    "record_of",
    "ring_callbacks",
    "rows_of",
    "said_opening",
    "save_record",
    "spare_calls",
    "spare_handler",
    "sweep_segments",
    "take_callback",
    "take_lines",
    "take_list",
    "take_over",
]
