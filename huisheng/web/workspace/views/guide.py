"""The first steps of an empty house."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.errors import Refused
from huisheng.stages.sla.queries import promise_of
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace import guide

gated = staff_required(Right.SETTINGS)


@require_safe
@gated
def start(request: StaffRequest) -> HttpResponse:
    """GET /settings/start/: what is done, what is not, and where the last test ticket lies."""
    test = guide.last_test(request.user)
    context = {
        "steps": guide.steps(),
        "test": test,
        "due": promise_of(test) if test else None,
        "open": guide.is_open(request.user),
    }
    return render(request, "settings/start.html", context)


@require_POST
@gated
def send_test(request: StaffRequest) -> HttpResponse:
    """A real piece of feedback by the way of the public form."""
    try:
        ticket = guide.send_test(request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The test ticket %(number)s has arrived.") % {"number": ticket.number})
    return redirect("settings:start")


@require_POST
@gated
def hide(request: StaffRequest) -> HttpResponse:
    """Not offered any more."""
    guide.hide(by=request.user.party)
    messages.success(request, _("The first steps are hidden. The general settings bring them back."))
    return redirect("desk:queue")
