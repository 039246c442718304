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
"""The script of a call with its {variables} filled in, in the language of whom is rung up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.knowledge.fill import fill
from huisheng.kit.mirror import mirrored
from huisheng.stages.followup.models import Callback, Scenario

MEANINGS: dict[str, str | Promise] = {
    "customer": gettext_lazy("what we call the customer"),
    "owner": gettext_lazy("who rings up"),
    "house": gettext_lazy("the name of the house"),
    "number": gettext_lazy("feedback number"),
    "order": gettext_lazy("order number"),
    "problem": gettext_lazy("the problem in the customer's own words"),
    "days": gettext_lazy("days since it began: the feedback, else the first contact"),
}


@dataclass(frozen=True, slots=True)
class Script:
    """What to say first and last; `gaps` are the variables nothing was known for."""

    opening: str
    closing: str
    gaps: tuple[str, ...]


class CallSpeech(Mapping[str, str]):
    """The variables of one callback as `staff` says them, each found out when it is asked for."""

    def __init__(self, callback: Callback, staff: Staff) -> None:
        ticket = callback.ticket
        self._sources: dict[str, Callable[[], str]] = {
            "customer": lambda: callback.customer.name,
            "owner": lambda: staff.name,
            "house": lambda: str(house("house.name")),
            "number": lambda: ticket.number if ticket else "",
            "order": lambda: ticket.order_number if ticket else "",
            "problem": lambda: mirrored(ticket.subject) if ticket else "",
            "days": lambda: str(days_since(callback)),
        }

    def __getitem__(self, name: str) -> str:
        return self._sources[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def script_of(callback: Callback, staff: Staff) -> Script:
    """Opening and closing, filled; a gap stays visible as {name}."""
    speech, one = CallSpeech(callback, staff), callback.scenario
    opening, first = fill(spoken(one, one.opening, one.opening_en), speech)
    closing, last = fill(spoken(one, one.closing, one.closing_en), speech)
    return Script(opening, closing, tuple(dict.fromkeys([*first, *last])))


def spoken(scenario: Scenario, chinese: str, english: str) -> str:
    """The words in the reader's language, else as they are."""
    return english if english and (get_language() or "").startswith("en") else chinese


def days_since(callback: Callback) -> int:
    """Days since the matter began, else since the customer came to us; whole days, never below 0."""
    if callback.ticket is not None:
        began = timezone.localdate(callback.ticket.created_at)
    else:
        began = callback.customer.customer_since or timezone.localdate(callback.customer.created_at)
    return max(0, (timezone.localdate() - began).days)
