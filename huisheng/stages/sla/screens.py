"""Policies as the settings screens show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from huisheng.core.accounts.models import Staff
from huisheng.core.base.models import SettingChange
from huisheng.kit.conditions import ConditionError, describe
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

from .models import ServicePolicy
from .sentences import hours_text, promise_text

CHANGES_SHOWN = 50


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
    return [
        PolicyRow(
            one, [promise_text(promise) for promise in one.commitments.all()], _scope(one, fields), hours_text(one)
        )
        for one in found
    ]


def _scope(policy: ServicePolicy, fields: object) -> str:
    try:
        return describe(policy.condition, fields) if policy.condition else ""  # type: ignore[arg-type]
    except (ConditionError, KeyError):
        return str(policy.condition)
