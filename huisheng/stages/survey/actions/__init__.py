"""Ask customers how it felt, keep what they answer, leave alone who does not want to be asked."""

from .answering import AnswerRefused, answer, answer_by_phone
from .asking import ask_again, invite, invite_regularly, note_sent, opt_out

__all__ = [
    "AnswerRefused",
    "answer",
    "answer_by_phone",
    "ask_again",
    "invite",
    "invite_regularly",
    "note_sent",
    "opt_out",
]
