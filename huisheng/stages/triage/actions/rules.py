"""Change the rules; every change stands in the audit and holds for the next ticket."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.core.catalogue.models import Category, Grade, MatrixLevel, Tag
from huisheng.kit.conditions import Condition, FieldSpec, validate
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.triage.facts import FIELDS, fields_with_choices
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule

STEP = 10  # between ranks, so that the order of a list is easy to read in the database


class RuleRefused(Refused):
    code = "rule_refused"


@transaction.atomic
def save_category_rule(
    rule: CategoryRule | None = None,
    *,
    name: str,
    condition: Condition,
    by: Party,
    name_en: str = "",
    category: Category | None = None,
    tags: Sequence[Tag] = (),
    enabled: bool = True,
) -> CategoryRule:
    """Make a rule (it stands last) or change one. Raises RuleRefused: no name, neither category nor tag, bad condition."""
    if category is None and not tags:
        raise RuleRefused(_("A rule needs a category or a tag to give."), category=True)
    refuse_faults(name, condition, fields_with_choices(FIELDS))
    before = category_rule_facts(rule) if rule else None
    rule = rule or CategoryRule(rank=next_rank(CategoryRule.objects.all()))
    rule.name, rule.name_en, rule.condition = name.strip(), name_en.strip(), dict(condition)
    rule.category, rule.enabled = category, enabled
    rule.save()
    rule.tags.set(tags)
    _audit(rule, before, category_rule_facts(rule), by)
    return rule


@transaction.atomic
def save_grade_rule(
    rule: GradeRule | None = None,
    *,
    name: str,
    condition: Condition,
    grade: Grade,
    by: Party,
    name_en: str = "",
    enabled: bool = True,
) -> GradeRule:
    """Make a rule (it stands last in its scheme) or change one. Raises RuleRefused: no name, bad condition."""
    refuse_faults(name, condition, fields_with_choices(FIELDS))
    before = grade_rule_facts(rule) if rule else None
    rule = rule or GradeRule(rank=next_rank(GradeRule.objects.filter(grade__scheme=grade.scheme_id)))
    rule.name, rule.name_en, rule.condition = name.strip(), name_en.strip(), dict(condition)
    rule.grade, rule.enabled = grade, enabled
    rule.save()
    _audit(rule, before, grade_rule_facts(rule), by)
    return rule


@transaction.atomic
def save_level_rule(
    rule: LevelRule | None = None,
    *,
    name: str,
    condition: Condition,
    level: MatrixLevel,
    by: Party,
    name_en: str = "",
    enabled: bool = True,
) -> LevelRule:
    """Make a rule of impact or urgency (it stands last in its matrix) or change one. Raises RuleRefused."""
    refuse_faults(name, condition, fields_with_choices(FIELDS))
    before = level_rule_facts(rule) if rule else None
    rule = rule or LevelRule(rank=next_rank(LevelRule.objects.filter(level__scheme=level.scheme_id)))
    rule.name, rule.name_en, rule.condition = name.strip(), name_en.strip(), dict(condition)
    rule.level, rule.enabled = level, enabled
    rule.save()
    _audit(rule, before, level_rule_facts(rule), by)
    return rule


@transaction.atomic
def move_rule(rule: models.Model, *, among: models.QuerySet[Any], up: bool, by: Party) -> None:
    """One place up or down among its neighbours; at the end of the list nothing happens."""
    here = next(at for at, one in enumerate(among.order_by("rank", "id")) if one.pk == rule.pk)
    place_rule(rule, among=among, place=here if up else here + 2, by=by)


@transaction.atomic
def place_rule(rule: models.Model, *, among: models.QuerySet[Any], place: int, by: Party) -> None:
    """To this place among its neighbours: 1 is the top, beyond the end is the end."""
    order = list(among.order_by("rank", "id").select_for_update(of=("self",)))
    here = next(at for at, one in enumerate(order) if one.pk == rule.pk)
    there = min(max(place - 1, 0), len(order) - 1)
    if there == here:
        return
    order.insert(there, order.pop(here))
    for at, one in enumerate(order, 1):
        if one.rank != at * STEP:
            one.rank = at * STEP
            one.save(update_fields=["rank"])
    _audit(rule, {"place": here + 1}, {"place": there + 1}, by)


@transaction.atomic
def switch_rule(rule: Any, *, enabled: bool, by: Party) -> None:
    """Let it speak, or be silent without being lost."""
    before, rule.enabled = rule.enabled, enabled
    rule.save(update_fields=["enabled"])
    _audit(rule, {"enabled": before}, {"enabled": enabled}, by)


@transaction.atomic
def delete_rule(rule: models.Model, *, facts: Mapping[str, Any], by: Party) -> None:
    """Take it away; what it decided stays decided, with the words. `facts` is what the audit keeps of it."""
    _audit(rule, dict(facts), None, by)
    rule.delete()


def refuse_faults(name: str, condition: Condition, fields: Mapping[str, FieldSpec]) -> None:
    """Raises RuleRefused, naming the form field at fault, for a missing name or a condition that cannot be used."""
    if not name.strip():
        raise RuleRefused(_("Please give the rule a name: it is shown wherever the rule decides."), name=True)
    faults = validate(condition, fields)
    if faults:
        raise RuleRefused(" ".join(faults), condition=True)


def next_rank(rules: models.QuerySet[Any]) -> int:
    """Behind the last one."""
    last = rules.aggregate(last=models.Max("rank"))["last"]
    return (last or 0) + STEP


def category_rule_facts(rule: CategoryRule) -> dict[str, Any]:
    """What the audit keeps; codes, so that it reads without a join."""
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "condition": rule.condition,
        "category": rule.category.code if rule.category else "",
        "tags": sorted(rule.tags.values_list("code", flat=True)),
        "enabled": rule.enabled,
    }


def grade_rule_facts(rule: GradeRule) -> dict[str, Any]:
    """What the audit keeps; codes here too."""
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "condition": rule.condition,
        "grade": rule.grade.code,
        "enabled": rule.enabled,
    }


def level_rule_facts(rule: LevelRule) -> dict[str, Any]:
    """The same for a rule of impact or urgency."""
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "condition": rule.condition,
        "level": f"{rule.level.axis}:{rule.level.code}",
        "enabled": rule.enabled,
    }


def _audit(rule: models.Model, before: Any, after: Any, by: Party) -> None:
    if before != after:
        record_change(f"{rule._meta.label}:{rule.pk}", before=before, after=after, by=by)
