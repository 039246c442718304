"""A condition as one sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huisheng.kit.conditions.shapes import Condition, FieldSpec, group_of, words_of

Fields = Mapping[str, FieldSpec]
SENTENCES: dict[str, str | Promise] = {
    "is": gettext_lazy("%(field)s is %(value)s"),
    "is_not": gettext_lazy("%(field)s is not %(value)s"),
    "in": gettext_lazy("%(field)s is %(value)s"),
    "not_in": gettext_lazy("%(field)s is not %(value)s"),
    "has_any": gettext_lazy("%(field)s mentions %(value)s"),
    "has_all": gettext_lazy("%(field)s mentions all of %(value)s"),
    "matches": gettext_lazy("%(field)s fits the pattern %(value)s"),
    "any_of": gettext_lazy("%(field)s include %(value)s"),
    "none_of": gettext_lazy("%(field)s do not include %(value)s"),
    "gte": gettext_lazy("%(field)s is at least %(value)s"),
    "lte": gettext_lazy("%(field)s is at most %(value)s"),
    "gt": gettext_lazy("%(field)s is more than %(value)s"),
    "lt": gettext_lazy("%(field)s is less than %(value)s"),
    "is_empty": gettext_lazy("%(field)s is empty"),
    "is_not_empty": gettext_lazy("%(field)s is given"),
}
TIME_SENTENCES: dict[str, str | Promise] = {
    "gte": gettext_lazy("%(field)s is %(value)s or later"),
    "lte": gettext_lazy("%(field)s is %(value)s or earlier"),
    "gt": gettext_lazy("%(field)s is after %(value)s"),
    "lt": gettext_lazy("%(field)s is before %(value)s"),
}
UNITS: dict[str, str | Promise] = {
    "day": gettext_lazy("days"),
    "hour": gettext_lazy("hours"),
    "minute": gettext_lazy("minutes"),
    "yuan": gettext_lazy("yuan"),
    "piece": gettext_lazy("pieces"),
}


def describe(condition: Condition, fields: Fields) -> str:
    """What a condition asks, in the active language, with the labels of fields and choices. `{}` is "always"."""
    return _told(condition, fields, inside=False) if condition else _("always")


def _told(condition: Condition, fields: Fields, *, inside: bool) -> str:
    group = group_of(condition)
    if not condition:
        return _("always")
    if group == "not":
        return _("not (%(condition)s)") % {"condition": _told(condition["not"], fields, inside=False)}
    if group is None:
        return _leaf(condition, fields)
    parts = [_told(part, fields, inside=True) for part in condition[group]]
    if not parts:
        return _("always") if group == "all" else pgettext("condition", "never")
    text = (_(" and ") if group == "all" else _(" or ")).join(parts)
    return _("(%(condition)s)") % {"condition": text} if inside and len(parts) > 1 else text


def _leaf(leaf: Condition, fields: Fields) -> str:
    spec = fields.get(leaf["field"]) or FieldSpec(leaf["field"], "text", leaf["field"])
    if leaf["op"] == "quantity":
        return _quantity(spec, leaf["value"])
    if spec.kind == "bool":
        holds = leaf["value"] is (leaf["op"] == "is")
        return _("%(field)s: %(value)s") % {"field": spec.label, "value": _("yes") if holds else _("no")}
    table = TIME_SENTENCES if spec.kind == "time" and leaf["op"] in TIME_SENTENCES else SENTENCES
    text = str(table[leaf["op"]]) % {"field": spec.label, "value": _values(spec, leaf)}
    if unless := words_of(leaf.get("unless")):
        text += _(" (but not %(words)s)") % {"words": _listed([_quoted(word) for word in unless])}
    return text


def _values(spec: FieldSpec, leaf: Condition) -> str:
    value = leaf.get("value")
    if spec.kind in ("number", "time") and not isinstance(value, list):
        return str(value)
    quoted = (
        [_quoted(_label(spec, single)) for single in words_of(value)]
        if _many(value)
        else [_quoted(_label(spec, value))]
    )
    return _(", ").join(quoted) if leaf["op"] == "has_all" else _listed(quoted)


def _many(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _label(spec: FieldSpec, value: Any) -> str:
    choices = spec.choices or {}
    return str(choices.get(value, choices.get(str(value), value)))


def _quoted(text: str) -> str:
    return _("“%(text)s”") % {"text": text}


def _listed(parts: list[str]) -> str:
    """One, another or a third."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s or %(last)s") % {"first": _(", ").join(parts[:-1]), "last": parts[-1]}


def _quantity(spec: FieldSpec, wish: Mapping[str, Any]) -> str:
    """An amount and the words beside it."""
    least, most, unit = wish.get("at_least"), wish.get("at_most"), UNITS[wish["unit"]]
    if least is not None and most is not None:
        amount = _("%(least)s to %(most)s %(unit)s") % {"least": least, "most": most, "unit": unit}
    elif least is not None:
        amount = _("at least %(least)s %(unit)s") % {"least": least, "unit": unit}
    else:
        amount = _("at most %(most)s %(unit)s") % {"most": most, "unit": unit}
    words = _listed([_quoted(word) for word in words_of(wish.get("words"))])
    if not words:
        return _("%(field)s speaks of %(amount)s") % {"field": spec.label, "amount": amount}
    return _("%(field)s speaks of %(amount)s near %(words)s") % {"field": spec.label, "amount": amount, "words": words}
