"""Write the house's promises: new versions, on and off, retired. Nothing here touches a clock that runs."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Calendar
from huisheng.core.base.actions import record_change
from huisheng.core.catalogue.models import GradingScheme
from huisheng.kit.conditions import Condition
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.sla.checks import CommitmentDraft, faults_of_commitments, faults_of_condition
from huisheng.stages.sla.models import Commitment, ServicePolicy


class PolicyRefused(Refused):
    """A promise that cannot be kept like this. `fields` names what is at fault."""

    code = "policy_refused"


class PolicyChanged(Refused):
    code = "policy_changed"
    status = 409
    message = _("Somebody else changed this policy in the meantime. Please look at it again.")


@transaction.atomic
def save_policy(
    code: str,
    *,
    name: str,
    name_en: str = "",
    calendar: Calendar,
    commitments: Sequence[CommitmentDraft],
    scheme: GradingScheme | None = None,
    condition: Condition | None = None,
    enabled: bool = True,
    source: str = "",
    verified_on: date | None = None,
    note: str = "",
    rank: int = 0,
    valid_from: date | None = None,
    valid_until: date | None = None,
    based_on: int | None = None,
    by: Party,
) -> ServicePolicy:
    """Write a new policy, or the next version of one: the version before retires, and clocks keep what it promised.

    `based_on` is the version the author saw. Raises PolicyRefused for missing names, broken conditions and promises
    that contradict themselves, PolicyChanged when another version came in between.
    """
    condition = condition or {}
    check_policy(name, scheme, condition, commitments, enabled=enabled)
    _check_days(valid_from, valid_until)
    before = ServicePolicy.objects.select_for_update().filter(code=code, retired_at=None).first()
    if based_on is not None and (before is None or before.version != based_on):
        raise PolicyChanged
    last = ServicePolicy.objects.filter(code=code).order_by("-version").first()
    if before:
        before.retired_at = timezone.now()
        before.save(update_fields=["retired_at"])
    policy = ServicePolicy.objects.create(
        code=code,
        version=last.version + 1 if last else 1,
        name=name.strip(),
        name_en=name_en.strip(),
        enabled=enabled,
        scheme=scheme,
        condition=dict(condition),
        calendar=calendar,
        family=last.family if last else "",
        source=source.strip(),
        verified_on=verified_on,
        note=note.strip(),
        rank=rank,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    Commitment.objects.bulk_create([Commitment(policy=policy, **commitment_columns(draft)) for draft in commitments])
    _audit(policy, before=policy_facts(before) if before else None, after=policy_facts(policy), by=by)
    return policy


@transaction.atomic
def switch_policy(policy: ServicePolicy, *, enabled: bool, by: Party) -> ServicePolicy:
    """Let a policy promise, or let it rest. Tickets that have its clocks keep them.

    Raises PolicyRefused for a policy without any promised time, PolicyChanged for one that is no longer in force.
    """
    policy = (
        ServicePolicy.objects.select_for_update(of=("self",)).select_related("scheme", "calendar").get(pk=policy.pk)
    )
    if policy.retired_at:
        raise PolicyChanged
    if enabled and not policy.commitments.exists():
        raise PolicyRefused(_("“%(name)s” promises no time yet. Add one, then switch it on."), name=policy.label)
    if policy.enabled != enabled:
        policy.enabled = enabled
        policy.save(update_fields=["enabled"])
        _audit(policy, before={"enabled": not enabled}, after={"enabled": enabled}, by=by)
    return policy


@transaction.atomic
def retire_policy(policy: ServicePolicy, *, by: Party) -> ServicePolicy:
    """Take a policy out of the list for good. Its versions, and the clocks it promised, stay as they are."""
    policy = ServicePolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if policy.retired_at is None:
        policy.retired_at = timezone.now()
        policy.save(update_fields=["retired_at"])
        _audit(policy, before=policy_facts(policy), after=None, by=by)
    return policy


def policy_facts(policy: ServicePolicy) -> dict[str, Any]:
    """What the audit keeps about a policy, its commitments among it."""
    return {
        "version": policy.version,
        "name": policy.name,
        "name_en": policy.name_en,
        "enabled": policy.enabled,
        "scheme": policy.scheme.code if policy.scheme else None,
        "condition": policy.condition,
        "calendar": policy.calendar.code,
        **_validity_facts(policy),
        "source": policy.source,
        "verified_on": policy.verified_on.isoformat() if policy.verified_on else None,
        "note": policy.note,
        "commitments": [_commitment_facts(one) for one in policy.commitments.select_related("chain")],
    }


def check_policy(
    name: str,
    scheme: GradingScheme | None,
    condition: Condition,
    commitments: Sequence[CommitmentDraft],
    *,
    enabled: bool,
) -> None:
    """Raises PolicyRefused for what cannot be promised like this."""
    if not name.strip():
        raise PolicyRefused(_("Please give a name."), name="")
    if faults := faults_of_condition(condition):
        raise PolicyRefused(" ".join(faults), condition=faults[0])
    grades = set(scheme.grades.values_list("code", flat=True)) if scheme else None
    if faults := faults_of_commitments(commitments, grades):
        raise PolicyRefused(" ".join(faults), commitments=faults[0])
    if enabled and not commitments:
        raise PolicyRefused(_("Promise at least one time, or save it switched off."), commitments="")


def _check_days(valid_from: date | None, valid_until: date | None) -> None:
    if valid_from and valid_until and valid_until < valid_from:
        raise PolicyRefused(_("The last day comes before the first."), valid_until="")


def commitment_columns(draft: CommitmentDraft) -> dict[str, Any]:
    """A draft as the columns of a Commitment."""
    columns = {one.name: getattr(draft, one.name) for one in fields(draft)}
    lists = {name: list(columns[name]) for name in ("breach_tells", "stop_events")}
    waits = None if draft.pauses_in is None else list(draft.pauses_in)
    return {**columns, **lists, "warn": [dict(step) for step in draft.warn], "pauses_in": waits}


def _commitment_facts(row: Commitment) -> dict[str, Any]:
    names = ("kind", "grade_code", "amount", "unit", "overrides", "warn", "breach_tells", "target_percent")
    own = {name: getattr(row, name) for name in ("start_event", "stop_events", "pauses_in")}
    facts = {name: value for name, value in own.items() if value not in ("", [], None)}
    chain = {"chain": row.chain.code} if row.chain else {}
    return {**{name: getattr(row, name) for name in names}, **facts, **chain}


def _validity_facts(policy: ServicePolicy) -> dict[str, str]:
    days = {"valid_from": policy.valid_from, "valid_until": policy.valid_until}
    return {name: str(day) for name, day in days.items() if day}


def _audit(policy: ServicePolicy, *, before: Any, after: Any, by: Party) -> None:
    record_change(f"sla.ServicePolicy:{policy.code}", before=before, after=after, by=by)
