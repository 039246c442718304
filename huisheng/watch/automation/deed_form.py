"""The deeds of a rule as rows of a form: which deed, and its answers beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from huisheng.trips.deeds import Ask, DeedRefused, Step
from huisheng.watch.automation.deeds import KNOWN, checked, choices, sentence

SPARE_ROWS = 1
MANY = frozenset({"tags", "told"})
WRITTEN = frozenset({"flag", "text", "words"})


@dataclass(frozen=True, slots=True)
class AskBox:
    """One thing a deed wants to know, as the form shows it; `shows` are the deeds that ask it."""

    ask: Ask
    options: list[tuple[str, str]]
    shows: str

    @property
    def look(self) -> str:
        """many, choice, flag or text."""
        if self.ask.kind in MANY:
            return "many"
        return "flag" if self.ask.kind == "flag" else "text" if self.ask.kind in WRITTEN else "choice"


@dataclass(slots=True)
class DeedForm:
    """What the page shows and what was typed; `errors` and `refused` (the row at fault) after `read`."""

    rows: list[Step]
    errors: list[str] = field(default_factory=list)
    refused: int | None = None
    steps: list[Step] = field(default_factory=list)

    @property
    def deed_options(self) -> list[tuple[str, str]]:
        return [("", "—"), *((code, str(deed.label)) for code, deed in KNOWN.items())]

    @property
    def boxes(self) -> list[AskBox]:
        """Every question of any deed once, in the order of the table."""
        asked: dict[str, Ask] = {}
        for deed in KNOWN.values():
            for ask in deed.asks:
                asked.setdefault(box_of(ask), ask)
        return [AskBox(ask, choices(ask), name) for name, ask in asked.items()]

    @property
    def sentences(self) -> list[str]:
        return [sentence(one) for one in self.steps]


def box_of(ask: Ask) -> str:
    """What the box of a question is called: one of the same name but another kind has its own."""
    return ask.name if ask.kind in WRITTEN else ask.kind


def boxes_of(code: str) -> list[str]:
    """The boxes a deed shows."""
    return [box_of(ask) for ask in KNOWN[code].asks]


def show(steps: Iterable[Step]) -> DeedForm:
    """The form for stored steps."""
    kept = [dict(one) for one in steps]
    return DeedForm(rows=[*map(_as_boxes, kept), *_spare()], steps=kept)


def read(data: QueryDict) -> DeedForm:
    """The form as it was sent: its steps, and every fault as a sentence. Rows without a deed are left out."""
    said = str(data.get("deeds", ""))
    count = int(said) if said.isdecimal() and len(said) < 3 else 0
    typed = [_typed(data, f"d{n}-") for n in range(count)]
    typed = [one for one in typed if one["deed"]]
    form = DeedForm(rows=[*typed, *_spare()])
    try:
        form.steps = checked([_as_step(one) for one in typed])
    except DeedRefused as refusal:
        form.errors, form.refused = [str(refusal)], refusal.fields.get("step")
    return form


def _typed(data: QueryDict, prefix: str) -> Step:
    row: Step = {"deed": data.get(f"{prefix}deed", "")}
    for deed in KNOWN.values():
        for ask in deed.asks:
            name = box_of(ask)
            row[name] = data.getlist(prefix + name) if ask.kind in MANY else data.get(prefix + name, "")
    return row


def _as_step(row: Mapping[str, Any]) -> Step:
    deed = KNOWN.get(str(row["deed"]))
    return {"deed": row["deed"]} | ({ask.name: row.get(box_of(ask)) for ask in deed.asks} if deed else {})


def _as_boxes(step: Step) -> Step:
    deed = KNOWN.get(str(step.get("deed")))
    row: Step = _empty() | {"deed": step.get("deed", "")}
    for ask in deed.asks if deed else ():
        value = step.get(ask.name)
        row[box_of(ask)] = [str(one) for one in value or ()] if ask.kind in MANY else "" if value is None else value
    return row


def _spare() -> list[Step]:
    return [_empty() for _row in range(SPARE_ROWS)]


def _empty() -> Step:
    return {"deed": ""} | {box_of(ask): "" for deed in KNOWN.values() for ask in deed.asks}
