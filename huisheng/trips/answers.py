"""What deeds ask and what is answered: kept as data, read as objects of the house, said in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.text import excerpt

LONGEST_TEXT = 20_000  # characters, as everywhere a message is written
Texts = str | Promise


class DeedRefused(Refused):
    """A step that cannot be kept or done; `fields` names the step (counted from 0) and what is wrong."""

    code = "deed_refused"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a deed wants to know. `kind`: text, flag, status, hours, category, tags, grade, staff or team."""

    name: str
    label: Texts
    kind: str
    needed: bool = True


HOURS = (1, 2, 4, 8, 24, 48, 72)
SETTABLE = (Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_DEPARTMENT)
ROWS: dict[str, Callable[[], QuerySet[Any]]] = {  # kind of answer → what may be chosen, by its primary key
    "category": lambda: Category.objects.filter(retired_at=None).select_related("parent"),
    "tags": lambda: Tag.objects.filter(retired_at=None).select_related("group"),
    "grade": lambda: Grade.objects.filter(scheme__enabled=True).select_related("scheme"),
    "staff": lambda: Staff.objects.filter(is_active=True, role__rights__contains=[Right.ANSWER]).select_related("role"),
    "team": lambda: Team.objects.filter(active=True).order_by("rank", "id"),
}


def choices(kind: str) -> list[tuple[str, str]]:
    """What a form offers for an answer of this kind: value and words."""
    if kind == "status":
        return [(one.value, str(one.label)) for one in SETTABLE]
    if kind == "hours":
        return [(str(one), _hours(one)) for one in HOURS]
    return [(str(row.pk), _named(kind, row)) for row in ROWS[kind]()] if kind in ROWS else []


def kept_answer(ask: Ask, value: Any) -> Any:
    """The answer as data: text stripped, numbers as numbers."""
    if ask.kind == "flag":
        return value in (True, "on", "1", "true", 1)
    if ask.kind == "tags":
        many = value if isinstance(value, list | tuple) else [value]
        return sorted({number for one in many if (number := _number(one))})
    if ask.kind in ROWS or ask.kind == "hours":
        return _number(value)
    return str(value or "").strip()[:LONGEST_TEXT]


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def answer(ask: Ask, value: Any) -> Any:
    """The object of the house that an answer names. Raises DeedRefused where it is missing, gone or retired."""
    if ask.kind == "flag":
        return bool(value)
    if ask.needed and not value:
        raise DeedRefused(gettext_lazy("Please fill this in."))
    if (ask.kind == "status" and value not in SETTABLE) or (ask.kind == "hours" and value not in HOURS):
        raise DeedRefused(gettext_lazy("Please choose one of the list."))
    if ask.kind in ROWS and value:
        wanted: Sequence[int] = value if ask.kind == "tags" else [value]
        found = list(ROWS[ask.kind]().filter(pk__in=wanted))
        if len(found) < len(wanted):
            raise DeedRefused(gettext_lazy("What was chosen is gone or out of use."))
        return found if ask.kind == "tags" else found[0]
    return value


def spoken(ask: Ask, value: Any) -> str:
    """The answer in words; in brackets why there is none any more."""
    if ask.kind == "flag":
        return _(", then waits for the customer") if value else ""
    try:
        found = answer(ask, value)
    except DeedRefused as refusal:
        return f"({refusal})"
    if ask.kind == "status":
        return str(Status(found).label)
    if ask.kind == "hours":
        return _hours(found)
    if ask.kind == "tags":
        return _(", ").join(_named(ask.kind, row) for row in found)
    return _named(ask.kind, found) if ask.kind in ROWS else excerpt(str(found), length=60)


def _hours(count: int) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": count}


def _named(kind: str, row: Model) -> str:
    """What people call it; a category with its parent, a grade with its scheme."""
    if isinstance(row, Staff):
        return row.name
    if isinstance(row, Category) and row.parent:
        return f"{row.parent.label} / {row.label}"
    if isinstance(row, Grade):
        return f"{row.scheme.label} · {row.label}"
    return str(getattr(row, "label", row))
