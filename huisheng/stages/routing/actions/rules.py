"""Change the routing rules; every change stands in the audit and holds for the next ticket."""

from typing import Any

from django.db import transaction

from huisheng.core.accounts.models import Team
from huisheng.core.base.actions import record_change
from huisheng.kit.conditions import Condition
from huisheng.kit.party import Party
from huisheng.stages.routing.models import RoutingRule
from huisheng.stages.triage.actions.rules import next_rank, refuse_faults
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices


@transaction.atomic
def save_routing_rule(
    rule: RoutingRule | None = None,
    *,
    name: str,
    condition: Condition,
    team: Team,
    by: Party,
    name_en: str = "",
    enabled: bool = True,
) -> RoutingRule:
    """Make a rule (it stands last) or change one. Raises RuleRefused: no name, bad condition."""
    refuse_faults(name, condition, fields_with_choices(GRADED_FIELDS))
    before = routing_rule_facts(rule) if rule else None
    rule = rule or RoutingRule(rank=next_rank(RoutingRule.objects.all()))
    rule.name, rule.name_en, rule.condition = name.strip(), name_en.strip(), dict(condition)
    rule.team, rule.enabled = team, enabled
    rule.save()
    after = routing_rule_facts(rule)
    if before != after:
        record_change(f"routing.RoutingRule:{rule.pk}", before=before, after=after, by=by)
    return rule


def routing_rule_facts(rule: RoutingRule) -> dict[str, Any]:
    """What the audit keeps; codes, so that it reads without a join."""
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "condition": rule.condition,
        "team": rule.team.code,
        "enabled": rule.enabled,
    }
