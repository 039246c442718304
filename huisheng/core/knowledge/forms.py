"""What the screen for reply templates asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.core.knowledge.actions import template_facts
from huisheng.core.knowledge.models import ReplyTemplate

VARIABLES_HINT = _(
    "{customer} what we call the customer · {number} feedback number · {order} order number · {owner} you · "
    "{expected} the next promised time · {progress} how far it is · {link} the customer's page"
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
