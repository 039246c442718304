"""Policies as the settings screens show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huisheng.core.accounts.models import Role, Staff
from huisheng.core.base.models import SettingChange
from huisheng.kit.conditions import ConditionError, FieldSpec, describe
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

from .differences import Difference, Words, differences
from .families import BY_CODE, FAMILIES, OWN, Family
from .lines import commitment_lines, validity_text
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
    valid: str

    @property
    def can_promise(self) -> bool:
        return bool(self.promises)


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A preset with its policies, or the house's own ones (`family` None)."""

    family: Family | None
    rows: list[PolicyRow]

    @property
    def code(self) -> str:
        return self.family.code if self.family else OWN

    @property
    def on(self) -> int:
        return sum(row.policy.enabled for row in self.rows)

    @property
    def off(self) -> int:
        """How many rest and could promise."""
        return sum(row.can_promise and not row.policy.enabled for row in self.rows)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a policy, and what it says otherwise than the one before (None for the first)."""

    policy: ServicePolicy
    promises: list[str]
    scope: str
    hours: str
    changes: list[Difference] | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One line of a policy's audit: when, by whom, from which version to which, or switched on or off."""

    at: datetime
    who: str
    version: int | None
    enabled: bool | None


def family_rows() -> list[FamilyRow]:
    """The policies in force, those that rest among them, by preset; the house's own ones first. Fixed queries."""
    rows = _rows(ServicePolicy.objects.filter(retired_at=None))
    by_family: dict[str, list[PolicyRow]] = {}
    for row in rows:
        by_family.setdefault(row.policy.family if row.policy.family in BY_CODE else OWN, []).append(row)
    own = [FamilyRow(None, by_family[OWN])] if OWN in by_family else []
    return [*own, *(FamilyRow(one, by_family[one.code]) for one in FAMILIES if one.code in by_family)]


def policy_versions(code: str) -> list[VersionRow]:
    """Every version of a policy with what it changed, the latest first."""
    rows = _rows(ServicePolicy.objects.filter(code=code).order_by("-version"))
    words = _words(rows)
    older = [*rows[1:], None]
    return [
        VersionRow(
            row.policy,
            row.promises,
            row.scope,
            row.hours,
            differences(before.policy, row.policy, words) if before else None,
        )
        for row, before in zip(rows, older, strict=True)
    ]


def promise_gists(policy: ServicePolicy) -> list[tuple[str, str]]:
    """For each promise of a policy: what it is, and how it warns, in a line each."""
    names = _role_names()
    gists = []
    for row in policy.commitments.select_related("chain"):
        rest = list(commitment_lines(row, names).items())[1:]  # the time is in the sentence already
        gists.append(
            (
                promise_text(row),
                " · ".join(_("%(when)s: %(told)s") % {"when": label, "told": text} for label, text in rest),
            )
        )
    return gists


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
    found = policies.select_related("scheme", "calendar").prefetch_related("commitments__chain")
    return [
        PolicyRow(one, _promises(one, fields), _scope(one, fields), hours_text(one), validity_text(one))
        for one in found
    ]


def _words(rows: list[PolicyRow]) -> Words:
    grades = fields_with_choices(GRADED_FIELDS)["grade"].choices or {}
    return Words(
        grades={str(code): str(label) for code, label in grades.items()},
        roles=_role_names(),
        scopes={row.policy.pk: row.scope for row in rows},
    )


def _role_names() -> dict[str, str]:
    return {f"role:{role.code}": role.label for role in Role.objects.all()}


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
