"""What is said: opening, questions and closing with their variables filled in, and how long it takes to say. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from huisheng.core.knowledge.fill import VARIABLE, fill

VARIABLES = {  # of opening, questions and closing
    "customer": _("what we call the customer"),
    "agent": _("who rings up"),
    "house": _("the house's name"),
    "subject": _("the feedback in one line"),
    "number": _("feedback number"),
    "order": _("order number"),
    "days": _("days since it happened"),
    "measure": _("what was done about it"),
    "handler": _("who handled it"),
    "source": _("where the customer signed up"),
    "idea": _("what the customer suggested"),
    "answer": _("what we answered to it"),
}
OPENING_S = 15.0  # who and why are said within this time (requirements S2)
SIGNS_S = 5.0  # Chinese characters that are spoken clearly in a second
WORDS_S = 2.8  # and words of other scripts
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
FILLED_S = 0.6  # a variable once it is filled in, about: a name


def spoken(text: str, variables: Mapping[str, Any]) -> str:
    """The text with its variables filled in; what is not known yet stays in braces, for the caller to see."""
    return fill(text, variables)[0]


def said(row: Any, name: str, language: str) -> str:
    """The text `name` of a scenario or question in a language ("en", "zh-hans", ...); Chinese where no other is written."""
    english = str(getattr(row, f"{name}_en", "")) if language.startswith("en") else ""
    return english or str(getattr(row, name))


def unknown_variables(*texts: str) -> list[str]:
    """Places that nothing fills, in the order in which they stand."""
    found = (name for text in texts for name in VARIABLE.findall(text))
    return list(dict.fromkeys(name for name in found if name not in VARIABLES))


def seconds_to_say(text: str) -> float:
    """How long it takes to say, clearly and without hurry; a variable counts as a short name."""
    aloud, filled = VARIABLE.subn(" ", text)
    return len(CHINESE.findall(aloud)) / SIGNS_S + len(WORD.findall(aloud)) / WORDS_S + filled * FILLED_S
