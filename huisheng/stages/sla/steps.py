"""Warn steps as people write them: "50% 80%" of the time, "60 min" after the start. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

STEP = re.compile(r"(\d{1,6})\s*(%|％|小时|hours?|h|分钟|分|minutes?|mins?|m)?(?![\w%])", re.IGNORECASE)
BETWEEN = " \t\r\n,，、;；"
Step = tuple[int | None, int | None]  # percent of the time, or minutes after the start


class UnreadableSteps(ValueError):
    """The text holds something that is no share and no number of minutes."""


def read_steps(text: str) -> list[Step]:
    """[(50, None), (None, 60)] from "50% 60 min"; a number alone is minutes, "1h" is sixty. Raises UnreadableSteps."""
    if STEP.sub("", text).strip(BETWEEN):
        raise UnreadableSteps(text)
    return [_step(*match.groups()) for match in STEP.finditer(text)]


def write_steps(warn: Iterable[Mapping[str, Any]], audience: str) -> str:
    """The steps of a commitment that tell `audience`, in the form `read_steps` reads."""
    mine = [step for step in warn if audience in step.get("tell", ())]
    return " ".join(
        f"{step['percent']}%" if step.get("percent") is not None else _("%(n)s min") % {"n": step["minutes"]}
        for step in mine
    )


def warn_steps(told: Mapping[str, Sequence[Step]]) -> list[dict[str, Any]]:
    """The stored form from the steps of each audience; a step that tells both is one step."""
    tells: dict[Step, list[str]] = {}
    for audience, steps in told.items():
        for step in steps:
            tells.setdefault(step, [])
            if audience not in tells[step]:
                tells[step].append(audience)
    return [_stored(step, tell) for step, tell in tells.items()]


def _step(number: str, unit: str | None) -> Step:
    amount, unit = int(number), (unit or "").lower()
    if unit in {"%", "％"}:
        return amount, None
    return None, amount * (60 if unit.startswith("h") or unit == "小时" else 1)


def _stored(step: Step, tell: list[str]) -> dict[str, Any]:
    percent, minutes = step
    when = {"percent": percent} if percent is not None else {"minutes": minutes}
    return {**when, "tell": tell}
