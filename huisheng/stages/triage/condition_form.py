"""A condition as a form: rows of field, comparison and value, or the condition itself as JSON.

Rows can say what most rules need: leaves joined by all or any. Whatever is nested deeper is edited as JSON; the sentence
beside it tells what it means. Rooms above use this form for their own rules.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huisheng.kit.conditions import Condition, FieldSpec, describe, validate
from huisheng.kit.conditions.describe import UNITS
from huisheng.kit.conditions.shapes import LIST_VALUED, WITHOUT_VALUE

OP_LABELS: dict[str, str | Promise] = {
    "has_any": _("mentions one of"),
    "has_all": _("mentions all of"),
    "quantity": _("speaks of an amount near"),
    "matches": _("fits the pattern"),
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "not_in": _("is none of"),
    "any_of": _("include one of"),
    "none_of": _("include none of"),
    "gte": _("is at least"),
    "lte": _("is at most"),
    "gt": _("is more than"),
    "lt": _("is less than"),
    "is_empty": _("is empty"),
    "is_not_empty": _("is given"),
}
YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}  # and the words of the reader's language
MEANT = {  # what people mean when they choose a comparison of another kind of field
    "choice": {"has_any": "in", "any_of": "in", "none_of": "not_in", "is": "in", "is_not": "not_in"},
    "list": {"has_any": "any_of", "in": "any_of", "is": "any_of", "not_in": "none_of", "is_not": "none_of"},
    "bool": {"has_any": "is", "in": "is", "not_in": "is_not"},
    "number": {"has_any": "gte"},
}
SEPARATORS = re.compile(r"[|｜、\n\r]+")
SPARE_ROWS = 2
ROW_KEYS = ("field", "op", "value", "least", "unit", "unless")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form, as text in its boxes."""

    field: str = ""
    op: str = "has_any"
    value: str = ""
    least: str = ""
    unit: str = "day"
    unless: str = ""


@dataclass(slots=True)
class ConditionForm:
    """What the page shows and what was typed; `condition` and `errors` after `read` or `show`."""

    fields: Mapping[str, FieldSpec]
    expert: bool = False
    join: str = "all"
    rows: list[Row] = field(default_factory=list)
    json: str = "{}"
    condition: Condition = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    fits_rows: bool = True

    @property
    def sentence(self) -> str:
        """The condition as one sentence; "" while it has faults."""
        return "" if self.errors else describe(self.condition, self.fields)

    @property
    def field_options(self) -> list[tuple[str, str]]:
        return [("", "—"), *((name, str(spec.label)) for name, spec in self.fields.items())]

    @property
    def op_options(self) -> list[tuple[str, str]]:
        return [(op, str(label)) for op, label in OP_LABELS.items()]

    @property
    def unit_options(self) -> list[tuple[str, str]]:
        return [(unit, str(label)) for unit, label in UNITS.items()]

    @property
    def choices(self) -> list[tuple[str, list[str]]]:
        """What a field can be, for the help under the rows."""
        found = [(str(spec.label), spec.choices) for spec in self.fields.values() if spec.choices]
        return [(label, [str(one) for one in choices.values()]) for label, choices in found]


def show(condition: Condition, fields: Mapping[str, FieldSpec], *, expert: bool = False) -> ConditionForm:
    """The form for a condition: rows where they can say it, JSON otherwise or when wished."""
    join, leaves = _flat(condition)
    rows = None if leaves is None else [_row(leaf, fields) for leaf in leaves]
    simple = rows is not None and all(rows)
    return ConditionForm(
        fields=fields,
        expert=expert or not simple,
        join=join,
        rows=_spare([row for row in rows or [] if row] if simple else []),
        json=json.dumps(condition, ensure_ascii=False, indent=2),
        condition=condition,
        errors=validate(condition, fields),
        fits_rows=simple,
    )


