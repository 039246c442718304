"""Merge two tickets: look first, then do it; and take it back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.tickets.access import NotFound, ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.trips.merge import merge, plan_merge, undo_merge
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.ticket import others_open
from huisheng.web.workspace.views.moves import move


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def show(request: StaffRequest, number: str) -> HttpResponse:
    """GET ?into=<number>: what would go along. POST into, reason: do it. The gate first on both, then the right."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    if request.method == "POST":
        return _merge(request, ticket)
    into, unknown = _wanted(request, request.GET.get("into", "").strip().upper())
    others = [one for one in others_open(request.user, ticket) if into is None or one.pk != into.pk]
    plan = plan_merge(ticket, into) if into else None
    hours = house("desk.merge_undo_hours")
    shown = {"ticket": ticket, "plan": plan, "others": others, "unknown": unknown, "hours": hours}
    return render(request, "workspace/merge.html", shown)


def _merge(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    into = ticket_for(request.user, request.POST.get("into", ""))
    merge(ticket, into=into, reason=request.POST.get("reason", ""), by=request.user.party)
    said = _("%(one)s goes on in %(other)s now.") % {"one": ticket.number, "other": into.number}
    return htmx_or_redirect(request, reverse("desk:ticket", args=[into.number]), said=said)


def _wanted(request: StaffRequest, number: str) -> tuple[Ticket | None, str]:
    """The other ticket, or the number that leads nowhere this person may look."""
    try:
        return (ticket_for(request.user, number) if number else None), ""
    except NotFound:
        return None, number


@move(Right.ANSWER)
def undo(request: StaffRequest, ticket: Ticket) -> str:
    undo_merge(ticket, by=request.user.party)
    return _("Taken back. %(number)s is as it was.") % {"number": ticket.number}
