"""The verbs of the desk: answer, ask, note, offer a solution, promise a time and keep it."""

from .answering import (
    AlreadyOffered,
    Files,
    PlaceLeftOpen,
    SolutionIncomplete,
    add_note,
    ask_customer,
    may_offer,
    offer_solution,
    send_reply,
    solution_text,
)
from .promises import (
    Given,
    PromiseOver,
    PromiseUnclear,
    ReasonMissing,
    TicketClosed,
    keep_promise,
    promise_customer,
    withdraw_promise,
)

__all__ = [
    "AlreadyOffered",
    "Files",
    "Given",
    "PlaceLeftOpen",
    "PromiseOver",
    "PromiseUnclear",
    "ReasonMissing",
    "SolutionIncomplete",
    "TicketClosed",
    "add_note",
    "ask_customer",
    "keep_promise",
    "may_offer",
    "offer_solution",
    "promise_customer",
    "send_reply",
    "solution_text",
    "withdraw_promise",
]
