"""What the screens of rules ask, beside the condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, MatrixLevel, Tag, TagGroup
from huisheng.stages.triage.models import CategoryRule, GradeRule, LevelRule


class RuleForm(ActionForm):
    """What every rule has. The condition stands beside it, in a form of its own."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Shown wherever the rule decides, so name what it looks for.")
    )
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    enabled = forms.BooleanField(label=_("Switched on"), required=False)


class GradeRuleForm(RuleForm):
    grade = forms.ModelChoiceField(label=_("Gives the grade"), queryset=Grade.objects.none(), empty_label=None)
    place = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        max_value=9999,
        help_text=_("1 is read first. Where the first rule wins, the place decides."),
    )
    field_order = ("name", "name_en", "grade", "place", "enabled")

    def __init__(self, *args: Any, scheme: GradingScheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("place", GradeRule.objects.filter(grade__scheme=scheme).count() + 1)
        self.fields["place"].required = False
        grade = self.fields["grade"]
        grade.queryset = scheme.grades.all()  # type: ignore[attr-defined]
        grade.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]


class LevelRuleForm(RuleForm):
    level = forms.ModelChoiceField(label=_("Gives the level"), queryset=MatrixLevel.objects.none(), empty_label=None)
    field_order = ("name", "name_en", "level", "enabled")

    def __init__(self, *args: Any, scheme: GradingScheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        level.queryset = scheme.levels.all()  # type: ignore[attr-defined]
        level.label_from_instance = lambda one: f"{one.get_axis_display()} · {one.label}"  # type: ignore[attr-defined]


class CategoryRuleForm(RuleForm):
    category = forms.ModelChoiceField(
        label=_("Gives the category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("none: tags only"),
        help_text=_("The first rule that hits and names a category decides it."),
    )
    tags = forms.TypedMultipleChoiceField(
        label=_("Gives the tags"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("name", "name_en", "category", "tags", "enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        category.queryset = Category.objects.filter(retired_at=None).select_related("parent")  # type: ignore[attr-defined]
        category.label_from_instance = path_of  # type: ignore[attr-defined]
        groups = TagGroup.objects.prefetch_related("tags")
        self.fields["tags"].choices = [  # type: ignore[attr-defined]
            (group.label, [(tag.pk, tag.label) for tag in group.tags.all() if tag.retired_at is None])
            for group in groups
        ]

    def answers(self) -> dict[str, Any]:
        """For `save_category_rule`."""
        tags = Tag.objects.filter(pk__in=self.cleaned_data["tags"])
        return {**self.cleaned_data, "tags": list(tags)}


def path_of(category: Category) -> str:
    """投诉举报 / 产品质量."""
    return f"{category.parent.label} / {category.label}" if category.parent else category.label


def grade_rule_initial(rule: GradeRule) -> dict[str, Any]:
    shown = {"name": rule.name, "name_en": rule.name_en, "grade": rule.grade_id, "enabled": rule.enabled}
    above = GradeRule.objects.filter(grade__scheme=rule.grade.scheme_id, rank__lte=rule.rank).order_by("rank", "id")
    return {**shown, "place": list(above.values_list("pk", flat=True)).index(rule.pk) + 1}


def level_rule_initial(rule: LevelRule) -> dict[str, Any]:
    return {"name": rule.name, "name_en": rule.name_en, "level": rule.level_id, "enabled": rule.enabled}


def category_rule_initial(rule: CategoryRule) -> dict[str, Any]:
    tags = list(rule.tags.values_list("pk", flat=True))
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "category": rule.category_id,
        "tags": tags,
        "enabled": rule.enabled,
    }
