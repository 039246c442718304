"""What the screen for reply templates asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm, LinesField
from huisheng.core.knowledge.actions import template_facts
from huisheng.core.knowledge.models import Phrase, ReplyTemplate

VARIABLES_HINT = _(
    "{customer} what we call the customer · {number} feedback number · {order} order number · {owner} you · "
    "{problem} the problem in the customer's words · {expected} the next promised time · {progress} how far it is · "
    "{link} the customer's page · 【…】 what is written in before sending"
)


class TemplateForm(ActionForm):
    """A reply template."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    folder = forms.CharField(label=_("Folder"), max_length=40, required=False)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 7}), help_text=VARIABLES_HINT)
    body_en = forms.CharField(label=_("English text"), required=False, widget=forms.Textarea(attrs={"rows": 7}))
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    active = forms.BooleanField(label=_("Is offered when answering"), required=False, initial=True)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            hint = _("What rules and the API call it. It stays for ever.")
            self.fields["code"] = forms.SlugField(label=_("Code"), help_text=hint)
            self.order_fields(["name", "name_en", "code"])


def template_initial(template: ReplyTemplate) -> dict[str, Any]:
    return template_facts(template)


class PhraseForm(ActionForm):
    """Wording to avoid, why, and what to say instead."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[one for one in Phrase.Kind.choices if one[0] != Phrase.Kind.REPEATED]
    )
    patterns = LinesField(
        label=_("Wording, one a line"),
        help_text=_(
            "* stands for a few characters, (a|b) for one of the two, (a|) for perhaps. Quoted words do not count."
        ),
    )
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("The writer reads it."))
    why_en = forms.CharField(label=_("Why, in English"), max_length=200, required=False)
    better = LinesField(
        label=_("Say instead, one a line"),
        required=False,
        help_text=_("The first is put in with one key. 【…】 is what the writer still fills in."),
    )
    severity = forms.ChoiceField(label=_("When it is written"), choices=Phrase.Severity.choices)
    unless_time = forms.BooleanField(label=_("Is fine in a sentence that names a time"), required=False)
    language = forms.ChoiceField(label=_("Language of the wording"), choices=Phrase.Language.choices)
    rank = forms.IntegerField(label=_("Place in lists"), initial=0, min_value=-30000, max_value=30000)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, repeats: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "patterns", "unless_time") if repeats else ():
            del self.fields[name]
