"""The command bar: what it offers, and what was run."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.tickets.access import ticket_for
from huisheng.watch.search.actions import keep_recent
from huisheng.watch.search.models import Recent
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.commands import commands_for, recent_commands


@require_safe
@staff_required()
def commands(request: StaffRequest) -> HttpResponse:
    """GET /desk/commands/?ticket=FB-…: the options of the bar, for the ticket that is open if one is."""
    number = request.GET.get("ticket", "")
    ticket = ticket_for(request.user, number) if number else None
    groups = commands_for(request.user, ticket)
    return render(request, "workspace/_commands.html", {"groups": groups, "lately": recent_commands(request.user)})


@require_POST
@staff_required()
def used(request: StaffRequest) -> HttpResponse:
    """What was run stands first next time. It changes nothing but the own list."""
    keep_recent(request.user, Recent.Kind.COMMAND, request.POST.get("name", ""))
    return HttpResponse(status=204)
