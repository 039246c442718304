"""What the screens for categories, tags and grades ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Role, Team
from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.core.catalogue.models import Category, Grade, Nature, Tag, TagGroup

CODE_HINT = _("What rules and the API call it. It stays for ever.")


class WordForm(ActionForm):
    """Every word has a Chinese and an English name and a place."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    rank = forms.IntegerField(
        label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000, help_text=_("Small numbers first.")
    )

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            self.fields["code"] = forms.SlugField(label=_("Code"), help_text=CODE_HINT)
            self.order_fields(["name", "name_en", "code"])


class CategoryForm(WordForm):
    nature = forms.ChoiceField(
        label=_("Kind"),
        choices=Nature.choices,
        help_text=_("Praise and suggestions end with an answer, the others with a solution."),
    )
    parent = forms.ModelChoiceField(
        Category.objects.filter(retired_at=None), label=_("Stands below"), required=False, empty_label=_("(top)")
    )
    team = forms.ModelChoiceField(
        Team.objects.filter(active=True).order_by("rank", "id"),
        label=_("Team"),
        required=False,
        empty_label=_("(no own team)"),
        help_text=_("Feedback of this category goes there, unless a routing rule says otherwise."),
    )


def category_initial(category: Category) -> dict[str, Any]:
    fields = ("name", "name_en", "rank", "nature", "parent")
    return {**{name: getattr(category, name) for name in fields}, "team": category.default_team}


class TagGroupForm(WordForm):
    multiple = forms.BooleanField(label=_("Several answers are possible"), required=False)
    required_for = forms.ModelMultipleChoiceField(
        Category.objects.filter(retired_at=None),
        label=_("Must be answered for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def group_initial(group: TagGroup) -> dict[str, Any]:
    shown = {name: getattr(group, name) for name in ("name", "name_en", "rank", "multiple")}
    return {**shown, "required_for": list(group.required_for.all())}


class TagForm(WordForm):
    pass


def tag_initial(tag: Tag) -> dict[str, Any]:
    return {name: getattr(tag, name) for name in ("name", "name_en", "rank")}


class GradeForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    colour = forms.ChoiceField(label=_("Colour"), choices=Grade.Colour.choices)
    severity = forms.IntegerField(
        label=_("Gravity"),
        min_value=0,
        max_value=1000,
        help_text=_("Higher comes first on every desk, over all schemes."),
    )
    criteria = forms.CharField(label=_("Criteria"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    examples = LinesField(label=_("Examples"), required=False, help_text=_("One a line."))
    lead_role = forms.ChoiceField(label=_("Led by"), required=False)
    senior_first = forms.BooleanField(label=_("Goes to senior colleagues first"), required=False)
    is_default = forms.BooleanField(label=_("Is given when no rule speaks"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, role.label) for role in Role.objects.order_by("id")]
        self.fields["lead_role"].choices = [("", _("(everybody)")), *roles]  # type: ignore[attr-defined]


def grade_initial(grade: Grade) -> dict[str, Any]:
    return {name: getattr(grade, name) for name in GradeForm.base_fields}
