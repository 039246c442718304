"""The second factor's field in the words of this house: what to type, and where it comes from."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def ask(form: forms.Form, label: str | Promise) -> None:
    """Say what belongs into the field; a phone shows its digits."""
    field = form.fields["code"]
    field.label = label  # type: ignore[assignment]
    field.widget.attrs["inputmode"] = "numeric"
    field.widget.attrs.pop("placeholder", None)


class LogInForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, _("Digits from the app, or a recovery code"))


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, _("Digits from the app, or a recovery code"))


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask(self, _("Six digits from the app"))
