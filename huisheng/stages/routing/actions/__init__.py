"""Whose desk: `assigning`, `hand_overs`, `pools`; and the room's own `rules`."""

from .assigning import AlreadyTaken, CannotTake, NoTeam, assign_ticket, route_ticket
from .hand_overs import (
    HandOverAnswered,
    HandOverOpen,
    NotTheOwner,
    answer_hand_over,
    hand_over,
    withdraw_hand_over,
)
from .leaving import note_left, note_seen, pass_on
from .pools import free_desks, hand_out_pool, hand_out_pools, refill_soon
from .rules import WeightRefused, save_routing_rule, save_weights

__all__ = [
    "AlreadyTaken",
    "CannotTake",
    "HandOverAnswered",
    "HandOverOpen",
    "NoTeam",
    "NotTheOwner",
    "WeightRefused",
    "answer_hand_over",
    "assign_ticket",
    "free_desks",
    "hand_out_pool",
    "hand_out_pools",
    "hand_over",
    "note_left",
    "note_seen",
    "pass_on",
    "refill_soon",
    "route_ticket",
    "save_routing_rule",
    "save_weights",
    "withdraw_hand_over",
]
