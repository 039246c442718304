"""The limits of compensation: one line for each role, one column for each grade."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.handling.actions import save_limits
from huisheng.stages.handling.forms import LimitsForm

gated = right_required(Right.SETTINGS)


@gated
def amends_limits(request: StaffRequest) -> HttpResponse:
    """GET shows the table, POST keeps it whole."""
    form = LimitsForm(request.POST or None)
    if form.is_valid() and form.done(save_limits, form.amounts(), by=request.user.party):
        messages.success(request, _("The limits are saved; they hold from the next proposal on."))
        return redirect("settings:amends_limits")
    return render(request, "handling/limits.html", {"form": form})
