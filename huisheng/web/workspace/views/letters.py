"""Settings → Letters: what came by mail and became no feedback; to be looked at, downloaded, and taken after all."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.channels.connectors.email.actions import take_after_all
from huisheng.journey.route import receive_item
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.aside import ASIDE, aside_for, aside_page

gated = staff_required(Right.SETTINGS)


@gated
def letters(request: StaffRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in ASIDE else ""
    found = aside_page(request.user, request.GET.get("cursor"), state=state)
    tabs = [(one.value, one.label) for one in ASIDE]
    return render(request, "workspace/letters.html", {"page": found, "state": state, "states": tabs})


@require_safe
@gated
def letter_raw(request: StaffRequest, inbound_id: int) -> HttpResponseBase:
    """The mail as it came, to be saved; never shown as a page."""
    item = get_object_or_404(aside_for(request.user).exclude(raw=None), pk=inbound_id)
    assert item.raw is not None  # noqa: S101 - for the type checker
    return serve_file(request, item.raw, f"mail-{item.pk}.eml")


@require_POST
@gated
def letter_ticket(request: StaffRequest, inbound_id: int) -> HttpResponse:
    """It is feedback after all."""
    item = get_object_or_404(aside_for(request.user), pk=inbound_id)
    take_after_all(item, by=request.user.party)
    arrived = receive_item(item)
    if arrived is None:
        messages.error(request, _("There is nothing in this mail that could become feedback."))
        return redirect("settings:letters")
    messages.success(request, _("It is %(number)s now.") % {"number": arrived.ticket.number})
    return redirect("settings:letters")
