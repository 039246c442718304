"""The form of the house's own settings, made from the list in `core/base/house.py`."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.base.forms import ActionForm
from huisheng.core.base.house import SETTINGS, HouseSetting, house_all
from huisheng.stages.sla.models import ClockKind

SECTIONS: dict[str, str | Promise] = {
    "house": _("The house"),
    "form": _("The form for customers"),
    "portal": _("Looking up by number"),
    "intake": _("What arrives"),
    "triage": _("How grave it is"),
    "routing": _("Who gets it"),
    "closure": _("Closing"),
    "board": _("Live board"),
    "ideas": _("Suggestions"),
    "praise": pgettext_lazy("house", "Praise"),
    "desk": _("The desk"),
    "callback": _("Callbacks"),
    "warmth": _("How warm our words are"),
    "notices": _("Telling colleagues"),
    "check": _("Daily check"),
    "survey": _("Surveys"),
    "winback": _("Lost customers"),
    "mail": _("Outgoing mail"),
    "backup": _("Backups"),
}
CHOICES: dict[str, str | Promise] = {
    "due": _("what is due before the person is back"),
    "unanswered": _("only what is due before and waits for our answer"),
    "nothing": _("nothing: everything stays"),
    "starttls": _("STARTTLS (usual, port 587)"),
    "tls": _("TLS from the start (port 465)"),
    "none": pgettext_lazy("security", "none (only inside the own network)"),
    **dict(ClockKind.choices),
}
LONG = {"desk.breaks", "form.notice", "form.notice_en"}
OWN_FIELDS: dict[str, type[forms.Field]] = {"mail.sender": forms.EmailField}


class HouseForm(ActionForm):
    """Field names are the keys with _ for the dot. An empty secret stays as it is, unless its box is ticked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = house_all()
        for setting in SETTINGS:
            self.fields[name_of(setting)] = field_of(setting, values[setting.key])
            if setting.secret and values[setting.key]:
                label = _("Forget what is stored")
                self.fields[f"{name_of(setting)}_forget"] = forms.BooleanField(label=label, required=False)

    def changes(self) -> dict[str, Any]:
        """For `change_settings`: what the form says, key by key."""
        said = {setting: self.cleaned_data[name_of(setting)] for setting in SETTINGS}
        given = {setting.key: value for setting, value in said.items() if not setting.secret or value}
        forgotten = [one.key for one in SETTINGS if self.cleaned_data.get(f"{name_of(one)}_forget")]
        return {**given, **dict.fromkeys(forgotten, "")}

    def sections(self) -> Iterator[tuple[str, str | Promise, list[BoundField]]]:
        for section, settings in groupby(SETTINGS, key=lambda setting: setting.section):
            names = [name for one in settings for name in (name_of(one), f"{name_of(one)}_forget")]
            yield section, SECTIONS.get(section, section), [self[name] for name in names if name in self.fields]


def name_of(setting: HouseSetting) -> str:
    return setting.key.replace(".", "_")


def field_of(setting: HouseSetting, value: Any) -> forms.Field:
    """A field that fits the type of the default."""
    shared: dict[str, Any] = {"label": setting.label, "required": False}
    if setting.secret:
        hint = _("Something is stored; leave this empty to keep it.") if value else ""
        quiet = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        return forms.CharField(**shared, widget=quiet, help_text=hint, strip=False)
    shared["initial"] = value
    if isinstance(setting.default, bool):
        return forms.BooleanField(**shared)
    if isinstance(setting.default, int):
        return forms.IntegerField(**shared | {"required": True}, min_value=0, max_value=setting.most)
    if setting.choices:
        return _choice_of(setting, shared)
    if setting.key.endswith("_url"):
        return forms.URLField(**shared, assume_scheme="https")
    long = forms.Textarea(attrs={"rows": 3}) if setting.key in LONG else forms.TextInput()
    return OWN_FIELDS.get(setting.key, forms.CharField)(**shared, widget=long)


def _choice_of(setting: HouseSetting, shared: dict[str, Any]) -> forms.Field:
    """One of the choices, or several where the default is a list."""
    choices = [(choice, CHOICES.get(choice, choice)) for choice in setting.choices]
    if isinstance(setting.default, list):
        return forms.MultipleChoiceField(**shared, choices=choices, widget=forms.CheckboxSelectMultiple)
    return forms.ChoiceField(**shared | {"required": True}, choices=choices)
