"""A ticket that does not exist, to try promises on."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.catalogue.models import Category, Grade, Tag
from huisheng.core.channels.models import Channel
from huisheng.core.customers.models import Tier

from .commitment import grade_label


class TrialForm(forms.Form):
    """A ticket that does not exist."""

    label_suffix = ""

    grade = forms.ModelChoiceField(
        Grade.objects.select_related("scheme"), label=_("Grade"), required=False, empty_label=_("(no grade)")
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(retired_at=None), label=_("Category"), required=False, empty_label=_("(none)")
    )
    channel = forms.ModelChoiceField(Channel.objects.all(), label=_("Channel"), required=False, empty_label=_("(none)"))
    tier = forms.ModelChoiceField(
        Tier.objects.order_by("rank"), label=_("Customer"), required=False, empty_label=_("(none)")
    )
    tag = forms.ModelChoiceField(
        Tag.objects.filter(retired_at=None).order_by("group__rank", "rank", "id"),
        label=_("Tag"),
        required=False,
        empty_label=_("(none)"),
    )
    at = forms.DateTimeField(
        label=_("Received at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].label_from_instance = grade_label  # type: ignore[attr-defined]
        for name in ("category", "channel", "tier", "tag"):
            self.fields[name].label_from_instance = lambda row: row.label  # type: ignore[attr-defined]

    def wishes(self) -> dict[str, Any]:
        return {**self.cleaned_data, "at": self.cleaned_data["at"] or timezone.now()}
