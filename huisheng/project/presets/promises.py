"""Install the promised times."""

from typing import Any

from huisheng.core.accounts.models import Calendar
from huisheng.core.catalogue.models import Grade
from huisheng.stages.sla.models import ClockKind, Commitment, ServicePolicy

from .policies_data import POLICIES
from .shapes import CommitmentPreset, Condition, PolicyPreset, WarnStep

KINDS = {"human_pickup": "first_response"}  # a person picks up: that is the first response


def install_policies() -> None:
    """New policies with their promises; a policy the house has edited (any version) stays as it is."""
    known = set(ServicePolicy.objects.values_list("code", flat=True))
    missing = [preset for preset in POLICIES if preset.code not in known]
    if not missing:
        return
    calendars = {row.code: row for row in Calendar.objects.all()}
    schemes = dict(Grade.objects.values_list("code", "scheme_id"))
    rows = ServicePolicy.objects.bulk_create(
        policy_row(preset, calendars[preset.calendar], schemes, rank=POLICIES.index(preset) * 10) for preset in missing
    )
    Commitment.objects.bulk_create(
        commitment_row(promise, row, grade=grade_of(preset.condition))
        for row, preset in zip(rows, missing, strict=True)
        for promise in preset.commitments
    )


def policy_row(preset: PolicyPreset, calendar: Calendar, schemes: dict[str, int], *, rank: int) -> ServicePolicy:
    grade = grade_of(preset.condition)
    sources = {promise.source for promise in preset.commitments}
    return ServicePolicy(
        code=preset.code,
        name=preset.name,
        name_en=preset.name_en,
        enabled=preset.enabled,
        scheme_id=schemes.get(grade),
        condition={} if grade else preset.condition,
        calendar=calendar,
        source=" ".join([preset.preset, *sorted(sources)]),
        note="\n".join(filter(None, (preset.note, preset.note_en))),
        rank=rank,
    )


def commitment_row(preset: CommitmentPreset, policy: ServicePolicy, *, grade: str) -> Commitment:
    on_time = [step for step in preset.warn if step.percent == 100]
    return Commitment(
        policy=policy,
        kind=ClockKind(KINDS.get(preset.kind, preset.kind)),
        grade_code=grade,
        amount=preset.amount,
        unit=preset.unit,
        warn=[warn_step(step) for step in preset.warn if step not in on_time],
        breach_tells=sorted({who for step in on_time for who in step.tell}),
    )


def warn_step(step: WarnStep) -> dict[str, Any]:
    when = {"percent": step.percent} if step.percent is not None else {"minutes": step.minutes}
    return {**when, "tell": list(step.tell)}


def grade_of(condition: Condition) -> str:
    """The grade of a condition that asks for nothing else: the policy then hangs on that grade of its scheme."""
    only = condition.get("field") == "grade" and condition.get("op") == "is"
    return str(condition["value"]) if only else ""
