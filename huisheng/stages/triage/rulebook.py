"""The rules in force, read once per change, and what they say about a set of facts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from huisheng.core.base.remembered import Remembered
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixCell, MatrixLevel, Tag, TagGroup
from huisheng.kit.conditions import Evidence, Hit, evaluate
from huisheng.stages.triage.facts import Mood, fields_asked
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule

Facts = Mapping[str, object]
Words = list[dict[str, Any]]  # [{"field": "text", "words": ["延迟5天"]}]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A switched-on scheme with its grades and rules; rows as loaded, shared, not to be changed."""

    row: GradingScheme
    grades: tuple[Grade, ...]
    rules: tuple[GradeRule, ...]
    levels: tuple[MatrixLevel, ...] = ()
    cells: Mapping[tuple[int, int], int] = field(default_factory=dict)  # impact, urgency: id of the grade
    level_rules: tuple[LevelRule, ...] = ()

    @property
    def default(self) -> Grade:
        """The grade when no rule speaks: the marked one, else the mildest."""
        return next((grade for grade in self.grades if grade.is_default), self.grades[-1])

    @property
    def asked(self) -> frozenset[str]:
        """The facts its conditions ask for; those of the matrix only where it has a say."""
        weighing = self.level_rules if self.row.weighs else ()
        rules = () if self.row.mode == GradingScheme.Mode.MATRIX else self.rules
        conditions = [*(rule.condition for rule in rules), *(rule.condition for rule in weighing)]
        return _asked([self.row.applies_to, *conditions])

    def axis(self, axis: str) -> tuple[MatrixLevel, ...]:
        """Its levels of impact or of urgency, the weightiest first."""
        return tuple(level for level in self.levels if level.axis == axis)

    def grade_at(self, impact: MatrixLevel, urgency: MatrixLevel) -> Grade | None:
        """What stands in a cell of the matrix."""
        wanted = self.cells.get((impact.pk, urgency.pk))
        return next((grade for grade in self.grades if grade.pk == wanted), None)


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
    """What the grade rules say, or impact × urgency. Neither: the scheme's default."""

    scheme: GradingScheme
    grade: Grade
    rule: GradeRule | None
    words: Words
    impact: MatrixLevel | None = None
    urgency: MatrixLevel | None = None


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
    mode = scheme.row.mode
    weighed = _weighed(scheme, facts) if scheme.row.weighs else None
    if weighed and mode == GradingScheme.Mode.MATRIX:
        return weighed
    rule, hit = _deciding(scheme, facts)
    if weighed and (rule is None or weighed.grade.severity > rule.grade.severity):
        return weighed
    grade = rule.grade if rule else scheme.default
    return Graded(scheme.row, grade, rule, words_of(hit, facts))


def _weighed(scheme: Scheme, facts: Facts) -> Graded | None:
    """Where impact and urgency meet; None where the matrix is not complete."""
    impact, why = _level(scheme, MatrixLevel.Axis.IMPACT, facts)
    urgency, why_soon = _level(scheme, MatrixLevel.Axis.URGENCY, facts)
    grade = scheme.grade_at(impact, urgency) if impact and urgency else None
    if grade is None:
        return None
    hit = Hit(True, (*why.evidence, *why_soon.evidence))
    return Graded(scheme.row, grade, None, words_of(hit, facts), impact, urgency)


def _level(scheme: Scheme, axis: str, facts: Facts) -> tuple[MatrixLevel | None, Hit]:
    """The level of the first rule of this axis that hits; else the marked one, else the lowest."""
    levels = {level.pk: level for level in scheme.axis(axis)}
    for rule in scheme.level_rules:
        if rule.level_id in levels and (hit := evaluate(rule.condition, facts)):
            return levels[rule.level_id], hit
    return next((one for one in levels.values() if one.is_default), next(reversed(levels.values()), None)), Hit(False)


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
    return [{"field": one.field, "words": _words(one, facts.get(one.field, ""))} for one in _by_field(hit)]


def _words(evidence: Evidence, fact: object) -> list[str]:
    if isinstance(fact, Mood):  # the number says little, the words that made it much
        return list(fact.words) or list(evidence.words)
    return _joined(evidence, str(fact))


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
    return RuleBook(
        category_rules=category_rules,
        rule_tags={rule: tuple(tags) for rule, tags in rule_tags.items()},
        schemes=schemes,
        categories={row.code: row for row in Category.objects.filter(retired_at=None)},
        tags={row.code: row for row in Tag.objects.filter(retired_at=None).select_related("group")},
        asked_to_classify=_asked(rule.condition for rule in category_rules),
        asked_to_grade=frozenset().union(*(scheme.asked for scheme in schemes)),
    )


def _schemes() -> Iterable[Scheme]:
    rules = GradeRule.objects.filter(enabled=True).select_related("grade__scheme")
    for row in GradingScheme.objects.filter(enabled=True).prefetch_related("grades"):
        mine = tuple(rule for rule in rules if rule.grade.scheme_id == row.pk)
        yield with_matrix(row, mine) if row.weighs else Scheme(row, tuple(row.grades.all()), mine)


def with_matrix(row: GradingScheme, rules: tuple[GradeRule, ...]) -> Scheme:
    """A scheme with what it weighs by. Three queries, and one for the grades where they are not loaded."""
    levels = tuple(MatrixLevel.objects.filter(scheme=row))
    cells = MatrixCell.objects.filter(impact__scheme=row).values_list("impact_id", "urgency_id", "grade_id")
    level_rules = LevelRule.objects.filter(enabled=True, level__scheme=row)
    grid = {(impact, urgency): grade for impact, urgency, grade in cells}
    return Scheme(row, tuple(row.grades.all()), rules, levels, grid, tuple(level_rules))


def _asked(conditions: Iterable[Mapping[str, object]]) -> frozenset[str]:
    return frozenset().union(*(fields_asked(condition) for condition in conditions))


rulebook: Remembered[RuleBook] = Remembered(
    _load,
    CategoryRule,
    CategoryRule.tags.through,
    GradeRule,
    LevelRule,
    GradingScheme,
    Grade,
    MatrixLevel,
    MatrixCell,
    Category,
    Tag,
    TagGroup,
)
