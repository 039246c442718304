"""What the screen for marks of warmth asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.watch.warmth.actions.marks import POINTS_MOST
from huisheng.watch.warmth.models import WarmthMark


class MarkForm(ActionForm):
    """One mark. How a shipped one is found is not asked; only wordings can be written."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    points = forms.IntegerField(
        label=_("Points"),
        min_value=-POINTS_MOST,
        max_value=POINTS_MOST,
        help_text=_("Above 0: to be reached. Below 0: lost each time it is found."),
    )
    patterns = LinesField(
        label=_("Wording, one a line"),
        help_text=_(
            "* stands for a few characters, (a|b) for one of the two, (a|) for perhaps. One of them is enough."
        ),
    )
    when = forms.MultipleChoiceField(
        label=_("Counts only"),
        choices=WarmthMark.When.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All that is ticked must hold; nothing ticked: in every answer."),
    )
    tip = forms.CharField(label=_("What to do about it"), max_length=200, required=False)
    tip_en = forms.CharField(label=_("What to do about it, in English"), max_length=200, required=False)
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, mark: WarmthMark | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mark and mark.how != WarmthMark.How.PATTERNS:
            del self.fields["patterns"]
