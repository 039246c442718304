"""Install grading schemes with their grades and rules, and the rules that find category and tags."""

from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixCell, MatrixLevel, Tag
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule

from .category_rules_data import CATEGORY_RULES
from .grading_data import SCHEMES
from .matrix_data import CELLS, LEVEL_RULES, LEVELS, WITH_MATRIX
from .shapes import SchemePreset
from .tag_rules_data import TAG_RULES


def install_schemes() -> None:
    """New schemes come with their grades and rules; a scheme that is there keeps what the house made of it."""
    known = set(GradingScheme.objects.values_list("code", flat=True))
    missing = [(rank, preset) for rank, preset in enumerate(SCHEMES) if preset.code not in known]
    for rank, preset in missing:
        scheme = GradingScheme.objects.create(
            code=preset.code,
            name=preset.name,
            name_en=preset.name_en,
            enabled=preset.enabled,
            applies_to=preset.applies_to,
            mode=preset.mode,
            rank=rank * 10,
        )
        install_grades(scheme, preset)


def install_grades(scheme: GradingScheme, preset: SchemePreset) -> None:
    grades = Grade.objects.bulk_create(
        Grade(
            scheme=scheme,
            code=grade.code,
            name=grade.name,
            name_en=grade.name_en,
            colour=grade.colour,
            severity=grade.severity,
            criteria=grade.criteria,
            examples=list(grade.examples),
            lead_role=grade.lead_role,
            senior_first=grade.senior_first,
            is_default=grade.is_default,
        )
        for grade in preset.grades
    )
    coded = {grade.code: grade for grade in grades}
    GradeRule.objects.bulk_create(
        GradeRule(
            name=rule.name,
            name_en=rule.name_en,
            grade=coded[rule.grade],
            condition=rule.condition,
            rank=rank * 10,
        )
        for rank, rule in enumerate(preset.rules)
    )


def install_matrices() -> None:
    """The matrix comes to a scheme that has none, and lies ready: only its mode gives it a say."""
    bare = GradingScheme.objects.filter(code__in=WITH_MATRIX, levels=None)
    for scheme in bare.prefetch_related("grades"):
        levels = {
            (level.axis, level.code): level
            for level in MatrixLevel.objects.bulk_create(
                MatrixLevel(
                    scheme=scheme,
                    axis=one.axis,
                    code=one.code,
                    name=one.name,
                    name_en=one.name_en,
                    rank=one.rank,
                    is_default=one.is_default,
                )
                for one in LEVELS
            )
        }
        grades = {grade.severity: grade for grade in scheme.grades.all()}
        if not grades:
            continue
        MatrixCell.objects.bulk_create(
            MatrixCell(
                impact=levels["impact", impact],
                urgency=levels["urgency", urgency],
                grade=grades.get(severity) or _nearest(grades, severity),
            )
            for (impact, urgency), severity in CELLS.items()
        )
        LevelRule.objects.bulk_create(
            LevelRule(
                name=rule.name,
                name_en=rule.name_en,
                level=levels[rule.axis, rule.level],
                condition=rule.condition,
                rank=rank * 10,
            )
            for rank, rule in enumerate(LEVEL_RULES)
        )


def _nearest(grades: dict[int, Grade], severity: int) -> Grade:
    """A house may have given its grades other weights."""
    return grades[min(grades, key=lambda one: abs(one - severity))]


def install_category_rules() -> None:
    """All of them into a house that has none; first those that name a category, then those that only add a tag."""
    if CategoryRule.objects.exists():
        return
    categories = {row.code: row for row in Category.objects.all()}
    tags = {row.code: row for row in Tag.objects.all()}
    rows = [
        CategoryRule(
            name=rule.name,
            name_en=rule.name_en,
            condition=rule.condition,
            category=categories[rule.category],
            rank=rank * 10,
        )
        for rank, rule in enumerate(CATEGORY_RULES)
    ]
    first = len(rows) * 10
    rows += [
        CategoryRule(
            name=tags[rule.tag].name,
            name_en=tags[rule.tag].name_en,
            condition=rule.condition,
            rank=first + rank * 10,
        )
        for rank, rule in enumerate(TAG_RULES)
    ]
    CategoryRule.objects.bulk_create(rows)
    codes = [rule.tags for rule in CATEGORY_RULES] + [(rule.tag,) for rule in TAG_RULES]
    link = CategoryRule.tags.through
    link.objects.bulk_create(
        link(categoryrule_id=row.pk, tag_id=tags[code].pk) for row, of in zip(rows, codes, strict=True) for code in of
    )
