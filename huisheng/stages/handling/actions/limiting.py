"""Set who may give how much."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from huisheng.core.accounts.models import Role
from huisheng.core.base.actions import record_change
from huisheng.core.catalogue.models import Grade
from huisheng.kit.money import yuan
from huisheng.kit.party import Party
from huisheng.stages.handling.models import CompensationLimit

SUBJECT = "handling.CompensationLimit"  # in the change log
Line = tuple[int, bool, int | None]  # role, its seniors, grade (None: any other)


@transaction.atomic
def save_limits(amounts: Mapping[Line, int | None], *, by: Party) -> None:
    """Set the limits as they stand on the screen, in fen; None takes one off, what is not named stays. One audit line
    where anything changes.
    """
    stored = {
        (one.role_id, one.senior, one.grade_id): one for one in CompensationLimit.objects.select_for_update().all()
    }
    before = _facts(stored.values())
    for line, fen in amounts.items():
        row = stored.get(line)
        if fen is None and row is not None:
            row.delete()
        elif fen is not None and row is None:
            role, senior, grade = line
            CompensationLimit.objects.create(role_id=role, senior=senior, grade_id=grade, fen=fen)
        elif fen is not None and row is not None and row.fen != fen:
            row.fen = fen
            row.save(update_fields=["fen"])
    after = _facts(CompensationLimit.objects.all())
    if before != after:
        record_change(SUBJECT, before=before, after=after, by=by)


def _facts(rows: Iterable[CompensationLimit]) -> dict[str, str]:
    """ "agent+ · red" → "80": who (+ = its seniors), which grade (* = any other), how many yuan."""
    roles, grades = dict(Role.objects.values_list("pk", "name")), dict(Grade.objects.values_list("pk", "name"))
    in_order = sorted(rows, key=lambda one: (one.role_id, one.senior, one.grade_id or 0))
    return {
        f"{roles[one.role_id]}{'+' if one.senior else ''} · {grades.get(one.grade_id or 0, '*')}": yuan(one.fen)
        for one in in_order
    }
