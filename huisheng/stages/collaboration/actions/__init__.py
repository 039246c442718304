"""The verbs between desk and departments: ask, accept or decline, answer, urge, prolong, withdraw."""

from .answering import accept_request, answer_request, decline_request, note_opened, say
from .asking import ask_department
from .extending import ask_extension, decide_extension
from .shared import Files, follow_requests, open_requests
from .telling import note_customer_told
from .urging import supervise, urge
from .withdrawing import withdraw_request, withdraw_requests

__all__ = [
    "Files",
    "accept_request",
    "answer_request",
    "ask_department",
    "ask_extension",
    "decide_extension",
    "decline_request",
    "follow_requests",
    "note_customer_told",
    "note_opened",
    "open_requests",
    "say",
    "supervise",
    "urge",
    "withdraw_request",
    "withdraw_requests",
]
