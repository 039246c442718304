"""Write the house's own fields of the record (requirements S2: fields can be added)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.followup.models import RecordField, Scenario

FACTS = ("name", "name_en", "kind", "choices", "required", "active", "rank", "scenario_id")


class FieldRefused(Refused):
    """A field that cannot be used like this. `fields` names what is at fault."""

    code = "field_refused"


@transaction.atomic
def save_record_field(
    field: RecordField | None = None,
    *,
    name: str,
    by: Party,
    code: str = "",
    kind: str = RecordField.Kind.LINE,
    name_en: str = "",
    choices: Sequence[str] = (),
    scenario: Scenario | None = None,
    required: bool = False,
    active: bool = True,
    rank: int = 0,
) -> RecordField:
    """Make a field (None needs a free `code`; its kind stays) or change one; old records keep what stands in them.

    Raises FieldRefused.
    """
    before = facts_of(field) if field else None
    row = field or RecordField(code=_free(code), kind=kind)
    if not name.strip():
        raise FieldRefused(_("Please give a name."), name="")
    if row.kind == RecordField.Kind.CHOICE and len(choices) < 2:
        raise FieldRefused(_("A field with choices needs at least two of them."), choices="")
    row.name, row.name_en, row.scenario = name.strip(), name_en.strip(), scenario
    row.choices = coded(choices, row.choices)
    row.required, row.active, row.rank = required, active, rank
    row.save()
    if before != facts_of(row):
        record_change(f"followup.RecordField:{row.code}", before=before, after=facts_of(row), by=by)
    return row


def facts_of(field: RecordField) -> dict[str, Any]:
    """What the audit keeps about a field."""
    return {name: getattr(field, name) for name in FACTS}


def coded(words: Sequence[str], before: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """A choice whose words stay keeps its code and its English; a new one gets a code that was never used."""
    known = {one["name"]: one for one in before}
    used = {one["code"] for one in before}
    free = (code for number in range(1, 1000) if (code := f"c{number}") not in used)
    return [known.get(one) or {"code": next(free), "name": one, "name_en": ""} for one in words]


def _free(code: str) -> str:
    if not code.strip() or RecordField.objects.filter(code=code.strip()).exists():
        raise FieldRefused(_("This code is taken."), code="")
    return code.strip()
