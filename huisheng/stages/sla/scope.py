"""Which tickets a policy is for, as a form asks it: categories, channels, tiers. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from huisheng.kit.conditions import Condition

FIELDS = ("category", "channel", "tier")
Scope = dict[str, list[str]]


def read_scope(condition: Condition) -> Scope | None:
    """{"channel": ["web"]} from a condition that names categories, channels and tiers only; None for any other."""
    if not condition:
        return {}
    leaves = condition["all"] if set(condition) == {"all"} else [condition]
    scope: Scope = {}
    for leaf in leaves:
        field, values = leaf.get("field"), _values(leaf)
        if field not in FIELDS or values is None or field in scope:
            return None
        scope[field] = values
    return scope


def write_scope(scope: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The condition of a scope: every field that names something must fit; nothing named = every ticket."""
    leaves = [{"field": field, "op": "in", "value": list(scope[field])} for field in FIELDS if scope.get(field)]
    return leaves[0] if len(leaves) == 1 else {"all": leaves} if leaves else {}


def _values(leaf: Mapping[str, Any]) -> list[str] | None:
    value = leaf.get("value")
    if leaf.get("op") == "is" and isinstance(value, str):
        return [value]
    return list(value) if leaf.get("op") == "in" and isinstance(value, list) else None
