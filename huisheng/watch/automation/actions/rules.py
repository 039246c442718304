"""Change the rules; every change stands in the audit and holds for the next event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.tickets.actions import listen_for
from huisheng.kit.conditions import Condition
from huisheng.kit.party import Party
from huisheng.stages.triage.actions import RuleRefused
from huisheng.stages.triage.actions.rules import next_rank, place_rule
from huisheng.trips.deeds import DeedRefused, Step
from huisheng.watch.automation.deeds import checked
from huisheng.watch.automation.judge import faults_of, rule_fields
from huisheng.watch.automation.models import Rule
from huisheng.watch.automation.occasions import BY_CODE, kinds_of
from huisheng.watch.automation.timing import timing_faults

FACTS = (
    "name", "name_en", "enabled", "occasions", "timing", "condition", "deeds", "stops", "off_after_failures",
)  # fmt: skip
ASKED = ("occasions", "timing", "condition", "deeds", "stops")  # a change of these is another version


@transaction.atomic
def save_rule(
    rule: Rule | None = None,
    *,
    name: str,
    occasions: Sequence[str],
    condition: Condition,
    deeds: Sequence[Mapping[str, Any]],
    by: Party,
    name_en: str = "",
    timing: Mapping[str, Any] | None = None,
    stops: bool = False,
    off_after_failures: bool = False,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    enabled: bool = False,
) -> Rule:
    """Make a rule (it stands last) or change one; audited, and a new version where it asks or does something else.

    Raises RuleRefused, naming the field at fault: no name, nothing that wakes it, a condition or deed that cannot be used,
    no deed, a validity that ends before it begins.
    """
    _refuse_asking(name, condition)
    _refuse_waking(occasions, timing or {})
    steps = _steps(deeds)
    if valid_from and valid_until and valid_until <= valid_from:
        raise RuleRefused(_("The rule would end before it begins."), valid_until=True)
    before = rule_facts(rule) if rule else None
    kept = Rule.objects.select_for_update().get(pk=rule.pk) if rule else Rule(rank=next_rank(Rule.objects.all()))
    asked = [getattr(kept, name) for name in ASKED]
    if enabled and not kept.enabled:
        kept.enabled_at = timezone.now()
    kept.name, kept.name_en, kept.enabled = name.strip(), name_en.strip(), enabled
    kept.occasions, kept.timing, kept.condition = list(occasions), dict(timing or {}), dict(condition)
    kept.deeds, kept.stops, kept.off_after_failures = steps, stops, off_after_failures
    kept.valid_from, kept.valid_until = valid_from, valid_until
    if rule and asked != [getattr(kept, name) for name in ASKED]:
        kept.version += 1
    kept.save()
    _audit(kept, before, by)
    return kept


@transaction.atomic
def copy_rule(rule: Rule, *, by: Party) -> Rule:
    """The same once more, switched off and with a name of its own, right below the other."""
    copy = Rule.objects.get(pk=rule.pk)
    copy.pk, copy.rank, copy.version, copy.enabled, copy.enabled_at = (
        None,
        next_rank(Rule.objects.all()),
        1,
        False,
        None,
    )
    copy.name = str(_("%(name)s (copy)") % {"name": rule.name})[:80]
    copy.name_en = f"{rule.name_en} (copy)"[:120] if rule.name_en else ""
    copy.save(force_insert=True)
    _audit(copy, None, by)
    among = Rule.objects.filter(retired_at=None)
    below = list(among.order_by("rank", "id").values_list("pk", flat=True)).index(rule.pk) + 2
    place_rule(copy, among=among, place=below, by=by)
    return copy


@transaction.atomic
def switch_rule(rule: Rule, *, enabled: bool, by: Party) -> None:
    """On or off; audited. A rule of time leaves alone what waited long enough before it was switched on."""
    before = {"enabled": rule.enabled}
    if rule.enabled == enabled:
        return
    rule.enabled = enabled
    rule.enabled_at = timezone.now() if enabled else rule.enabled_at
    rule.save(update_fields=["enabled", "enabled_at"])
    record_change(f"automation.Rule:{rule.pk}", before=before, after={"enabled": enabled}, by=by)
    _listen()


@transaction.atomic
def retire_rule(rule: Rule, *, by: Party) -> None:
    """Take it away for good; what it did stays in the log."""
    record_change(f"automation.Rule:{rule.pk}", before=rule_facts(rule), after=None, by=by)
    rule.enabled, rule.retired_at = False, timezone.now()
    rule.save(update_fields=["enabled", "retired_at"])
    _listen()


def rule_facts(rule: Rule) -> dict[str, Any]:
    """What the audit keeps; codes, so that it reads without a join."""
    said = {name: getattr(rule, name) for name in FACTS}
    instants = {name: getattr(rule, name) for name in ("valid_from", "valid_until")}
    return said | {name: at.isoformat() if at else "" for name, at in instants.items()}


def _refuse_asking(name: str, condition: Condition) -> None:
    if not name.strip():
        raise RuleRefused(_("Please give the rule a name: it is shown wherever the rule decides."), name=True)
    if faults := faults_of(condition, rule_fields(timezone.now())):
        raise RuleRefused(" ".join(faults), condition=True)


def _refuse_waking(occasions: Sequence[str], timing: Mapping[str, Any]) -> None:
    if unknown := [code for code in occasions if code not in BY_CODE]:
        raise RuleRefused(_("Nothing here is called “%(name)s”."), name=", ".join(unknown), occasions=True)
    if faults := timing_faults(timing):
        raise RuleRefused(" ".join(faults), timing=True)
    if not occasions and not timing:
        raise RuleRefused(_("Please say what wakes the rule: something that happens, or time."), occasions=True)


def _steps(deeds: Sequence[Mapping[str, Any]]) -> list[Step]:
    try:
        return checked(deeds)
    except DeedRefused as refusal:
        raise RuleRefused(str(refusal), deeds=True) from refusal


def _audit(rule: Rule, before: dict[str, Any] | None, by: Party) -> None:
    after = rule_facts(rule)
    if before != after:
        record_change(f"automation.Rule:{rule.pk}", before=before, after=after, by=by)
    _listen()


def _listen() -> None:
    """The ledger queues a job for what a rule listens for."""
    heard = Rule.objects.filter(enabled=True, retired_at=None).values_list("occasions", flat=True)
    listen_for({kind for codes in heard for kind in kinds_of(codes)})
