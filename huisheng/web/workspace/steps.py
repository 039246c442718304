"""The steps of a macro as a form: read from what was sent, and shown with what may be chosen."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from huisheng.core.accounts.models import Staff
from huisheng.trips.deeds import BY_CODE, Ask, Deed, choices, deeds_for


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a step: its name in the form, what may be chosen, what was answered."""

    ask: Ask
    name: str
    choices: list[tuple[str, str]]
    value: Any

    def chosen(self, value: str) -> bool:
        """Whether this choice was made."""
        many = self.value if isinstance(self.value, list) else [self.value]
        return value in [str(one) for one in many]


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step on the page; `mark` keeps its fields apart from those of the others."""

    deed: Deed
    mark: str
    asked: list[Asked] = field(default_factory=list)


def step_form(step: Mapping[str, Any]) -> StepForm | None:
    """The form of a step; None for a deed that is not there any more."""
    deed = BY_CODE.get(str(step.get("deed")))
    if deed is None:
        return None
    mark = secrets.token_hex(3)
    asked = [Asked(ask, f"{mark}-{ask.name}", choices(ask.kind), step.get(ask.name)) for ask in deed.asks]
    return StepForm(deed, mark, asked)


def step_forms(steps: Iterable[Mapping[str, Any]]) -> list[StepForm]:
    return [form for step in steps if (form := step_form(step))]


def sent_steps(sent: QueryDict) -> list[dict[str, Any]]:
    """The steps of a form in the order in which they stand on the page, unchecked."""
    found = []
    for mark in sent.getlist("step"):
        code = sent.get(f"{mark}-deed", "")
        deed = BY_CODE.get(code)
        answers = {ask.name: _answer(sent, f"{mark}-{ask.name}", ask) for ask in (deed.asks if deed else ())}
        found.append({"deed": code, **answers})
    return found


def offered_deeds(staff: Staff) -> list[Deed]:
    """What this person may put into a macro."""
    return deeds_for(staff.allows)


def _answer(sent: QueryDict, name: str, ask: Ask) -> Any:
    return sent.getlist(name) if ask.kind == "tags" else sent.get(name, "")
