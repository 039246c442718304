"""What a customer fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.web.frame.uploads import Words


class FeedbackForm(Words):
    """The public form: what happened, how to reach you, the notice. Never both phone and email."""

    text = forms.CharField(
        max_length=20_000, error_messages={"required": _("Please tell us in a few words what happened.")}
    )
    name = forms.CharField(required=False, max_length=80)
    order_number = forms.CharField(required=False, max_length=60)
    phone = forms.CharField(required=False, max_length=40)
    email = forms.CharField(required=False, max_length=200)
    consent_service = forms.BooleanField(
        error_messages={"required": _("Please agree, so that we may use your details to deal with this matter.")}
    )
    consent_marketing = forms.BooleanField(required=False)

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not normalise_phone(phone):
            raise forms.ValidationError(_("This is not a phone number. Please check the digits."))
        return phone

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and not normalise_email(email):
            raise forms.ValidationError(_("This is not an email address. Please check it."))
        return email

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        reachable = given.get("phone") or given.get("email") or {"phone", "email"} & set(self.errors)
        if not reachable and not self.house["form.anonymous"]:
            self.add_error("phone", _("Please leave a phone number or an email, one is enough."))
        return given

    @property
    def contact(self) -> str:
        """What the limit per contact counts: the phone or the email in its one spelling."""
        return normalise_phone(self.cleaned_data["phone"]) or normalise_email(self.cleaned_data["email"]) or ""


class LookupForm(forms.Form):
    number = forms.CharField(max_length=40, error_messages={"required": _("Please type the feedback number.")})
    contact = forms.CharField(
        max_length=200, error_messages={"required": _("Please type the last four digits of your phone, or your email.")}
    )


class AnswerForm(forms.Form):
    """Two questions: solved? satisfied?"""

    solved = forms.ChoiceField(
        choices=[("yes", _("Yes, solved")), ("no", _("Not yet"))],
        error_messages={"required": _("Please tell us whether it is solved.")},
    )
    stars = forms.TypedChoiceField(
        choices=[(str(n), str(n)) for n in range(1, 6)], coerce=int, required=False, empty_value=None
    )
    word = forms.CharField(required=False, max_length=2_000)
    round = forms.IntegerField(required=False)  # the offer on the page that was answered
