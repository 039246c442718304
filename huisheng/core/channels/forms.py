"""What the screen for channels asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.forms import ActionForm
from huisheng.core.channels.models import Channel


class ChannelForm(ActionForm):
    """A way in: open, or closed with words that say where to go instead."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    enabled = forms.BooleanField(label=_("Is open"), required=False)
    closed_text = forms.CharField(
        label=_("What people read while it is closed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say which way to take instead."),
    )
    reply_hours = forms.IntegerField(
        label=_("Hours in which an answer still goes out"),
        required=False,
        min_value=1,
        max_value=9_999,
        help_text=_("After the customer's last words, as the platform allows (WeChat: 48). Empty = no such limit."),
    )


def channel_initial(channel: Channel) -> dict[str, Any]:
    return {name: getattr(channel, name) for name in ChannelForm.base_fields}
