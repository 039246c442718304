"""The pause audit."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.waits import DAYS, SHOWN, people_of, waited_for

POOL = "none"


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/waits/?person=: minutes our clocks waited after the customer had answered, by person, with the list."""
    rows = waited_for(request.user)
    people, person = people_of(rows), request.GET.get("person", "")
    chosen = [one for one in rows if str(one.ticket.assignee_id or POOL) == person] if person else rows
    shown = {"people": people, "rows": chosen[:SHOWN], "count": len(chosen), "person": person, "days": DAYS}
    return render(request, "workspace/waits.html", shown)
