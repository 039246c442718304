"""The guide to an answer that calms."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.tickets.access import ticket_for
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.empathy import SCENARIOS, scenario_of, slots_for


@require_safe
@staff_required()
def show(request: StaffRequest, number: str) -> HttpResponse:
    """The slots with wording from the ticket's own facts; `?scenario=quality|service|delay` for another kind."""
    ticket = ticket_for(request.user, number)
    scenario = request.GET.get("scenario", scenario_of(ticket))
    scenario = scenario if scenario in SCENARIOS else ""
    slots = slots_for(ticket, request.user, scenario)
    shown = {"ticket": ticket, "slots": slots, "scenarios": SCENARIOS, "scenario": scenario}
    return render(request, "workspace/_empathy.html", shown)
