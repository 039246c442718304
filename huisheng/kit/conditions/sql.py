"""The same questions for the database."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huisheng.kit.conditions.patterns import compiled
from huisheng.kit.conditions.shapes import Condition, ConditionError, FieldSpec, group_of, words_of

NOTHING = Q(pk__in=[])
DENIED = {"is_not": "is", "not_in": "in", "none_of": "any_of", "is_not_empty": "is_empty"}
FOREIGN = re.compile(r"\\[bBZ]|[*+?}]\+|\{,")  # what PostgreSQL would read otherwise, or not at all


def to_q(condition: Condition, fields: Mapping[str, FieldSpec]) -> Q:
    """The rows for which a condition holds. Words are looked up as parts of the text: denials and word edges are
    not seen, so a caller who needs exactness evaluates the rows found again.

    Many-valued lookups may repeat a row: add `distinct()`. Raises ConditionError for a field without a column, a
    quantity, `unless` and patterns PostgreSQL reads otherwise.
    """
    if not condition:
        return Q()
    group = group_of(condition)
    if group == "not":
        return ~to_q(condition["not"], fields) if condition["not"] else NOTHING
    if group == "all":
        return _joined([to_q(part, fields) for part in condition["all"]], Q.AND)
    if group == "any":
        parts = [to_q(part, fields) for part in condition["any"]]
        return Q() if not all(parts) else _joined(parts, Q.OR) or NOTHING
    return _leaf(condition, fields)


def _joined(parts: list[Q], connector: str) -> Q:
    whole = Q()
    for part in parts:
        whole = whole._combine(part, connector)  # type: ignore[attr-defined]
    return whole


def _leaf(leaf: Condition, fields: Mapping[str, FieldSpec]) -> Q:
    spec, op = fields.get(leaf.get("field", "")), str(leaf.get("op", ""))
    if leaf.get("unless"):
        raise ConditionError(_("a list cannot be filtered with exceptions"))
    affirmed = DENIED.get(op, op)
    asked = spec.ask(affirmed, leaf.get("value")) if spec and spec.ask else None
    if asked is not None:
        return asked if affirmed == op else ~asked
    build = BUILDERS.get(op)
    if spec is None or spec.lookup is None or build is None:
        raise ConditionError(_("it asks something that a list cannot be filtered by"))
    return build(spec, spec.lookup, leaf.get("value"))


def _is(spec: FieldSpec, path: str, value: Any) -> Q:
    if value is None:
        return Q(**{f"{path}__isnull": True})
    return Q(**{f"{path}__iexact" if spec.kind == "text" else path: value})


def _in(spec: FieldSpec, path: str, value: Any) -> Q:
    if spec.kind != "text":
        return Q(**{f"{path}__in": words_of(value)})
    return _joined([_is(spec, path, word) for word in words_of(value)], Q.OR) or NOTHING


def _has_any(spec: FieldSpec, path: str, value: Any) -> Q:
    return _joined([Q(**{f"{path}__icontains": word}) for word in words_of(value)], Q.OR) or NOTHING


def _has_all(spec: FieldSpec, path: str, value: Any) -> Q:
    return _joined([Q(**{f"{path}__icontains": word}) for word in words_of(value)], Q.AND)


def _matches(spec: FieldSpec, path: str, value: Any) -> Q:
    compiled(value)
    if FOREIGN.search(value):
        raise ConditionError(_("a list cannot be filtered by this pattern"))
    return Q(**{f"{path}__iregex": value})


def _any_of(spec: FieldSpec, path: str, value: Any) -> Q:
    return Q(**{f"{path}__in": words_of(value)})


def _is_empty(spec: FieldSpec, path: str, value: Any) -> Q:
    empty = Q(**{f"{path}__isnull": True})
    return empty | Q(**{path: ""}) if spec.kind == "text" else empty


def _compared(op: str) -> Callable[[FieldSpec, str, Any], Q]:
    return lambda spec, path, value: Q(**{f"{path}__{op}": value})


def _not(build: Callable[[FieldSpec, str, Any], Q]) -> Callable[[FieldSpec, str, Any], Q]:
    return lambda spec, path, value: ~build(spec, path, value)


BUILDERS: dict[str, Callable[[FieldSpec, str, Any], Q]] = {
    "is": _is,
    "is_not": _not(_is),
    "in": _in,
    "not_in": _not(_in),
    "has_any": _has_any,
    "has_all": _has_all,
    "matches": _matches,
    "any_of": _any_of,
    "none_of": _not(_any_of),
    "is_empty": _is_empty,
    "is_not_empty": _not(_is_empty),
    "gte": _compared("gte"),
    "lte": _compared("lte"),
    "gt": _compared("gt"),
    "lt": _compared("lt"),
}
