"""Change the routing rules; every change stands in the audit and holds for the next ticket."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Skill, Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import record_change
from huisheng.kit.conditions import Condition
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.models import RoutingRule, Weight
from huisheng.stages.triage.actions import RuleRefused
from huisheng.stages.triage.actions.rules import next_rank, refuse_faults
from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices

MOST_UNITS = 100


class WeightRefused(Refused):
    code = "weight_refused"


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
    person: Staff | None = None,
    skills: Sequence[Skill] = (),
    all_skills: bool = False,
    least_level: int = 1,
) -> RoutingRule:
    """Make a rule (it stands last) or change one. `skills` asks for one of them, or all, from a level (1-3) on.

    Raises RuleRefused: no name, bad condition, a person who may not answer customers.
    """
    if person is not None and not person.allows(Right.ANSWER):
        raise RuleRefused(
            _("%(name)s cannot answer customers. Please choose somebody who can."), name=person.name, person=""
        )
    refuse_faults(name, condition, fields_with_choices(GRADED_FIELDS))
    before = routing_rule_facts(rule) if rule else None
    rule = rule or RoutingRule(rank=next_rank(RoutingRule.objects.all()))
    rule.name, rule.name_en, rule.condition = name.strip(), name_en.strip(), dict(condition)
    rule.team, rule.enabled, rule.person = team, enabled, person
    rule.all_skills, rule.least_level = all_skills, least_level
    rule.save()
    rule.skills.set(skills)
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
        "person": rule.person.name if rule.person else "",
        "skills": sorted(rule.skills.values_list("code", flat=True)),
        "all_skills": rule.all_skills,
        "least_level": rule.least_level,
        "enabled": rule.enabled,
    }


@transaction.atomic
def save_weights(channels: Mapping[int, int | None], grades: Mapping[int, int | None], *, by: Party) -> None:
    """How many units a ticket of each channel and grade (by id) fills; None = says nothing. Raises WeightRefused."""
    units = [one for one in (*channels.values(), *grades.values()) if one is not None]
    if any(not 0 <= one <= MOST_UNITS for one in units):
        raise WeightRefused(_("Between 0 and %(most)s units.") % {"most": MOST_UNITS})
    before = _weights()
    for key, one in channels.items():
        _weigh(Weight.objects.filter(channel=key), Weight(channel_id=key), one)
    for key, one in grades.items():
        _weigh(Weight.objects.filter(grade=key), Weight(grade_id=key), one)
    if (after := _weights()) != before:
        record_change("routing.Weight", before=before, after=after, by=by)


def _weigh(known: QuerySet[Weight], new: Weight, units: int | None) -> None:
    if units is None:
        known.delete()
    elif not known.update(units=units):
        new.units = units
        new.save()


def _weights() -> dict[str, int]:
    rows = Weight.objects.select_related("channel", "grade__scheme").order_by("id")
    return {one.channel.code: one.units for one in rows if one.channel} | {
        f"{one.grade.scheme.code}/{one.grade.code}": one.units for one in rows if one.grade
    }
