"""Policies as the settings screens show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import SettingChange
from huisheng.kit.conditions import ConditionError, FieldSpec, describe
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

from .models import ServicePolicy
from .sentences import hours_text, promise_text

CHANGES_SHOWN = 50
Fields = Mapping[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A version of a policy, said in words."""

    policy: ServicePolicy
    promises: list[str]
    scope: str
    hours: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a policy's audit: when, by whom, from which version to which, or switched on or off."""

    at: datetime
    who: str
    version: int | None
    enabled: bool | None


def policy_rows() -> list[PolicyRow]:
    """The policies in force, those that rest among them. A fixed number of queries."""
    return _rows(ServicePolicy.objects.filter(retired_at=None))


def policy_versions(code: str) -> list[PolicyRow]:
    """Every version of a policy, the latest first."""
    return _rows(ServicePolicy.objects.filter(code=code).order_by("-version"))


def policy_changes(code: str) -> list[ChangeRow]:
    """Who changed a policy and when, the latest first."""
    lines = list(
        SettingChange.objects.filter(subject=f"sla.ServicePolicy:{code}").order_by("-at", "-id")[:CHANGES_SHOWN]
    )
    names = Staff.objects.in_bulk([line.by_id for line in lines if line.by_kind == "staff" and line.by_id])
    return [
        ChangeRow(
            at=line.at,
            who=names[line.by_id].name if line.by_kind == "staff" and line.by_id in names else "",
            version=(line.after or {}).get("version"),
            enabled=(line.after or {}).get("enabled"),
        )
        for line in lines
    ]


def _rows(policies: "QuerySet[ServicePolicy]") -> list[PolicyRow]:
    fields = fields_with_choices(GRADED_FIELDS)
    found = policies.select_related("scheme", "calendar").prefetch_related("commitments")
    return [PolicyRow(one, _promises(one, fields), _scope(one, fields), hours_text(one)) for one in found]


def _promises(policy: ServicePolicy, fields: Fields) -> list[str]:
    """Each promise in words, with its grade where the policy speaks of several."""
    rows = policy.commitments.all()
    if len({row.grade_code for row in rows}) < 2:
        return [promise_text(row) for row in rows]
    return [f"{_grade(row.grade_code, fields) or _('every grade')} · {promise_text(row)}" for row in rows]


def _scope(policy: ServicePolicy, fields: Fields) -> str:
    """For which feedback: the scheme, its grade where there is only one, and the condition."""
    grades = {row.grade_code for row in policy.commitments.all()}
    grade = _grade(grades.pop(), fields) if len(grades) == 1 else ""
    parts = [policy.scheme.label if policy.scheme else "", grade, _condition(policy, fields)]
    return " · ".join(part for part in parts if part) or _("all feedback")


def _grade(code: str, fields: Fields) -> str:
    return str((fields["grade"].choices or {}).get(code, code))


def _condition(policy: ServicePolicy, fields: Fields) -> str:
    try:
        return describe(policy.condition, fields) if policy.condition else ""
    except (ConditionError, KeyError):
        return str(policy.condition)
