"""What a colleague fills in on the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.base.forms import ActionForm
from huisheng.core.catalogue.models import Category
from huisheng.core.channels.models import Channel, Source
from huisheng.kit.contact import normalise_email, normalise_phone
from huisheng.watch.insight.models import Wall
from huisheng.web.frame.uploads import Words


class EntryForm(Words):
    """A call or a walk-in, typed while the customer speaks."""

    channel = forms.ChoiceField(label=_("Came by"))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    name = forms.CharField(label=_("Customer name"), required=False, max_length=80)
    email = forms.CharField(label=_("Email"), required=False, max_length=200)
    order_number = forms.CharField(label=_("Order number"), required=False, max_length=60)
    text = forms.CharField(
        label=_("What happened"),
        max_length=20_000,
        widget=forms.Textarea,
        error_messages={"required": _("Write down in a few words what the customer says.")},
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    source = forms.ChoiceField(
        label=_("Picked up in"), required=False, choices=[("", _("nothing special")), *Source.choices]
    )
    keep = forms.BooleanField(label=_("I take care of it"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_channels = Channel.objects.filter(
            enabled=True, kind__in=["phone", "walk_in", "chat", "wechat", "internal"]
        )
        self.fields["channel"].choices = [(one.code, one.label) for one in open_channels]  # type: ignore[attr-defined]
        categories = Category.objects.filter(retired_at=None).select_related("parent")
        named = [(one.code, f"{one.parent.label} / {one.label}" if one.parent else one.label) for one in categories]
        self.fields["category"].choices = [("", _("decided by the rules")), *named]  # type: ignore[attr-defined]

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


class WallForm(ActionForm):
    """A link for one screen: where it hangs, what it shows, how long."""

    name = forms.CharField(
        label=_("Where it hangs"), max_length=80, help_text=_("For example: customer service, 3rd floor")
    )
    kind = forms.ChoiceField(label=_("Which board"), choices=Wall.Kind.choices, required=False)
    team = forms.ModelChoiceField(label=_("Of whom"), queryset=Team.objects.none(), required=False)
    for_ever = forms.BooleanField(
        label=_("Until it is revoked"), required=False, help_text=_("Else it runs out after a year.")
    )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(active=True).order_by("rank", "id")
        all_of_it = staff.allows(Right.SEE_ALL)
        field = forms.ModelChoiceField(
            label=_("Of whom"),
            queryset=teams if all_of_it else teams.filter(pk__in=staff.team_ids),
            required=not all_of_it,
            empty_label=str(_("the whole house")) if all_of_it else None,
        )
        field.label_from_instance = lambda obj: str(obj.label)  # type: ignore[method-assign]
        self.fields["team"] = field

    def answers(self) -> dict[str, Any]:
        """For `create_wall`."""
        return self.cleaned_data | {"kind": self.cleaned_data["kind"] or Wall.Kind.LIVE}
