"""What the screen of a notice's wording asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.watch.notify.models import NoticeTemplate

FIELDS = ("subject", "body", "subject_en", "body_en", "enabled", "by_email")


class NoticeTemplateForm(ActionForm):
    """The wording in both languages, and whether it is used at all."""

    subject = forms.CharField(label=_("Subject (Chinese)"), max_length=160)
    body = forms.CharField(label=_("Text (Chinese)"), widget=forms.Textarea(attrs={"rows": 7}))
    subject_en = forms.CharField(label=_("Subject (English)"), max_length=200, required=False)
    body_en = forms.CharField(
        label=_("Text (English)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Empty means that English readers get the Chinese wording."),
    )
    enabled = forms.BooleanField(label=_("Send this notice"), required=False)
    by_email = forms.BooleanField(
        label=_("By email too"),
        required=False,
        help_text=_("Colleagues get a letter only while they are not at the desk."),
    )


def template_initial(template: NoticeTemplate) -> dict[str, object]:
    """The stored wording, for the form."""
    return {name: getattr(template, name) for name in FIELDS}
