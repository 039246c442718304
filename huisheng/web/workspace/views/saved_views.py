"""Views that people keep: the list of them, one to write, and how somebody likes to see the desk."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.tickets.access import tickets_for
from huisheng.kit.conditions import describe
from huisheng.stages.triage.condition_form import read
from huisheng.stages.triage.views.editing import condition_of, wants_saving
from huisheng.watch.automation.actions import change_look, keep_order, move_view, retire_view, save_view
from huisheng.watch.automation.actions.views import may_keep
from huisheng.watch.automation.fields import faults_of, fields_to_choose, only_open, tickets_matching
from huisheng.watch.automation.models import SavedView
from huisheng.watch.automation.queries import look_of, views_for
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.desk_views import VIEWS
from huisheng.web.workspace.view_forms import ViewForm, condition_of_list, view_initial
from huisheng.web.workspace.views.queue import asked_list

SHOWN = 8  # hits of the preview
MOST_FOUND = 1_000


@require_safe
@staff_required()
def saved_views(request: StaffRequest) -> HttpResponse:
    """GET /desk/views/: the own views, the teams', everybody's, each with its sentence."""
    views, fields = views_for(request.user), fields_to_choose(request.user, timezone.now())
    rows = [(view, describe(view.condition, fields), may_keep(request.user, view)) for view in views]
    return render(request, "workspace/views.html", {"rows": rows})


@staff_required()
def new_view(request: StaffRequest) -> HttpResponse:
    """A view made of the list one looks at, to be named and narrowed."""
    view, filters = asked_list(request)
    start = condition_of_list(view, filters)
    initial = {"order": view.order, "columns": list(view.columns)}
    form = ViewForm(request.POST or None, staff=request.user, initial=initial)
    return _page(request, form, None, start)


@staff_required()
def saved_view(request: StaffRequest, view_id: int) -> HttpResponse:
    """Change one that is the person's to keep."""
    view = _kept(request, view_id)
    form = ViewForm(request.POST or None, staff=request.user, kept=view, initial=view_initial(view))
    return _page(request, form, view, view.condition)


def _page(request: StaffRequest, form: ViewForm, view: SavedView | None, start: Any) -> HttpResponse:
    condition = condition_of(request, start, fields_to_choose(request.user, timezone.now()))
    if wants_saving(request) and form.is_valid() and not condition.errors:
        made = form.carry_out(save_view, view, condition=condition.condition, staff=request.user, **form.answers())
        if made is not None:
            messages.success(request, _("Saved: %(name)s") % {"name": made.label})
            return redirect(f"{reverse('desk:queue')}?view={made.code}")
    return render(request, "workspace/view.html", {"form": form, "condition": condition, "view": view})


@require_POST
@staff_required()
def view_preview(request: StaffRequest) -> HttpResponse:
    """What the condition as typed finds just now; nothing is kept."""
    now = timezone.now()
    condition = read(request.POST, fields_to_choose(request.user, now))
    faults = condition.errors or faults_of(condition.condition, request.user, now)
    found = tickets_for(request.user).none()
    if not faults:
        found = tickets_matching(request.user, condition.condition, now)
        found = found.exclude(status="closed") if only_open(condition.condition) else found
    rows = found.order_by("-id").values_list("number", "subject", named=True)[:SHOWN]
    count = found.order_by()[: MOST_FOUND + 1].count() if not faults else 0
    shown = {"faults": faults, "rows": rows, "count": min(count, MOST_FOUND), "more": count > MOST_FOUND}
    return render(request, "workspace/_view_preview.html", shown)


@require_POST
@staff_required()
def view_place(request: StaffRequest, view_id: int) -> HttpResponse:
    """POST direction=up|down."""
    view = _kept(request, view_id)
    move_view(view, way="up" if request.POST.get("direction") == "up" else "down", staff=request.user)
    return redirect(f"{reverse('desk:saved_views')}#view-{view.pk}")


@require_POST
@staff_required()
def view_retirement(request: StaffRequest, view_id: int) -> HttpResponse:
    view = _kept(request, view_id)
    retire_view(view, staff=request.user)
    messages.success(request, _("The view “%(name)s” is gone from the desk.") % {"name": view.label})
    return redirect("desk:saved_views")


@require_POST
@staff_required()
def look(request: StaffRequest) -> HttpResponse:
    """POST density, column…, order and view: how this person reads the list from now on."""
    view, order = request.POST.get("view", ""), request.POST.get("order", "")
    if "columns" in request.POST:
        change_look(request.user, density=request.POST.get("density", ""), columns=request.POST.getlist("column"))
    codes = {one.code for one in views_for(request.user)} | set(VIEWS)
    if view in codes and order and order != look_of(request.user).order_in(view):
        keep_order(request.user, view=view, order=order)
    chosen = urlencode({name: value for name, value in asked_list(request)[1].items() if value})
    back = f"?view={view}" + (f"&{chosen}" if chosen else "") if view in codes else ""
    return redirect(reverse("desk:queue") + back)


def _kept(request: StaffRequest, view_id: int) -> SavedView:
    """A view this person may keep; those of others do not exist here."""
    view = next((one for one in views_for(request.user) if one.pk == view_id), None)
    if view is None or not may_keep(request.user, view):
        raise Http404
    return view
