"""The daily check: a day's missed promises, why, what was done, who signed."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.stages.rectify.actions import explain_miss, sign_day, sign_miss, start_rectifying
from huisheng.stages.rectify.days import is_on, kinds, since
from huisheng.stages.rectify.models import Cause
from huisheng.stages.rectify.queries import Day, clock_for, days_of, signatures, worklist
from huisheng.stages.sla.models import Clock, ClockKind
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required

gated = staff_required(Right.CHECK)


@require_safe
@gated
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/check/?day=2026-11-28: the worklist; without a day the oldest one that is not signed, else today."""
    if not is_on():
        return render(request, "workspace/check_off.html")
    days = days_of(request.user)
    chosen = _chosen(days, request.GET.get("day", ""))
    cursor = request.GET.get("cursor", "")
    found = worklist(request.user, chosen.day, cursor)
    context = {
        "cursor": cursor,
        "next_cursor": found.next_cursor,
        "days": days,
        "chosen": chosen,
        "items": found.rows,
        "signatures": signatures(request.user, chosen.day) if chosen.misses else [],
        "causes": Cause.choices,
        "kinds": [str(ClockKind(kind).label) for kind in kinds()],
        "today": timezone.localdate(),
    }
    return render(request, "workspace/check.html", context)


@require_POST
@gated
def explain(request: StaffRequest, clock_id: int) -> HttpResponse:
    """Why it was missed, what was done."""
    clock = clock_for(request.user, clock_id)
    explain_miss(clock, cause=request.POST.get("cause", ""), done=request.POST.get("done", ""), by=request.user)
    return _back(request, clock, _("Cause and remedy are noted."))


@require_POST
@gated
def rectify(request: StaffRequest, clock_id: int) -> HttpResponse:
    """The owner has to put it right."""
    clock = clock_for(request.user, clock_id)
    start_rectifying(clock, by=request.user)
    return _back(request, clock, _("The owner is told, and the time to put it right runs."))


@require_POST
@gated
def sign(request: StaffRequest, clock_id: int) -> HttpResponse:
    """One item is done."""
    clock = clock_for(request.user, clock_id)
    sign_miss(clock, note=request.POST.get("note", ""), by=request.user)
    return _back(request, clock, _("Signed."))


@require_POST
@gated
def sign_the_day(request: StaffRequest, day: str) -> HttpResponse:
    """The whole day is done."""
    wanted = _day(day)
    if wanted is None:
        raise Http404
    sign_day(wanted, note=request.POST.get("note", ""), by=request.user)
    return htmx_or_redirect(request, f"{reverse('desk:check')}?day={wanted}", said=_("The day is signed."))


def _chosen(days: list[Day], asked: str) -> Day:
    wanted = _day(asked)
    if wanted:
        return next((one for one in days if one.day == wanted), Day(wanted, 0, 0, is_signed=False))
    first = since()
    waiting = [one for one in reversed(days) if one.misses and not one.is_signed and first and one.day >= first]
    return waiting[0] if waiting else days[0]


def _back(request: StaffRequest, clock: Clock, said: str) -> HttpResponse:
    broken = timezone.localdate(clock.breached_at)
    return htmx_or_redirect(request, f"{reverse('desk:check')}?day={broken}#miss-{clock.pk}", said=said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
