"""What a ticket turned out to be: the small form, and what it says."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Team
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.paging import Order, page
from huisheng.stages.closure.actions import set_finding
from huisheng.stages.closure.filing import finding_of, needs_of, to_file
from huisheng.stages.closure.models import RootCause
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.filing import finding_by
from huisheng.web.workspace.views.moves import move

SHOWN = 50
ORDER: Order = (("closed_at", "desc"), ("id", "desc"))


@require_safe
@staff_required()
def dialog(request: StaffRequest, number: str) -> HttpResponse:
    """The small form, fetched when it is first opened."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    context = {
        "ticket": ticket,
        "finding": finding_of(ticket),
        "needs": needs_of(ticket),
        "causes": RootCause.objects.filter(active=True),
        "teams": Team.objects.filter(active=True).order_by("rank", "id"),
    }
    return render(request, "workspace/_filing_dialog.html", context)


@move(Right.ANSWER)
def finding(request: StaffRequest, ticket: Ticket) -> str:
    set_finding(ticket, **finding_by(request.POST), by=request.user.party)
    return _("Noted. It counts among the root causes.")


@require_safe
@staff_required()
def waiting(request: StaffRequest) -> HttpResponse:
    """GET /desk/to-file/ ?cursor=: the own closed tickets of which something is not known yet. `?count`: only how many,
    for the day.
    """
    if "count" in request.GET:
        return render(request, "workspace/_to_file.html", {"count": to_file(request.user).count()})
    rows = to_file(request.user).select_related("customer", "grade", "category")
    return render(request, "workspace/to_file.html", {"found": page(rows, ORDER, request.GET.get("cursor"), SHOWN)})
