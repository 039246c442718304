"""Why a ticket has its grade and its category, said in one sentence of the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from huisheng.stages.triage.facts import GRADED_FIELDS, fields_with_choices
from huisheng.stages.triage.models import CategoryChange, CategoryRule, GradeRule, Grading
from huisheng.stages.triage.rulebook import Graded, Words

SPOKEN = ("text", "subject")  # fields that hold the customer's own words


def why_graded(grading: Grading | Graded) -> str:
    """Which rule and words, or who; and, where it was raised for it, the mass fault. See `_why`."""
    if isinstance(grading, Grading) and grading.incident:
        return _("%(why)s; one of many: %(incident)s") % {"why": _why(grading), "incident": grading.incident.title}
    return _why(grading)


def _why(grading: Grading | Graded) -> str:
    """红色：规则“物流停滞”命中“延迟5天”. Load `grade` and `rule` with the grading; nothing here asks twice.

    Labels of codes (a tier, a channel) are looked up only when such a fact decided.
    """
    grade = _with_levels(grading)
    if isinstance(grading, Grading) and grading.reason:
        return _("%(grade)s, set by a colleague: %(reason)s") % {"grade": grade, "reason": grading.reason}
    if grading.rule is None and grading.impact:
        return (
            _("%(grade)s, found %(words)s") % {"grade": grade, "words": told(grading.words)} if grading.words else grade
        )
    if grading.rule is None:
        if grading.words:
            return _("%(grade)s: a rule that is gone now found %(words)s") % {
                "grade": grade,
                "words": told(grading.words),
            }
        return _("%(grade)s: no rule spoke, so the scheme's usual grade") % {"grade": grade}
    parts = {"grade": grade, "rule": grading.rule.label, "words": told(grading.words)}
    if not grading.words:
        return _("%(grade)s: rule “%(rule)s”") % parts
    return _("%(grade)s: rule “%(rule)s” found %(words)s") % parts


def _with_levels(grading: Grading | Graded) -> str:
    """黄（影响“中” × 紧急“高”）; the grade alone where no matrix spoke. Load `impact` and `urgency` with it."""
    if grading.impact is None or grading.urgency is None:
        return grading.grade.label
    parts = {"grade": grading.grade.label, "impact": grading.impact.label, "urgency": grading.urgency.label}
    return _("%(grade)s (impact “%(impact)s” × urgency “%(urgency)s”)") % parts


def rule_spoke(rule: GradeRule | CategoryRule | None, words: Words) -> str:
    """规则“物流停滞”命中“延迟5天”: beside a badge that says the grade or the category already."""
    if rule is None:
        return _("no rule spoke, so the usual one")
    parts = {"rule": rule.label, "words": told(words)}
    return _("rule “%(rule)s” found %(words)s") % parts if words else _("rule “%(rule)s”") % parts


def why_category(change: CategoryChange) -> str:
    """The same for the category: which rule and words, or that somebody chose it."""
    category = change.category.label if change.category else "—"
    if change.rule is None and change.reason:
        parts = {"category": category, "reason": change.reason}
        return _("%(category)s, chosen by a person: %(reason)s") % parts
    if change.rule is None:
        return _("%(category)s, chosen by a person") % {"category": category}
    parts = {"category": category, "rule": change.rule.label, "words": told(change.words)}
    if not change.words:
        return _("%(category)s: rule “%(rule)s”") % parts
    return _("%(category)s: rule “%(rule)s” found %(words)s") % parts


def told(words: Words) -> str:
    """“延迟5天”, Customer tier “核心客户”: stored evidence for people to read."""
    labels = fields_with_choices(GRADED_FIELDS) if any(one["field"] not in SPOKEN for one in words) else {}
    return _(", ").join(_one(one, labels) for one in words if one["words"])


def _one(evidence: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    name, words = evidence["field"], evidence["words"]
    if name in SPOKEN:
        return _listed(words)
    spec = labels.get(name)
    choices = (spec.choices if spec else None) or {}
    said = _listed(str(choices.get(word, word)) for word in words)
    return _("%(field)s %(words)s") % {"field": spec.label if spec else name, "words": said}


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(_("“%(text)s”") % {"text": word} for word in words)
