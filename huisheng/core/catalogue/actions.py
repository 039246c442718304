"""Change the house's vocabulary. Old tickets keep their words: nothing is deleted, only retired."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Role, Team
from huisheng.core.base.actions import record_change
from huisheng.core.catalogue.errors import CatalogueRefused
from huisheng.core.catalogue.models import (
    Category,
    Grade,
    GradingScheme,
    MatrixCell,
    MatrixLevel,
    Nature,
    Tag,
    TagGroup,
)
from huisheng.kit.party import Party

Word = TypeVar("Word", Category, Tag)


@transaction.atomic
def save_category(
    category: Category | None = None,
    *,
    code: str = "",
    name: str,
    name_en: str = "",
    nature: str = Nature.CONSULT,
    parent: Category | None = None,
    team: Team | None = None,
    rank: int = 0,
    by: Party,
) -> Category:
    """Make a category (None needs a free `code`) or change one.

    Raises CatalogueRefused for a bad code, a missing name, an unknown nature and a parent below itself.
    """
    before = category_facts(category) if category else None
    category = category or Category(code=_free_code(Category, code))
    if nature not in Nature.values:
        raise CatalogueRefused(_("There is no kind “%(nature)s”."), nature=nature)
    _refuse_circle(category, parent)
    category.name, category.name_en = _named(name), name_en.strip()
    category.nature, category.parent, category.default_team, category.rank = nature, parent, team, rank
    category.save()
    _audit("catalogue.Category", category.pk, before, category_facts(category), by)
    return category


@transaction.atomic
def rename_category(category: Category, *, name: str, name_en: str = "", by: Party) -> Category:
    """Call it otherwise, everywhere and at once."""
    return _rename(category, name=name, name_en=name_en, by=by)


@transaction.atomic
def retire_category(category: Category, *, retired: bool = True, by: Party) -> Category:
    """Offer it no longer (or again); tickets keep it. Refused while a living category stands below it."""
    if retired and category.children.filter(retired_at=None).exists():
        raise CatalogueRefused(_("Retire the categories below it first."))
    return _retire(category, retired=retired, by=by)


@transaction.atomic
def save_tag_group(
    group: TagGroup | None = None,
    *,
    code: str = "",
    name: str,
    name_en: str = "",
    multiple: bool = False,
    required_for: Iterable[Category] = (),
    rank: int = 0,
    by: Party,
) -> TagGroup:
    """Make a question or change one: one answer or several, and for which categories it must be answered."""
    before = group_facts(group) if group else None
    group = group or TagGroup(code=_free_code(TagGroup, code))
    group.name, group.name_en, group.multiple, group.rank = _named(name), name_en.strip(), multiple, rank
    group.save()
    group.required_for.set(required_for)
    _audit("catalogue.TagGroup", group.pk, before, group_facts(group), by)
    return group


@transaction.atomic
def save_tag(
    tag: Tag | None = None,
    *,
    group: TagGroup,
    code: str = "",
    name: str,
    name_en: str = "",
    rank: int = 0,
    by: Party,
) -> Tag:
    """Make an answer of a group or change one. Raises CatalogueRefused for a bad code and a missing name."""
    before = tag_facts(tag) if tag else None
    tag = tag or Tag(code=_free_code(Tag, code))
    tag.group, tag.name, tag.name_en, tag.rank = group, _named(name), name_en.strip(), rank
    tag.save()
    _audit("catalogue.Tag", tag.pk, before, tag_facts(tag), by)
    return tag


@transaction.atomic
def rename_tag(tag: Tag, *, name: str, name_en: str = "", by: Party) -> Tag:
    """Call it otherwise, everywhere and at once."""
    return _rename(tag, name=name, name_en=name_en, by=by)


@transaction.atomic
def retire_tag(tag: Tag, *, retired: bool = True, by: Party) -> Tag:
    """Offer it no longer (or again); tickets keep it."""
    return _retire(tag, retired=retired, by=by)


@transaction.atomic
def switch_scheme(scheme: GradingScheme, enabled: bool, by: Party) -> GradingScheme:
    """Grade new tickets by this scheme, or no longer. Refused for the last one that is on: every ticket has a grade."""
    if not enabled and not GradingScheme.objects.filter(enabled=True).exclude(pk=scheme.pk).exists():
        raise CatalogueRefused(_("One grading scheme must stay on: every feedback has a grade."))
    if enabled and not scheme.grades.exists():
        raise CatalogueRefused(_("Give the scheme its grades before switching it on."))
    before, scheme.enabled = scheme.enabled, enabled
    scheme.save(update_fields=["enabled"])
    _audit("catalogue.GradingScheme", scheme.pk, {"enabled": before}, {"enabled": enabled}, by)
    return scheme


@transaction.atomic
def save_matrix(
    scheme: GradingScheme, *, mode: str, cells: Mapping[tuple[MatrixLevel, MatrixLevel], Grade], by: Party
) -> GradingScheme:
    """How the scheme decides, and what stands where impact (first) and urgency meet.

    Raises CatalogueRefused for an unknown mode, and for impact × urgency while a cell is empty.
    """
    if mode not in GradingScheme.Mode.values:
        raise CatalogueRefused(_("There is no such way to decide."), mode=mode)
    before = matrix_facts(scheme)
    for (impact, urgency), grade in cells.items():
        MatrixCell.objects.update_or_create(impact=impact, urgency=urgency, defaults={"grade": grade})
    scheme.mode = mode
    if scheme.weighs and _has_holes(scheme):
        raise CatalogueRefused(_("Give every cell of the matrix its grade first."), mode=mode)
    scheme.save(update_fields=["mode"])
    _audit("catalogue.GradingScheme", scheme.pk, before, matrix_facts(scheme), by)
    return scheme


def _has_holes(scheme: GradingScheme) -> bool:
    axes = [level.axis for level in scheme.levels.all()]
    size = axes.count(MatrixLevel.Axis.IMPACT) * axes.count(MatrixLevel.Axis.URGENCY)
    return size == 0 or MatrixCell.objects.filter(impact__scheme=scheme).count() < size


@transaction.atomic
def rename_level(level: MatrixLevel, *, name: str, name_en: str = "", by: Party) -> MatrixLevel:
    """Call a row or a column otherwise. Raises CatalogueRefused without a name."""
    before = {"name": level.name, "name_en": level.name_en}
    level.name, level.name_en = _named(name), name_en.strip()
    level.save(update_fields=["name", "name_en"])
    after = {"name": level.name, "name_en": level.name_en}
    _audit("catalogue.MatrixLevel", level.pk, before, after, by)
    return level


@transaction.atomic
def save_grade(
    grade: Grade | None = None,
    *,
    scheme: GradingScheme,
    code: str = "",
    name: str,
    name_en: str = "",
    colour: str,
    severity: int,
    criteria: str = "",
    examples: Sequence[str] = (),
    lead_role: str = "",
    senior_first: bool = False,
    is_default: bool = False,
    by: Party,
) -> Grade:
    """Make a level of a scheme or change one. The default grade speaks when no rule does; a scheme has one at most."""
    before = grade_facts(grade) if grade else None
    if grade is None:
        if scheme.grades.filter(code=code).exists():
            raise CatalogueRefused(_("The code “%(code)s” is taken."), code=code)
        grade = Grade(scheme=scheme, code=_slug(code))
    if colour not in Grade.Colour.values:
        raise CatalogueRefused(_("There is no colour “%(colour)s”."), colour=colour)
    if lead_role and not Role.objects.filter(code=lead_role).exists():
        raise CatalogueRefused(_("There is no role “%(role)s”."), role=lead_role)
    if is_default:
        scheme.grades.exclude(pk=grade.pk).update(is_default=False)
    grade.name, grade.name_en, grade.colour, grade.severity = _named(name), name_en.strip(), colour, severity
    grade.criteria, grade.examples = criteria.strip(), [line.strip() for line in examples if line.strip()]
    grade.lead_role, grade.senior_first, grade.is_default = lead_role, senior_first, is_default
    grade.save()
    _audit("catalogue.Grade", grade.pk, before, grade_facts(grade), by)
    return grade


def category_facts(category: Category) -> dict[str, Any]:
    """What the audit keeps about a category; codes, so that it reads without a join."""
    return {
        "code": category.code,
        "name": category.name,
        "name_en": category.name_en,
        "nature": str(category.nature),
        "parent": category.parent.code if category.parent else "",
        "team": category.default_team.code if category.default_team else "",
        "rank": category.rank,
    }


def group_facts(group: TagGroup) -> dict[str, Any]:
    """What the audit keeps of a tag group."""
    required = sorted(group.required_for.values_list("code", flat=True))
    return {"name": group.name, "name_en": group.name_en, "multiple": group.multiple, "required_for": required}


def tag_facts(tag: Tag) -> dict[str, Any]:
    """What the audit keeps of a tag."""
    return {"code": tag.code, "name": tag.name, "name_en": tag.name_en, "group": tag.group.code, "rank": tag.rank}


def grade_facts(grade: Grade) -> dict[str, Any]:
    """What the audit keeps of a grade."""
    fields = ("name", "name_en", "colour", "severity", "criteria", "examples", "lead_role", "senior_first")
    return {field: getattr(grade, field) for field in (*fields, "is_default")}


def matrix_facts(scheme: GradingScheme) -> dict[str, Any]:
    """What the audit keeps of how a scheme decides: the mode, and high×low: red."""
    cells = MatrixCell.objects.filter(impact__scheme=scheme).select_related("impact", "urgency", "grade")
    said = {f"{one.impact.code}×{one.urgency.code}": one.grade.code for one in cells.order_by("id")}
    return {"mode": str(scheme.mode), **said}


def _rename(word: Word, *, name: str, name_en: str, by: Party) -> Word:
    before = {"name": word.name, "name_en": word.name_en}
    word.name, word.name_en = _named(name), name_en.strip()
    word.save(update_fields=["name", "name_en"])
    _audit(f"catalogue.{type(word).__name__}", word.pk, before, {"name": word.name, "name_en": word.name_en}, by)
    return word


def _retire(word: Word, *, retired: bool, by: Party) -> Word:
    before = word.retired_at is not None
    word.retired_at = timezone.now() if retired else None
    word.save(update_fields=["retired_at"])
    _audit(f"catalogue.{type(word).__name__}", word.pk, {"retired": before}, {"retired": retired}, by)
    return word


def _refuse_circle(category: Category, parent: Category | None) -> None:
    above = parent
    while above is not None:
        if above.pk == category.pk and category.pk is not None:
            raise CatalogueRefused(_("A category cannot stand below itself."), parent=parent)
        above = above.parent


def _free_code(model: type[Category] | type[TagGroup] | type[Tag], code: str) -> str:
    code = _slug(code)
    if model.objects.filter(code=code).exists():
        raise CatalogueRefused(_("The code “%(code)s” is taken."), code=code)
    return code


def _slug(code: str) -> str:
    try:
        validate_slug(code.strip())
    except ValidationError as error:
        raise CatalogueRefused(_("A code has letters, digits, - and _ only."), code=code) from error
    return code.strip()


def _named(name: str) -> str:
    if not name.strip():
        raise CatalogueRefused(_("Please give a name."), name="")
    return name.strip()


def _audit(what: str, pk: int, before: Any, after: Any, by: Party) -> None:
    if before != after:
        record_change(f"{what}:{pk}", before=before, after=after, by=by)
