"""Install the promised times and the escalation chains."""

from datetime import date
from typing import Any

from huisheng.core.accounts.models import Calendar
from huisheng.core.catalogue.models import Grade
from huisheng.stages.sla.models import ClockKind, Commitment, EscalationChain, EscalationLevel, ServicePolicy

from .chains_data import CHAINS
from .policies import POLICIES
from .shapes import CommitmentPreset, Condition, PolicyPreset, WarnStep


def install_chains() -> None:
    """New chains with their levels; one the house has edited stays as it is."""
    known = set(EscalationChain.objects.values_list("code", flat=True))
    missing = [preset for preset in CHAINS if preset.code not in known]
    rows = EscalationChain.objects.bulk_create(
        EscalationChain(code=one.code, name=one.name, name_en=one.name_en, rank=CHAINS.index(one) * 10)
        for one in missing
    )
    EscalationLevel.objects.bulk_create(
        EscalationLevel(chain=row, level=number, minutes=one.minutes, tell=list(one.tell), ways=list(one.ways))
        for row, preset in zip(rows, missing, strict=True)
        for number, one in enumerate(preset.levels, start=1)
    )


def install_policies() -> None:
    """New policies with their promises; a policy the house has edited (any version) stays as it is."""
    known = set(ServicePolicy.objects.values_list("code", flat=True))
    missing = [preset for preset in POLICIES if preset.code not in known]
    if not missing:
        return
    calendars = {row.code: row for row in Calendar.objects.all()}
    schemes = dict(Grade.objects.values_list("code", "scheme_id"))
    chains = dict(EscalationChain.objects.values_list("code", "pk"))
    rows = ServicePolicy.objects.bulk_create(
        policy_row(preset, calendars[preset.calendar], schemes, rank=POLICIES.index(preset) * 10) for preset in missing
    )
    Commitment.objects.bulk_create(
        commitment_row(promise, row, grade=grade_of(preset.condition), chains=chains)
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
        family=preset.preset,
        source=preset.source or " ".join([preset.preset, *sorted(sources)]),
        verified_on=date.fromisoformat(preset.verified_on) if preset.verified_on else None,
        note="\n".join(filter(None, (preset.note, preset.note_en))),
        rank=rank,
    )


def commitment_row(
    preset: CommitmentPreset, policy: ServicePolicy, *, grade: str, chains: dict[str, int]
) -> Commitment:
    on_time = [step for step in preset.warn if step.percent == 100]
    return Commitment(
        policy=policy,
        kind=ClockKind(preset.kind),
        grade_code=grade,
        amount=preset.amount,
        unit=preset.unit,
        warn=[warn_step(step) for step in preset.warn if step not in on_time],
        breach_tells=sorted({who for step in on_time for who in step.tell}),
        chain_id=chains.get(preset.chain),
    )


def warn_step(step: WarnStep) -> dict[str, Any]:
    when: dict[str, Any] = {"percent": step.percent} if step.percent is not None else {"minutes": step.minutes}
    before = {"before": True} if step.before else {}
    ways = {"ways": list(step.ways)} if step.ways else {}
    return {**when, **before, "tell": list(step.tell), **ways}


def grade_of(condition: Condition) -> str:
    """The grade of a condition that asks for nothing else: the policy then hangs on that grade of its scheme."""
    only = condition.get("field") == "grade" and condition.get("op") == "is"
    return str(condition["value"]) if only else ""
