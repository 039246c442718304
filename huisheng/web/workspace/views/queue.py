"""The queue."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.kit.conditions import ConditionError
from huisheng.kit.paging import Page
from huisheng.stages.sla.lists import clock_for_rows
from huisheng.trips.deeds import deeds_for
from huisheng.watch.automation.bulk import OFFERED
from huisheng.watch.automation.models import DeskLook, SavedView
from huisheng.watch.automation.orders import COLUMNS, ORDERS
from huisheng.watch.automation.queries import look_of, views_for
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace import guide, queue
from huisheng.web.workspace.desk_views import EMPTY, View, view_of

GUIDED = "guided"  # in the session: the first steps have been shown
FILTERS = ("grade", "status", "category", "channel", "assignee")
TOPICS = {"mine": "staff:{staff}", "team": "team:*"}  # what brings new rows; the other views hear of everything


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody's desk is made of just now."""

    view: View
    filters: dict[str, str]
    saved: list[SavedView]
    look: DeskLook


@require_safe
@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/: the list beside an empty pane; htmx asks for the list alone.

    Who sets up an empty house is led to the first steps, once in a session.
    """
    if GUIDED not in request.session and not is_htmx(request) and request.user.allows(Right.SETTINGS):
        request.session[GUIDED] = True
        if guide.comes_first(request.user):
            return redirect("settings:start")
    template = "workspace/_list.html" if is_htmx(request) and "list" in request.GET else "workspace/queue.html"
    return render(request, template, list_context(request))


@require_safe
@staff_required()
def rows(request: StaffRequest) -> HttpResponse:
    """GET /desk/rows/?view=…&number=…: rows of an open page as they are now, with the counters of the tabs.

    `first` brings the first page, too: after a break, what came in meanwhile is among it. Nothing is remembered.
    """
    desk = _desk(request, request.GET)
    numbers = request.GET.getlist("number")
    try:
        again = queue.rows_again(request.user, desk.view, numbers, filters=desk.filters) if numbers else []
        first = _page(request, desk, "").rows if "first" in request.GET else []
    except ConditionError:
        again, first = [], []
    known = {one.row.id for one in again}
    again += [queue.Again(row, here=True) for row in first if row.id not in known]
    clocks = clock_for_rows([one.row.id for one in again])
    shown = {"again": [(one.row, clocks.get(one.row.id), one.here) for one in again]}
    return render(request, "workspace/_rows.html", shown | _frame_of(request, desk))


def list_context(request: StaffRequest, current: str = "") -> dict[str, Any]:
    """What the list pane needs, wherever it stands."""
    asked, desk = request.GET, _desk(request, request.GET, remember=True)
    broken = False
    try:
        page = _page(request, desk, asked.get("cursor", ""))
    except ConditionError:
        page, broken = Page([], None), True
    clocks = clock_for_rows([row.id for row in page.rows])
    return {
        "rows": [(row, clocks.get(row.id)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "cursor": asked.get("cursor", ""),
        "empty": _empty(desk, broken=broken),
        "guide": not page.rows and guide.is_open(request.user),
        "current": current or asked.get("current", ""),
        "orders": [(ORDERS[code].code, ORDERS[code].label) for code in desk.view.orders],
        "all_columns": [(one.code, one.label) for one in COLUMNS.values()],
        "densities": DeskLook.Density.choices,
        "look": desk.look,
        "deeds": [one for one in deeds_for(request.user.allows) if one.code in OFFERED],
        **_frame_of(request, desk),
    }


def _frame_of(request: StaffRequest, desk: Desk) -> dict[str, Any]:
    chosen = {name: value for name, value in desk.filters.items() if value}
    topic = TOPICS.get(desk.view.code, "queue").format(staff=request.user.pk)
    return {
        "desk_view": desk.view,
        "view": desk.view.code,
        "filters": desk.filters,
        "query": "&" + urlencode(chosen) if chosen else "",
        "tabs": queue.counts(request.user, desk.saved),
        "saved_views": desk.saved,
        "arrivals": topic,
    }


def asked_list(request: StaffRequest) -> tuple[View, dict[str, str]]:
    """The view and the filters that a page speaks of."""
    desk = _desk(request, request.POST if request.method == "POST" else request.GET)
    return desk.view, desk.filters


def _desk(request: StaffRequest, asked: QueryDict, *, remember: bool = False) -> Desk:
    """The view asked for; else the one looked at last; else the own one."""
    own = "team" if request.user.allows(Right.ASSIGN) else "mine"  # who leads looks at the whole desk first
    saved, look = views_for(request.user), look_of(request.user)
    filters = {name: asked.get(name, "") for name in FILTERS}
    closed = filters["status"] == "closed"
    wishes = (asked.get("view", ""), request.session.get("view", ""), own)
    view = next(found for code in wishes if (found := view_of(code, saved, look, closed=closed)))
    if remember and asked.get("view") and request.session.get("view") != view.code:
        request.session["view"] = view.code
    return Desk(view, filters, saved, look)


def _page(request: StaffRequest, desk: Desk, cursor: str) -> Page[queue.Row]:
    return queue.queue_page(request.user, desk.view, filters=desk.filters, cursor=cursor)


def _empty(desk: Desk, *, broken: bool) -> tuple[Any, Any]:
    if broken:
        return EMPTY["broken"]
    if any(desk.filters.values()):
        return EMPTY["all"]
    return EMPTY["saved" if desk.view.saved else desk.view.code]
