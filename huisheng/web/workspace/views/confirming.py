"""Who waits for the customer's yes, what was raised to one, and the end of what nobody answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.actions import close_silent
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.confirming import above_of, counts_for, raised_to, waiting_for
from huisheng.web.workspace.views.moves import move


@require_safe
@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/confirmations/: who waits for what, what comes next and when; on top, what was raised to this person."""
    cursor = request.GET.get("cursor", "")
    found = waiting_for(request.user, cursor)
    context = {
        "rows": found.rows,
        "next_cursor": found.next_cursor,
        "cursor": cursor,
        "raised": [] if cursor else [(one, above_of(one)) for one in raised_to(request.user)],
        "counts": counts_for(request.user),
    }
    return render(request, "workspace/confirmations.html", context)


@move(Right.CLOSE)
def silence(request: StaffRequest, ticket: Ticket) -> str:
    """Every try was made: close it as unconfirmed before the customer's last hours are over."""
    close_silent(ticket, by=request.user.party)
    return _("Closed as unconfirmed; the customer can open it again.")
