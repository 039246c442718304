"""Settings: try the promised times out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.stages.sla.forms.trial import TrialForm
from huisheng.stages.sla.trial import try_promises

gated = right_required(Right.SETTINGS)


@require_GET
@gated
def policy_trial(request: StaffRequest) -> HttpResponse:
    """What would be promised to a ticket like this? Nothing is written."""
    asked = bool(request.GET)
    form = TrialForm(request.GET if asked else None, initial={"at": timezone.now()})
    rows = try_promises(**form.wishes()) if asked and form.is_valid() else None
    return render(request, "sla/trial.html", {"form": form, "rows": rows})
