"""What was said on a ticket, as the page lists it: with customer and colleagues, and between desk and departments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from huisheng.stages.closure.models import Confirmation
from huisheng.stages.collaboration.models import CollabStep
from huisheng.stages.handling.models import Solution
from huisheng.web.workspace.reach import Reach
from huisheng.web.workspace.requests import Card, File


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as the page lists it."""

    name: str
    url: str
    size: int
    content_type: str
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `side` is in, out, note, receipt, dept (between desk and department; `label` says what), or answer
    (the customer's yes or no to a solution)."""

    pk: int
    side: str
    who: str
    text: str
    at: datetime
    files: tuple[Shown | File, ...]
    solution: Solution | None = None
    answer: Confirmation | None = None
    quoted: str = ""  # what a mail carried along
    written_from: str = ""  # masked: an address the ticket did not know
    reach: Reach | None = None  # of our words to the customer
    number: str = ""  # of the ticket it was said on, where that one was merged into this one
    label: str = ""
    moved: str = ""  # the number of the ticket it was split off to


def between(cards: Iterable[Card]) -> Iterable[Said]:
    """What desk and departments said to each other, in the conversation."""
    for card in cards:
        for step in card.steps:
            if step.has_words:
                asked = step.kind == CollabStep.Kind.ASKED
                who = " · ".join(filter(None, (card.request.team.label, "" if asked else step.who)))
                text = card.text if asked else step.text
                yield Said(card.request.pk, "dept", who, text, step.at, step.files, label=step.label)
