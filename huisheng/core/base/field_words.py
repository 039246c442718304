"""What a form says where Django would speak like a machine: our words, set once for every form there is."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

ONE_OF = _("Please choose one of the list.")
FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.IntegerField: {"invalid": _("Please write a whole number.")},
    forms.FloatField: {"invalid": _("Please write a number.")},
    forms.DecimalField: {"invalid": _("Please write a number.")},
    forms.DateField: {"invalid": _("Please write a date, like 2026-03-31.")},
    forms.TimeField: {"invalid": _("Please write a time, like 09:30.")},
    forms.DateTimeField: {"invalid": _("Please write date and time, like 2026-03-31 09:30.")},
    forms.ChoiceField: {"invalid_choice": ONE_OF},
    forms.MultipleChoiceField: {"invalid_choice": ONE_OF, "invalid_list": ONE_OF},
    forms.ModelChoiceField: {"invalid_choice": ONE_OF},
    forms.ModelMultipleChoiceField: {"invalid_choice": ONE_OF, "invalid_list": ONE_OF, "invalid_pk_value": ONE_OF},
}
VALIDATORS: dict[type[validators.BaseValidator], Any] = {
    validators.MaxLengthValidator: ngettext_lazy(
        "At most %(limit_value)d character; now there are %(show_value)d.",
        "At most %(limit_value)d characters; now there are %(show_value)d.",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "At least %(limit_value)d character; now there are %(show_value)d.",
        "At least %(limit_value)d characters; now there are %(show_value)d.",
        "limit_value",
    ),
    validators.MaxValueValidator: _("At most %(limit_value)s."),
    validators.MinValueValidator: _("At least %(limit_value)s."),
}


def use_our_words() -> None:
    """From now on new fields speak like us; a field that says something of its own goes on doing so."""
    for field, words in FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    for validator, sentence in VALIDATORS.items():
        validator.message = sentence
