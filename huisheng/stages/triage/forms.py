"""What the screens of rules ask, beside the condition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category, Grade, GradingScheme, Tag, TagGroup
from huisheng.stages.triage.models import CategoryRule, GradeRule


class RuleForm(ActionForm):
    """What every rule has. The condition stands beside it, in a form of its own."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Shown wherever the rule decides, so name what it looks for.")
    )
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    enabled = forms.BooleanField(label=_("Switched on"), required=False)


class GradeRuleForm(RuleForm):
    grade = forms.ModelChoiceField(label=_("Gives the grade"), queryset=Grade.objects.none(), empty_label=None)
    field_order = ("name", "name_en", "grade", "enabled")

    def __init__(self, *args: Any, scheme: GradingScheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grade = self.fields["grade"]
        grade.queryset = scheme.grades.all()  # type: ignore[attr-defined]
        grade.label_from_instance = lambda one: one.label  # type: ignore[attr-defined]


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
    return {"name": rule.name, "name_en": rule.name_en, "grade": rule.grade_id, "enabled": rule.enabled}


def category_rule_initial(rule: CategoryRule) -> dict[str, Any]:
    tags = list(rule.tags.values_list("pk", flat=True))
    return {
        "name": rule.name,
        "name_en": rule.name_en,
        "category": rule.category_id,
        "tags": tags,
        "enabled": rule.enabled,
    }
