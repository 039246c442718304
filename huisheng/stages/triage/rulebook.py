"""The rules in force, read once per change, and what they say about a set of facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag, TagGroup
from huisheng.kit.conditions import Evidence, Hit, evaluate
from huisheng.stages.triage.facts import fields_asked
from huisheng.stages.triage.models import CategoryRule, GradeRule

Facts = Mapping[str, object]
Words = list[dict[str, Any]]  # [{"field": "text", "words": ["延迟5天"]}]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A switched-on scheme with its grades and rules; rows as loaded, shared, not to be changed."""

    row: GradingScheme
    grades: tuple[Grade, ...]
    rules: tuple[GradeRule, ...]

    @property
    def default(self) -> Grade:
        """The grade when no rule speaks: the marked one, else the mildest."""
        return next((grade for grade in self.grades if grade.is_default), self.grades[-1])


@dataclass(frozen=True, slots=True)
class RuleBook:
    category_rules: tuple[CategoryRule, ...]
    rule_tags: Mapping[int, tuple[Tag, ...]]  # category rule id -> its tags
    schemes: tuple[Scheme, ...]
    categories: Mapping[str, Category]  # by code; those still in use
    tags: Mapping[str, Tag]
    asked_to_classify: frozenset[str] = field(default=frozenset())
    asked_to_grade: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Classified:
    """What the category rules say: a category (with the rule and words that gave it) and tags."""

    category: Category | None
    rule: CategoryRule | None
    words: Words
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """What the grade rules say. No rule: the scheme's default."""

    scheme: GradingScheme
    grade: Grade
    rule: GradeRule | None
    words: Words


def classified(book: RuleBook, facts: Facts) -> Classified:
    """The first rule with a category gives it; every rule that hits gives its tags."""
    hits = [(rule, hit) for rule in book.category_rules if (hit := evaluate(rule.condition, facts))]
    tags = [tag for rule, _hit in hits for tag in book.rule_tags.get(rule.pk, ())]
    for rule, hit in hits:
        if rule.category and rule.category.retired_at is None:
            return Classified(rule.category, rule, words_of(hit, facts), answers(tags))
    return Classified(None, None, [], answers(tags))


def graded(book: RuleBook, facts: Facts) -> Graded | None:
    """The grade by the first scheme that applies; None when no scheme is switched on for such a ticket."""
    scheme = next((one for one in book.schemes if one.grades and evaluate(one.row.applies_to, facts)), None)
    if scheme is None:
        return None
    rule, hit = _deciding(scheme, facts)
    grade = rule.grade if rule else scheme.default
    return Graded(scheme.row, grade, rule, words_of(hit, facts))


def _deciding(scheme: Scheme, facts: Facts) -> tuple[GradeRule | None, Hit]:
    """The rule that decides: by the scheme's mode the first that hits, or the first of those with the gravest grade."""
    rules: Iterable[GradeRule] = scheme.rules
    if scheme.row.mode == GradingScheme.Mode.HIGHEST:
        rules = sorted(rules, key=lambda rule: -rule.grade.severity)  # stable: order within a grade stays
    for rule in rules:
        if hit := evaluate(rule.condition, facts):
            return rule, hit
    return None, Hit(False)


def answers(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Each tag once, and of a question with a single answer the first one."""
    kept: dict[int, Tag] = {}
    singles: set[int] = set()
    for tag in tags:
        if tag.pk in kept or tag.group_id in singles:
            continue
        kept[tag.pk] = tag
        if not tag.group.multiple:
            singles.add(tag.group_id)
    return tuple(kept.values())


def words_of(hit: Hit, facts: Facts) -> Words:
    """The evidence as it is stored; words that stand side by side in the text become one (延迟 + 5天 = 延迟5天)."""
    return [{"field": one.field, "words": _joined(one, str(facts.get(one.field, "")))} for one in _by_field(hit)]


def _by_field(hit: Hit) -> list[Evidence]:
    found: dict[str, list[str]] = {}
    for one in hit.evidence:
        found.setdefault(one.field, []).extend(one.words)
    return [Evidence(name, tuple(dict.fromkeys(words))) for name, words in found.items()]


def _joined(evidence: Evidence, text: str) -> list[str]:
    joined: list[str] = []
    for word in evidence.words:
        if joined and joined[-1] + word in text:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _load() -> RuleBook:
    category_rules = tuple(CategoryRule.objects.filter(enabled=True).select_related("category"))
    tagging = CategoryRule.tags.through.objects.filter(categoryrule__enabled=True, tag__retired_at=None)
    rule_tags: dict[int, list[Tag]] = {}
    for row in tagging.select_related("tag__group").order_by("tag__group__rank", "tag__rank", "tag_id"):
        rule_tags.setdefault(row.categoryrule_id, []).append(row.tag)
    schemes = tuple(_schemes())
    grading = [rule.condition for scheme in schemes for rule in scheme.rules]
    return RuleBook(
        category_rules=category_rules,
        rule_tags={rule: tuple(tags) for rule, tags in rule_tags.items()},
        schemes=schemes,
        categories={row.code: row for row in Category.objects.filter(retired_at=None)},
        tags={row.code: row for row in Tag.objects.filter(retired_at=None).select_related("group")},
        asked_to_classify=_asked(rule.condition for rule in category_rules),
        asked_to_grade=_asked([*grading, *(scheme.row.applies_to for scheme in schemes)]),
    )


def _schemes() -> Iterable[Scheme]:
    rules = GradeRule.objects.filter(enabled=True).select_related("grade__scheme")
    for row in GradingScheme.objects.filter(enabled=True).prefetch_related("grades"):
        mine = tuple(rule for rule in rules if rule.grade.scheme_id == row.pk)
        yield Scheme(row, tuple(row.grades.all()), mine)


def _asked(conditions: Iterable[Mapping[str, object]]) -> frozenset[str]:
    return frozenset().union(*(fields_asked(condition) for condition in conditions))


rulebook: Remembered[RuleBook] = Remembered(
    _load, CategoryRule, CategoryRule.tags.through, GradeRule, GradingScheme, Grade, Category, Tag, TagGroup
)
