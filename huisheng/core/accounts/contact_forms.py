"""What the screen of the emergency table asks."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huisheng.core.accounts.forms import HoursField
from huisheng.core.accounts.models import Calendar, Contact, Staff, Team
from huisheng.core.base.forms import ActionForm


class Labelled(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice that names rows in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(getattr(obj, "label", obj))


class ContactForm(ActionForm):
    """One line of the table."""

    name = forms.CharField(label=_("Name"), max_length=60)
    team = Labelled(label=_("Department"), queryset=Team.objects.none())
    duty = forms.CharField(
        label=_("What to ask this person for"),
        max_length=80,
        required=False,
        help_text=_("For example: stock, wrong parcels."),
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        required=False,
        widget=forms.EmailInput,
        help_text=_("Requests go there with a link that is answered without a login."),
    )
    staff = forms.ModelChoiceField(
        label=_("Account"),
        queryset=Staff.objects.none(),
        required=False,
        empty_label=pgettext_lazy("account", "none, answers by link"),
    )
    backup = forms.ModelChoiceField(
        label=_("Ask instead, when not on duty"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=pgettext_lazy("backup", "nobody"),
    )
    calendar = Labelled(
        label=_("Holidays as in"),
        queryset=Calendar.objects.none(),
        required=False,
        empty_label=pgettext_lazy("contact", "none: the week holds on every day"),
    )

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: QuerySet[Contact] = Contact.objects.filter(active=True)
        offered: dict[str, QuerySet[Any]] = {
            "team": Team.objects.filter(active=True),
            "staff": Staff.objects.filter(is_active=True).order_by("name", "pk"),
            "backup": others.exclude(pk=contact.pk) if contact else others,
            "calendar": Calendar.objects.order_by("id"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        hint = _("For example 08:00-18:00, or 09:00-12:00 13:00-18:00. All days empty: always on duty.")
        for day in range(7):
            self.fields[f"day{day}"] = HoursField(label=WEEKDAYS[day], help_text=hint if day == 0 else "")

    def answers(self) -> dict[str, Any]:
        """For `save_contact`."""
        given = {name: value for name, value in self.cleaned_data.items() if not name.startswith("day")}
        return {**given, "weekly": {str(day): self.cleaned_data[f"day{day}"] for day in range(7)}}


def contact_initial(contact: Contact) -> dict[str, Any]:
    days = {f"day{day}": contact.weekly.get(str(day), []) for day in range(7)}
    columns = {name: getattr(contact, name) for name in ("name", "duty", "phone", "email")}
    linked = {name: getattr(contact, f"{name}_id") for name in ("team", "staff", "backup", "calendar")}
    return {**columns, **linked, **days}
