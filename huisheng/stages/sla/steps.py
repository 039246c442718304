"""Warn steps as people write them: "50% 80%" of the time, "60 min" after the start, "due-30 min" before the end. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

STEP = re.compile(
    r"(?P<due>due\s*[-−–]?\s*|到期前\s*)?"
    r"(?P<n>\d{1,6})\s*(?P<unit>%|％|小时|hours?|h|分钟|分|minutes?|mins?|m)?"
    r"(?P<back>\s*before(?:\s+due)?|\s*前)?(?![\w%])",
    re.IGNORECASE,
)
BETWEEN = " \t\r\n,，、;；"
When = dict[str, Any]  # {"percent": 80}, {"minutes": 60} after the start, {"minutes": 30, "before": True} the due time
Row = tuple[str, list[str], list[str]]  # the steps as text, whom they tell, by which ways


class UnreadableSteps(ValueError):
    """The text holds something that is no share and no number of minutes."""


def read_steps(text: str) -> list[When]:
    """[{"percent": 50}, {"minutes": 60}] from "50% 60 min"; a number alone is minutes after the start, "1h" is sixty.

    "due-30 min", "30 min before due" and 到期前30分 count back from the due time. Raises UnreadableSteps.
    """
    if STEP.sub("", text).strip(BETWEEN):
        raise UnreadableSteps(text)
    return [_when(match, text) for match in STEP.finditer(text)]


def write_steps(steps: Iterable[Mapping[str, Any]]) -> str:
    """Steps in the form `read_steps` reads, in the reader's language."""
    return " ".join(map(_written, steps))


def step_rows(warn: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The stored steps of a commitment as rows of a form: what tells the same people by the same ways is one row."""
    rows: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Mapping[str, Any]]] = {}
    for step in warn:
        rows.setdefault((tuple(step.get("tell") or ()), tuple(step.get("ways") or ())), []).append(step)
    return [(write_steps(steps), list(tell), list(ways)) for (tell, ways), steps in rows.items()]


def warn_steps(rows: Iterable[tuple[Sequence[When], Sequence[str], Sequence[str]]]) -> list[dict[str, Any]]:
    """The stored form from rows of steps, whom to tell and by which ways. App alone is the usual way and not stored."""
    stored: list[dict[str, Any]] = []
    for steps, tell, ways in rows:
        by = {} if list(ways) in ([], ["app"]) else {"ways": list(ways)}
        stored += [{**when, "tell": list(tell), **by} for when in steps]
    return stored


def _when(match: re.Match[str], text: str) -> When:
    amount, unit = int(match["n"]), (match["unit"] or "").lower()
    back = bool(match["due"] or match["back"])
    if unit in {"%", "％"}:
        if back:
            raise UnreadableSteps(text)
        return {"percent": amount}
    minutes = amount * (60 if unit.startswith("h") or unit == "小时" else 1)
    return {"minutes": minutes, "before": True} if back else {"minutes": minutes}


def _written(step: Mapping[str, Any]) -> str:
    if step.get("percent") is not None:
        return f"{step['percent']}%"
    text = _("due-%(n)s min") if step.get("before") else _("%(n)s min")
    return text % {"n": step["minutes"]}
