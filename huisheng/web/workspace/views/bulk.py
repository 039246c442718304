"""Many tickets at once: chosen in the list, looked at, done, taken back. The list stays beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.tickets.access import tickets_for
from huisheng.trips.deeds import BY_CODE, choices, sentence
from huisheng.watch.automation.actions import begin_doing, begin_undoing, choose, decide, work
from huisheng.watch.automation.bulk import Names, may_be_taken_back
from huisheng.watch.automation.models import BulkItem, BulkRun
from huisheng.watch.automation.queries import items_of
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace import queue
from huisheng.web.workspace.views.queue import asked_list, list_context

MOVING = {BulkRun.State.LOOKING, BulkRun.State.DOING, BulkRun.State.UNDOING}
FIRST = ("would", "refused", "kept", "done", "undone", "same", "waiting")  # what needs eyes stands on top


@require_POST
@staff_required()
def bulk_runs(request: StaffRequest) -> HttpResponse:
    """POST number…, or everything=1 with the view and filters: the tickets; deed: what shall be done to them."""
    if request.POST.get("everything"):
        view, filters = asked_list(request)
        tickets = queue.matching(request.user, view, filters=filters)
    else:
        tickets = tickets_for(request.user).filter(number__in=request.POST.getlist("number")).order_by("pk")
    run = choose(request.user, tickets, deed=request.POST.get("deed", ""))
    return redirect("desk:bulk", run_id=run.pk)


@require_safe
@staff_required()
def bulk(request: StaffRequest, run_id: int) -> HttpResponse:
    """GET: where the run stands; htmx gets the pane alone."""
    run = _own(request, run_id)
    if is_htmx(request):
        return render(request, "workspace/_bulk.html", _context(run))
    return render(request, "workspace/bulk.html", _context(run) | list_context(request))


@require_POST
@staff_required()
def bulk_answers(request: StaffRequest, run_id: int) -> HttpResponse:
    """What exactly shall be done; the look begins."""
    run = _own(request, run_id)
    deed = BY_CODE[run.step["deed"]]
    answers = {
        ask.name: request.POST.getlist(ask.name) if ask.kind == "tags" else request.POST.get(ask.name, "")
        for ask in deed.asks
    }
    return _on(request, decide(run, answers))


@require_POST
@staff_required()
def bulk_work(request: StaffRequest, run_id: int) -> HttpResponse:
    """The next part of what is on its way."""
    return _on(request, work(_own(request, run_id)))


@require_POST
@staff_required()
def bulk_doing(request: StaffRequest, run_id: int) -> HttpResponse:
    return _on(request, work(begin_doing(_own(request, run_id))))


@require_POST
@staff_required()
def bulk_undoing(request: StaffRequest, run_id: int) -> HttpResponse:
    return _on(request, work(begin_undoing(_own(request, run_id))))


def _on(request: StaffRequest, run: BulkRun) -> HttpResponse:
    if is_htmx(request):
        return render(request, "workspace/_bulk.html", _context(run))
    return redirect(reverse("desk:bulk", args=[run.pk]))


def _own(request: StaffRequest, run_id: int) -> BulkRun:
    """Runs of others do not exist here."""
    return get_object_or_404(BulkRun.objects.select_related("staff__role"), pk=run_id, staff=request.user)


def _context(run: BulkRun) -> dict[str, Any]:
    deed = BY_CODE[run.step["deed"]]
    items = items_of(run)
    items.sort(key=lambda one: (FIRST.index(one.outcome), one.pk))
    names = Names([facts for one in items for facts in (one.before, one.after)])
    return {
        "run": run,
        "deed": deed,
        "asks": [(ask, choices(ask.kind)) for ask in deed.asks],
        "sentence": sentence(run.step) if len(run.step) > 1 or not deed.asks else "",
        "lines": [(one, names.said(one.before), names.said(one.after)) for one in items],
        "sums": [(label, n) for code, label in BulkItem.Outcome.choices if (n := _many(items, code))],
        "would": _many(items, BulkItem.Outcome.WOULD),
        "worked": sum(one.worked for one in items),
        "moving": run.state in MOVING,
        "may_undo": may_be_taken_back(deed.code),
        "undo_until": run.done_at + run.UNDO_FOR if run.may_be_undone(timezone.now()) and run.done_at else None,
        "undo_minutes": int(run.UNDO_FOR.total_seconds() // 60),
    }


def _many(items: list[BulkItem], outcome: str) -> int:
    return sum(one.outcome == outcome for one in items)
