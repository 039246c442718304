"""Rows for the screens of this room."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet

from huisheng.core.catalogue.models import Category, GradingScheme, Tag, TagGroup


@dataclass(frozen=True, slots=True)
class Branch:
    """A category and how deep it stands: 0 at the top."""

    category: Category
    depth: int


def category_tree(*, living: bool = False) -> list[Branch]:
    """All categories, each below its parent, neighbours by rank. One query."""
    rows = Category.objects.select_related("default_team").order_by("rank", "id")
    below: dict[int | None, list[Category]] = defaultdict(list)
    for category in rows.filter(retired_at=None) if living else rows:
        below[category.parent_id].append(category)
    return list(_branches(below, None, 0))


def _branches(below: dict[int | None, list[Category]], parent: int | None, depth: int) -> Iterator[Branch]:
    for category in below[parent]:
        yield Branch(category, depth)
        yield from _branches(below, category.pk, depth + 1)


def tag_groups() -> QuerySet[TagGroup]:
    """Groups with their tags, living ones first, and the categories that need them. Three queries."""
    tags = Prefetch("tags", Tag.objects.order_by(F("retired_at").asc(nulls_first=True), "rank", "id"))
    return TagGroup.objects.prefetch_related(tags, "required_for")


def schemes_with_grades() -> QuerySet[GradingScheme]:
    """Two queries."""
    return GradingScheme.objects.prefetch_related("grades")
