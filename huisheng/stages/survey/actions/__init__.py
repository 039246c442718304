"""Ask customers how it felt, keep what they answer, leave alone who does not want to be asked."""

from .answering import AnswerRefused, answer, answer_by_phone
from .asking import AskingHeld, ask_again, invite, invite_by_hand, invite_regularly, note_sent, opt_out
from .setting_up import SurveyRefused, retire_question, save_question, save_survey

__all__ = [
    "AnswerRefused",
    "AskingHeld",
    "SurveyRefused",
    "answer",
    "answer_by_phone",
    "ask_again",
    "invite",
    "invite_by_hand",
    "invite_regularly",
    "note_sent",
    "opt_out",
    "retire_question",
    "save_question",
    "save_survey",
]
