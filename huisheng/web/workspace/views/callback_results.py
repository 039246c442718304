"""What came of callbacks, and the list behind each number."""

from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.stages.followup.models import Scenario
from huisheng.stages.followup.results import FIGURES, behind, results
from huisheng.web.frame.http import StaffRequest, staff_required

PERIODS = (7, 30, 90)  # days


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/callbacks/results/: scenario by scenario, `?days=7|30|90`."""
    days, since, until = _period(request)
    rows = results(request.user, since=since, until=until)
    figures = [(code, label) for code, (label, _which) in FIGURES.items()]
    return render(request, "workspace/callback_results.html", {"rows": rows, "days": days, "figures": figures})


@require_safe
@staff_required(Right.NUMBERS)
def listed(request: StaffRequest, scenario: str, figure: str) -> HttpResponse:
    """The callbacks behind one number."""
    if figure not in FIGURES:
        raise Http404
    days, since, until = _period(request)
    one = get_object_or_404(Scenario, code=scenario)
    page = behind(request.user, scenario, figure, since=since, until=until, cursor=request.GET.get("cursor"))
    shown = {"page": page, "scenario": one, "figure": figure, "label": FIGURES[figure][0], "days": days}
    return render(request, "workspace/callback_result.html", shown)


def _period(request: StaffRequest) -> tuple[int, datetime, datetime]:
    sent, now = request.GET.get("days", ""), timezone.now()
    days = int(sent) if sent in {str(one) for one in PERIODS} else 30
    return days, now - timedelta(days=days), now + timedelta(minutes=1)
