"""The queue."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.stages.sla.lists import clock_for_rows
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace import guide, queue

GUIDED = "guided"  # in the session: the first steps have been shown
FILTERS = ("grade", "status", "category", "channel", "assignee")


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


def list_context(request: StaffRequest, current: str = "") -> dict[str, Any]:
    """What the list pane needs, wherever it stands."""
    asked = request.GET
    own = "team" if request.user.allows(Right.ASSIGN) else "mine"  # who leads looks at the whole desk first
    view = asked.get("view") or request.session.get("view", own)
    view = view if view in queue.VIEWS else own
    if asked.get("view") and request.session.get("view") != view:
        request.session["view"] = view
    filters = {name: asked.get(name, "") for name in FILTERS}
    chosen = {name: value for name, value in filters.items() if value}
    page = queue.queue_page(request.user, view, filters=filters, cursor=asked.get("cursor", ""))
    clocks = clock_for_rows([row.id for row in page.rows])
    return {
        "view": view,
        "filters": filters,
        "query": "&" + urlencode(chosen) if chosen else "",
        "rows": [(row, clocks.get(row.id)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "cursor": asked.get("cursor", ""),
        "tabs": queue.counts(request.user),
        "empty": queue.EMPTY["all" if chosen else view],
        "guide": not page.rows and guide.is_open(request.user),
        "current": current or asked.get("current", ""),
    }