def read(data: QueryDict, fields: Mapping[str, FieldSpec]) -> ConditionForm:
    """The form as it was sent: its condition, and every fault as a sentence."""
    if data.get("mode") == "expert":
        return _read_json(data.get("json", ""), fields)
    columns = [data.getlist(key) for key in ROW_KEYS]
    rows = [Row(*(text.strip() for text in texts)) for texts in zip(*columns, strict=False)]
    join = "any" if data.get("join") == "any" else "all"
    said = [row for row in rows if row.field]
    leaves = [_leaf(row, fields) for row in said]
    condition: Condition = leaves[0] if len(leaves) == 1 else {join: leaves} if leaves else {}
    return ConditionForm(
        fields=fields,
        join=join,
        rows=_spare(said),
        json=json.dumps(condition, ensure_ascii=False, indent=2),
        condition=condition,
        errors=validate(condition, fields),
    )


def _read_json(text: str, fields: Mapping[str, FieldSpec]) -> ConditionForm:
    try:
        condition = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return ConditionForm(fields, expert=True, json=text, errors=[_now("This is no valid JSON.")])
    errors = validate(condition, fields)
    usable = condition if isinstance(condition, dict) else {}
    return ConditionForm(fields, expert=True, json=text, condition=usable, errors=errors)


def _flat(condition: Condition) -> tuple[str, list[Condition] | None]:
    """How the leaves are joined, and the leaves; None when there is more than one level."""
    if not condition:
        return "all", []
    join = next((name for name in ("all", "any") if name in condition), "")
    parts = condition[join] if join else [condition]
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) and "field" in part for part in parts):
        return join or "all", None
    return join or "all", parts


def _row(leaf: Condition, fields: Mapping[str, FieldSpec]) -> Row | None:
    """The leaf as a row; None when it says something that a row has no box for."""
    op, value = leaf.get("op", ""), leaf.get("value")
    if leaf["field"] not in fields or not set(leaf) <= {"field", "op", "value", "unless"}:
        return None
    unless = " | ".join(_listed(leaf.get("unless")))
    if op == "quantity":
        if not isinstance(value, Mapping) or set(value) - {"words", "unit"} != {"at_least"} or unless:
            return None
        words = " | ".join(_listed(value.get("words")))
        return Row(leaf["field"], op, words, f"{value['at_least']:g}", str(value.get("unit", "day")))
    choices = fields[leaf["field"]].choices or {}
    if isinstance(value, bool):
        return Row(leaf["field"], op, _now("yes") if value else _now("no"), unless=unless)
    shown = " | ".join(str(choices.get(one, one)) for one in _listed(value))
    return Row(leaf["field"], op, shown, unless=unless)


def _leaf(row: Row, fields: Mapping[str, FieldSpec]) -> dict[str, Any]:
    spec = fields.get(row.field)
    op = MEANT.get(spec.kind, {}).get(row.op, row.op) if spec else row.op
    leaf: dict[str, Any] = {"field": row.field, "op": op}
    if op in WITHOUT_VALUE:
        return leaf
    if op == "quantity":
        leaf["value"] = {"words": _words(row.value), "unit": row.unit, "at_least": _number(row.least)}
        return leaf
    words = _coded(_words(row.value), spec)
    leaf["value"] = words if op in LIST_VALUED else row.value
    if spec and spec.kind == "number" and op not in LIST_VALUED:
        leaf["value"] = _number(row.value)
    if spec and spec.kind == "bool":
        leaf["value"] = _truth(row.value)
    if row.unless and op in ("has_any", "has_all"):
        leaf["unless"] = _words(row.unless)
    return leaf


def _coded(words: list[str], spec: FieldSpec | None) -> list[str]:
    """Labels as people typed them, turned into the codes they stand for."""
    codes = {str(label): code for code, label in (spec.choices or {}).items()} if spec else {}
    return [codes.get(word, word) for word in words]


def _words(text: str) -> list[str]:
    return [word.strip() for word in SEPARATORS.split(text) if word.strip()]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _number(text: str) -> float | str:
    """A number if it is one; otherwise the text, for `validate` to complain about."""
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _truth(text: str) -> bool | str:
    """Yes or no in either language; what is neither stays, for `validate` to complain about."""
    word = text.lower()
    return True if word in YES | {_now("yes")} else False if word in NO | {_now("no")} else text


def _spare(rows: Iterable[Row]) -> list[Row]:
    return [*rows, *(Row() for _spare in range(SPARE_ROWS))]
