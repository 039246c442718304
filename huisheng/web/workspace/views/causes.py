"""Why things go wrong: root causes of a period, compared with the one before, and the cases behind each number."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.paging import Order, page
from huisheng.stages.closure.models import RootCause
from huisheng.stages.improvement.queries import cases_of, causes_in, may_open
from huisheng.watch.insight.period import chosen
from huisheng.web.frame.http import StaffRequest, staff_required

NEWEST: Order = (("ticket__created_at", "desc"), ("ticket_id", "desc"))
UNNAMED = "none"  # in an address: a finding that names no cause
SIZE = 50


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/causes/?period=7|30, ?from=…&to=…: a bar for each cause; 30 days where nothing is asked."""
    period = chosen({"period": "30"} | request.GET.dict())
    rows = causes_in(request.user, period.start, period.stop)
    together, most = sum(row.count for row in rows), max((max(row.count, row.before) for row in rows), default=0)
    context = {"period": period, "rows": rows, "together": together, "most": most}
    return render(request, "workspace/causes.html", context | {"may_open": may_open(request.user)})


@require_safe
@staff_required(Right.NUMBERS)
def behind(request: StaffRequest, cause: str) -> HttpResponse:
    """The cases of one cause; `before` asks for those of the period before."""
    row = None if cause == UNNAMED else RootCause.objects.filter(code=cause).first()
    if row is None and cause != UNNAMED:
        raise Http404
    period, cursor = chosen({"period": "30"} | request.GET.dict()), request.GET.get("cursor", "")
    found = cases_of(request.user, row.pk if row else None, period.start, period.stop)
    shown = page(found.select_related("ticket__customer", "ticket__grade", "ticket__assignee"), NEWEST, cursor, SIZE)
    context = {"cause": row, "code": cause, "period": period, "found": shown, "total": found.count(), "cursor": cursor}
    return render(request, "workspace/causes_list.html", context)
