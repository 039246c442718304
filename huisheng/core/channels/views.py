"""Settings screens for channels."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.actions import change_channel
from huisheng.core.channels.forms import ChannelForm, channel_initial
from huisheng.core.channels.models import Channel

gated = right_required(Right.SETTINGS)


@gated
def channels(request: StaffRequest) -> HttpResponse:
    return render(request, "channels/channels.html", {"channels": Channel.objects.all()})


@gated
def channel(request: StaffRequest, channel_id: int) -> HttpResponse:
    one = get_object_or_404(Channel, pk=channel_id)
    form = ChannelForm(request.POST or None, initial=channel_initial(one))
    if form.is_valid() and form.done(change_channel, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:channels")
    words = {"title": one.label, "submit": _("Save the channel"), "back": reverse("settings:channels")}
    return render(request, "settings/form.html", {"form": form, **words})
