"""The shapes the condition language is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huisheng.kit.errors import Refused

Condition = Mapping[str, Any]
Kind = Literal["text", "choice", "list", "number", "bool", "time"]
GROUPS = ("all", "any", "not")
MAX_DEPTH = 8

TEXT_OPS = ("has_any", "has_all", "matches", "quantity", "is", "is_not", "in", "not_in", "is_empty", "is_not_empty")
CHOICE_OPS = ("is", "is_not", "in", "not_in", "is_empty", "is_not_empty")
ORDER_OPS = ("gte", "lte", "gt", "lt", "is", "is_not", "is_empty", "is_not_empty")
OPS: dict[Kind, tuple[str, ...]] = {
    "text": TEXT_OPS,
    "choice": CHOICE_OPS,
    "list": ("any_of", "none_of", "is_empty", "is_not_empty"),
    "number": (*ORDER_OPS, "in", "not_in"),
    "bool": ("is", "is_not"),
    "time": ORDER_OPS,
}
LIST_VALUED = frozenset({"in", "not_in", "has_any", "has_all", "any_of", "none_of"})
WITHOUT_VALUE = frozenset({"is_empty", "is_not_empty"})


class ConditionError(Refused):
    """A condition that cannot be read, or cannot be asked of the database."""

    code = "bad_condition"
    message = _("This condition cannot be used: %(reason)s")

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason=reason)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The field that decided and its very words, as written."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Whether a condition holds, and why."""

    matched: bool
    evidence: tuple[Evidence, ...] = ()

    def __bool__(self) -> bool:
        return self.matched


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field that conditions may name: its kind, how people call it, the choices with their labels, and the ORM
    path for `to_q` (none = not a column, only `evaluate` can ask it).

    `ask` answers a comparison that a plain column cannot: given an affirmative one ("is", never "is_not") and its
    value, it returns the rows, or None where the path knows better.
    """

    name: str
    kind: Kind
    label: str | Promise
    choices: Mapping[Any, str | Promise] | None = None
    lookup: str | None = None
    ask: Callable[[str, Any], Q | None] | None = None


def group_of(condition: Condition) -> str | None:
    """Which of all, any, not a condition is; None for a leaf."""
    for name in GROUPS:  # asked some hundred times for each ticket
        if name in condition:
            return name
    return None


def words_of(value: Any) -> list[str]:
    """The words of a leaf: a list, or one word alone."""
    return [value] if isinstance(value, str) else list(value or ())
