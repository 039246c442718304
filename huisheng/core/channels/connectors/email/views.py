"""Settings screens for mailboxes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.core.channels.connectors.email.actions import add_mailbox, change_mailbox, switch_mailbox
from huisheng.core.channels.connectors.email.check import check_mailbox
from huisheng.core.channels.connectors.email.forms import MailboxForm, mailbox_initial
from huisheng.core.channels.connectors.email.states import state_of
from huisheng.core.channels.models import Mailbox

gated = right_required(Right.SETTINGS)


@gated
def mailboxes(request: StaffRequest) -> HttpResponse:
    rows = [(mailbox, state_of(mailbox)) for mailbox in Mailbox.objects.select_related("channel")]
    return render(request, "channels/mailboxes.html", {"rows": rows})


@gated
def new_mailbox(request: StaffRequest) -> HttpResponse:
    form = MailboxForm(request.POST or None)
    if form.is_valid():
        mailbox = form.carry_out(add_mailbox, **form.cleaned_data, by=request.user.party)
        if mailbox is not None:
            messages.success(request, _("%(address)s is connected.") % {"address": mailbox.address})
            return redirect("settings:mailbox_check", mailbox_id=mailbox.pk)
    words = {
        "title": _("New mailbox"),
        "lead": _("What lies in the mailbox already stays as it is: nobody gets a letter about old mail."),
        "submit": _("Connect the mailbox"),
        "back": reverse("settings:mailboxes"),
    }
    return render(request, "settings/form.html", {"form": form, **words})


@gated
def mailbox(request: StaffRequest, mailbox_id: int) -> HttpResponse:
    one = get_object_or_404(Mailbox.objects.select_related("channel"), pk=mailbox_id)
    form = MailboxForm(request.POST or None, initial=mailbox_initial(one), mailbox=one)
    if form.is_valid() and form.done(change_mailbox, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.address})
        return redirect("settings:mailbox_check", mailbox_id=one.pk)
    words = {"title": one.address, "submit": _("Save the mailbox"), "back": reverse("settings:mailboxes")}
    return render(request, "settings/form.html", {"form": form, **words})


@gated
def mailbox_check(request: StaffRequest, mailbox_id: int) -> HttpResponse:
    """GET shows what is known; POST tries both servers now and says what is wrong. Nothing is fetched or sent."""
    one = get_object_or_404(Mailbox.objects.select_related("channel"), pk=mailbox_id)
    checks = check_mailbox(one) if request.method == "POST" else None
    return render(request, "channels/mailbox_check.html", {"mailbox": one, "state": state_of(one), "checks": checks})


@require_POST
@gated
def mailbox_state(request: StaffRequest, mailbox_id: int) -> HttpResponse:
    one = get_object_or_404(Mailbox.objects.select_related("channel"), pk=mailbox_id)
    enabled = request.POST.get("enabled") == "1"
    switch_mailbox(one, enabled=enabled, by=request.user.party)
    said = _("%(address)s is fetched again.") if enabled else _("%(address)s is paused. Its mails wait on the server.")
    messages.success(request, said % {"address": one.address})
    return redirect("settings:mailboxes")
