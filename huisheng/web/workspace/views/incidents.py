"""Groups of similar tickets: the list, one of them, what a person decides, one word to all owners."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.stages.triage.actions.incidents import decide_incident
from huisheng.stages.triage.models import Incident
from huisheng.trips.mass_fault import confirm, tell_owners
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.incidents import MOST_SHOWN, incident_for, incidents_for, page_of

State = Incident.State


@require_safe
@staff_required()
def incidents(request: StaffRequest) -> HttpResponse:
    """GET /desk/incidents/"""
    return render(request, "workspace/incidents.html", {"incidents": list(incidents_for(request.user)[:MOST_SHOWN])})


@require_safe
@staff_required()
def incident(request: StaffRequest, incident_id: int) -> HttpResponse:
    page = page_of(request.user, incident_id, may_decide=request.user.allows(Right.BE_TOLD))
    return render(request, "workspace/incident.html", {"page": page, "incident": page.incident})


@require_POST
@staff_required()
def incident_state(request: StaffRequest, incident_id: int) -> HttpResponse:
    """POST state=confirmed|dismissed|over. The gate first, then the right."""
    one = _decidable(request, incident_id)
    state = request.POST.get("state", "")
    if state == State.CONFIRMED:
        confirm(one, by=request.user.party)
        said = _("It is a mass fault now. Open ones were graded as many, their promised times follow.")
    else:
        over = State.OVER if state == State.OVER else State.DISMISSED
        decide_incident(one, state=over, by=request.user.party, reason=request.POST.get("reason", ""))
        said = _("Kept. Nothing more joins it.")
    return htmx_or_redirect(request, reverse("desk:incident", args=[one.pk]), said=said)


@require_POST
@staff_required()
def incident_note(request: StaffRequest, incident_id: int) -> HttpResponse:
    """POST text: an internal note on every open ticket of it."""
    one = _decidable(request, incident_id)
    count = tell_owners(one, text=request.POST.get("text", ""), by=request.user.party)
    said = ngettext("Noted on %(n)s open ticket.", "Noted on %(n)s open tickets.", count) % {"n": count}
    return htmx_or_redirect(request, reverse("desk:incident", args=[one.pk]), said=said)


def _decidable(request: StaffRequest, pk: int) -> Incident:
    found = incident_for(request.user, pk)
    if not request.user.allows(Right.BE_TOLD):
        raise PermissionDenied
    return found
