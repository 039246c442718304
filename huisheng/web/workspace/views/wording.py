"""What the house's wording rules say while somebody writes."""

from django.http import HttpResponse
from django.shortcuts import render

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.web.frame.http import StaffRequest
from huisheng.web.workspace.views.moves import move
from huisheng.web.workspace.wording import FIELDS, look_at


@move(Right.ANSWER)
def look(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    """Hints for the fields of a form (`form`: reply, solution), and the places still open. Changes nothing."""
    form = request.POST.get("form", "")
    seen = look_at(ticket, form if form in FIELDS else "reply", request.POST, by=request.user.party)
    return render(request, "workspace/_wording.html", {"look": seen})
