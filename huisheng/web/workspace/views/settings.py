"""The settings of the house itself: overview, general, change log. The rooms bring their own screens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import change_setting, change_settings
from huisheng.core.base.saved import how_saved
from huisheng.web.frame.http import StaffRequest, came_from, staff_required
from huisheng.web.workspace.audit import audit_rows
from huisheng.web.workspace.house_form import HouseForm

gated = staff_required(Right.SETTINGS)


@gated
def index(request: StaffRequest) -> HttpResponse:
    """What can be set; what stands still with the mail is said on top, and when the house was last saved."""
    return render(request, "settings/index.html", {"saved": how_saved()})


@gated
def house_settings(request: StaffRequest) -> HttpResponse:
    """Everything `core/base/house.py` lists, with its sections."""
    form = HouseForm(request.POST or None)
    if form.is_valid() and form.done(change_settings, form.changes(), by=request.user.party):
        messages.success(request, _("The settings are saved and in force."))
        return redirect("settings:house")
    return render(request, "settings/house.html", {"form": form})


@require_POST
@gated
def release_mail(request: StaffRequest) -> HttpResponse:
    """A restored house may send and fetch again."""
    change_setting("mail.held", False, by=request.user.party)
    messages.success(request, _("Mail goes again: letters that waited leave within a minute or two."))
    return redirect(came_from(request) or reverse("settings:outbox"))


@gated
def audit(request: StaffRequest) -> HttpResponse:
    """Who changed which setting, newest first."""
    cursor = request.GET.get("cursor", "")
    rows, after = audit_rows(cursor)
    return render(request, "settings/audit.html", {"rows": rows, "next": after, "cursor": cursor})
