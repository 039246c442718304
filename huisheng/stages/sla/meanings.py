"""The kinds of promise in groups, each with one line of what starts it and what ends it (`occasions.py` is the table)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import ClockKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a kind of promise measures, from when until when."""

    kind: ClockKind
    says: str | Promise

    @property
    def choice(self) -> str:
        """ "First response · from receipt until a person's first answer": for a list to choose from."""
        return f"{self.kind.label} · {self.says}"


GROUPS: tuple[tuple[str | Promise, tuple[Meaning, ...]], ...] = (
    (
        _("Answering"),
        (
            Meaning(ClockKind.HUMAN_PICKUP, _("from receipt until a person takes it up")),
            Meaning(ClockKind.FIRST_RESPONSE, _("from receipt until a person's first answer")),
            Meaning(ClockKind.NEXT_REPLY, _("from the customer's next message until a person answers it")),
            Meaning(ClockKind.PROGRESS_UPDATE, _("from each word to the customer until the next, while it is open")),
            Meaning(ClockKind.PROMISE, _("from what a colleague promised until it is kept")),
        ),
    ),
    (
        _("Solving"),
        (
            Meaning(ClockKind.START_HANDLING, _("from receipt until somebody works on it")),
            Meaning(ClockKind.GIVE_PLAN, _("from receipt until a plan is offered")),
            Meaning(ClockKind.RESOLVE, _("from receipt until it is solved")),
            Meaning(ClockKind.FORMAL_REPLY, _("from receipt until the formal reply")),
        ),
    ),
    (
        _("Afterwards"),
        (
            Meaning(ClockKind.RESULT_CONFIRM, _("from the solution until the customer was asked and answered")),
            Meaning(ClockKind.CALLBACK, _("from when it is planned until it is made")),
            Meaning(ClockKind.CALLBACK_RECORD, _("from the end of the call until its record is complete")),
        ),
    ),
    (
        _("Inside the house"),
        (
            Meaning(ClockKind.COLLAB_REPLY, _("from the question until the department answers")),
            Meaning(ClockKind.DAILY_TRACKING, _("each working day while a department is asked")),
            Meaning(ClockKind.RECTIFY, _("from the miss until it is put right")),
        ),
    ),
    (
        _("Outside bodies"),
        (Meaning(ClockKind.REGULATOR_REPLY, _("from receipt of the case until the body has its answer")),),
    ),
)
MEANINGS: dict[str, Meaning] = {one.kind.value: one for _group, kinds in GROUPS for one in kinds}


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds for a select, in groups, in the reader's language."""
    return [(str(group), [(one.kind.value, one.choice) for one in kinds]) for group, kinds in GROUPS]
