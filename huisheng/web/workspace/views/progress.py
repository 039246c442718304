"""The progress board across departments, and the same in large type for a screen on the wall."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.watch.insight.progress.rows import Filters, Show, View
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace.progress import progress_choices, progress_context


@require_safe
@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/progress/?show=&team=&owner=&today=&mine=&cursor=: the page; htmx asks for what changes alone."""
    view = View(request.user, filters_of(request))
    context = progress_context(view, request.GET.get("cursor", ""))
    if is_htmx(request) and "part" in request.GET:
        return render(request, "workspace/_progress.html", context)
    wall = urlencode({"team": view.filters.team} if view.filters.team else {})
    context |= {"choices": progress_choices(view), "wall_query": wall, "may_wall": request.user.allows(Right.NUMBERS)}
    return render(request, "workspace/progress.html", context)


def filters_of(request: HttpRequest) -> Filters:
    """What an address asks for; what is nonsense is ignored."""
    shown, given = request.GET.get("show", ""), request.GET
    return Filters(
        show=Show(shown) if shown in set(Show) else Show.OPEN,
        team=_id(given.get("team", "")),
        owner=_id(given.get("owner", "")),
        today=given.get("today") == "1",
        mine=given.get("mine") == "1",
    )


def _id(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
