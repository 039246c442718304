"""Vocabulary for tests."""

from itertools import count
from typing import Any

from huisheng.core.catalogue.actions import save_category, save_grade, save_tag, save_tag_group
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag, TagGroup
from huisheng.kit.party import SYSTEM

NUMBERS = count(1)


def make_category(code: str = "", **changes: Any) -> Category:
    code = code or f"category{next(NUMBERS)}"
    known = Category.objects.filter(code=code).first()
    return known or save_category(code=code, **{"name": code, "by": SYSTEM, **changes})


def make_tag_group(code: str = "", **changes: Any) -> TagGroup:
    code = code or f"group{next(NUMBERS)}"
    known = TagGroup.objects.filter(code=code).first()
    return known or save_tag_group(code=code, **{"name": code, "by": SYSTEM, **changes})


def make_tag(code: str = "", **changes: Any) -> Tag:
    code = code or f"tag{next(NUMBERS)}"
    if known := Tag.objects.filter(code=code).first():
        return known
    group = changes.pop("group", None) or make_tag_group()
    return save_tag(code=code, group=group, **{"name": code, "by": SYSTEM, **changes})


def make_scheme(code: str = "", **changes: Any) -> GradingScheme:
    """A scheme without grades, switched off, after all others."""
    code = code or f"scheme{next(NUMBERS)}"
    return GradingScheme.objects.create(**{"code": code, "name": code, "rank": 900, **changes})


def make_grade(code: str = "", **changes: Any) -> Grade:
    code = code or f"grade{next(NUMBERS)}"
    scheme = changes.pop("scheme", None) or make_scheme()
    return save_grade(
        scheme=scheme, code=code, **{"name": code, "colour": "yellow", "severity": 20, "by": SYSTEM, **changes}
    )
