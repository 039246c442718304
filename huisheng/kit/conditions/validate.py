"""What is wrong with a condition, said so that its author can mend it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from huisheng.kit.conditions.patterns import compiled
from huisheng.kit.conditions.quantities import SIZE
from huisheng.kit.conditions.shapes import (
    LIST_VALUED,
    MAX_DEPTH,
    OPS,
    WITHOUT_VALUE,
    Condition,
    ConditionError,
    FieldSpec,
    group_of,
)

Fields = Mapping[str, FieldSpec]
MAX_WORDS = 500
LEAF_KEYS = {"field", "op", "value", "unless", "negation"}
QUANTITY_KEYS = {"words", "unit", "at_least", "at_most", "within"}
MAX_WITHIN = 200


def validate(condition: Condition, fields: Fields) -> list[str]:
    """Every fault as a sentence in the active language; empty when the condition can be used."""
    return list(dict.fromkeys(_faults(condition, fields, 0)))


def _faults(condition: Any, fields: Fields, depth: int) -> Iterator[str]:
    if not isinstance(condition, Mapping):
        yield _("A condition must be an object.")
    elif depth > MAX_DEPTH:
        yield _("The condition is nested too deeply.")
    elif not condition:
        return
    elif group := group_of(condition):
        yield from _group_faults(group, condition, fields, depth)
    else:
        yield from _leaf_faults(condition, fields)


def _group_faults(group: str, condition: Condition, fields: Fields, depth: int) -> Iterator[str]:
    if len(condition) > 1:
        yield _("“%(group)s” must stand alone.") % {"group": group}
    parts = [condition[group]] if group == "not" else condition[group]
    if not isinstance(parts, list):
        yield _("“%(group)s” needs a list of conditions.") % {"group": group}
        return
    if group == "any" and not parts:
        yield _("“%(group)s” needs at least one condition.") % {"group": group}
    for part in parts:
        yield from _faults(part, fields, depth + 1)


def _leaf_faults(leaf: Condition, fields: Fields) -> Iterator[str]:
    spec = fields.get(leaf["field"]) if isinstance(leaf.get("field"), str) else None
    if spec is None:
        yield _("There is no field “%(field)s”.") % {"field": leaf.get("field", "")}
        return
    op = leaf.get("op")
    if op not in OPS[spec.kind]:
        yield _("“%(field)s” cannot be asked “%(op)s”.") % {"field": spec.label, "op": op}
        return
    if unknown := set(leaf) - LEAF_KEYS:
        yield _("Unknown setting: %(names)s.") % {"names": ", ".join(sorted(map(str, unknown)))}
    if not isinstance(leaf.get("negation", True), bool) or not _is_words(leaf.get("unless", []), empty=True):
        yield _("“unless” needs a list of words, “negation” yes or no.")
    if op not in WITHOUT_VALUE:
        yield from _value_faults(spec, str(op), leaf.get("value"))


def _value_faults(spec: FieldSpec, op: str, value: Any) -> Iterator[str]:
    if op == "quantity":
        yield from _quantity_faults(spec, value)
    elif op == "matches":
        yield from _pattern_faults(spec, value)
    elif op in ("has_any", "has_all"):
        if not _is_words(value):
            yield _("“%(field)s” needs at least one word.") % {"field": spec.label}
    else:
        values = value if op in LIST_VALUED and isinstance(value, list) else [value]
        if not values:
            yield _("“%(field)s” needs at least one value.") % {"field": spec.label}
        for single in values:
            yield from _single_faults(spec, single)


def _is_words(value: Any, *, empty: bool = False) -> bool:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or len(words) > MAX_WORDS or not (words or empty):
        return False
    return all(isinstance(word, str) and word.strip() for word in words)


def _pattern_faults(spec: FieldSpec, value: Any) -> Iterator[str]:
    try:
        compiled(value if isinstance(value, str) else "")
    except ConditionError as refused:
        yield _("“%(field)s”: %(reason)s.") % {"field": spec.label, "reason": refused.fields["reason"]}


def _quantity_faults(spec: FieldSpec, value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping) or not set(value) <= QUANTITY_KEYS or value.get("unit") not in SIZE:
        yield _("The amount of “%(field)s” needs a unit: day, hour, minute, yuan or piece.") % {"field": spec.label}
        return
    if not _is_words(value.get("words", []), empty=True):
        yield _("The words beside the amount must be a list of words.")
    least, most, within = (value.get(name) for name in ("at_least", "at_most", "within"))
    if not all(bound is None or _is_number(bound) for bound in (least, most)) or (least is None and most is None):
        yield _("The amount of “%(field)s” needs a number: at least, at most, or both.") % {"field": spec.label}
    elif least is not None and most is not None and least > most:
        yield _("“At least” is more than “at most”.")
    if within is not None and not (isinstance(within, int) and 0 <= within <= MAX_WITHIN):
        yield _("The distance between word and amount must be 0 to 200 characters.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0


def _single_faults(spec: FieldSpec, value: Any) -> Iterator[str]:
    if spec.choices is not None and value not in spec.choices and str(value) not in map(str, spec.choices):
        yield _("“%(value)s” is not a choice of “%(field)s”.") % {"value": value, "field": spec.label}
    elif not CHECKS[spec.kind](value):
        yield _("“%(value)s” does not fit “%(field)s”.") % {"value": value, "field": spec.label}


def _reads_as_number(value: Any) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _reads_as_time(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(str(value)))
    except ValueError:
        return False


CHECKS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "choice": lambda value: isinstance(value, str | int),
    "list": lambda value: isinstance(value, str | int),
    "number": _reads_as_number,
    "bool": lambda value: isinstance(value, bool),
    "time": _reads_as_time,
}
