"""The small ledger of a suggestion as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from huisheng.stages.ideas.models import Step, Suggestion
from huisheng.web.workspace.timeline import who_is

Kind = Step.Kind


@dataclass(frozen=True, slots=True)
class StepLine:
    at: datetime
    text: str
    who: str
    other: int = 0  # the suggestion it is about besides this one


def step_lines(steps: Iterable[Step]) -> list[StepLine]:
    """One sentence each, in the order given. One query for the names."""
    steps = list(steps)
    people = {one.by_id for one in steps if one.by_kind == "staff"} | {one.payload.get("staff") for one in steps}
    names = who_is(people - {None})
    return [_line(one, names) for one in steps]


def _line(step: Step, names: dict[int, str]) -> StepLine:
    who = names.get(step.by_id or 0, _("a colleague")) if step.by_kind == "staff" else ""
    if step.by_kind == "customer":
        who = _("Customer")
    return StepLine(step.at, _sentence(step, names), who or _("Huisheng"), step.payload.get("other", 0))


def _sentence(step: Step, names: dict[int, str]) -> str:
    said: dict[str, Any] = step.payload
    if step.kind == Kind.MOVED:
        states = dict(Suggestion.Status.choices)
        before, after = states.get(said["before"], ""), states.get(said["after"], "")
        return _("Status: %(before)s → %(after)s") % {"before": before, "after": after}
    if step.kind == Kind.OWNED:
        return _("looked after by: %(name)s") % {"name": names.get(said.get("staff") or 0, _("nobody in particular"))}
    if step.kind == Kind.PACKED:
        return _("handed to the product department for %(month)s") % {"month": said["month"]}
    return str(Kind(step.kind).label)
