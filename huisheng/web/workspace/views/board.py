"""The live board, and the list behind each of its numbers."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.status import Status
from huisheng.stages.rectify.days import is_on
from huisheng.stages.rectify.queries import unsigned
from huisheng.watch.insight.board.lists import behind
from huisheng.watch.insight.board.piles import BY_KEY
from huisheng.watch.insight.board.scope import Look, Scope
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace import board

FILTERS = ("team", "channel", "scheme")
NOBODY = "none"


@require_safe
@staff_required(Right.NUMBERS)
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/board/?team=&channel=&scheme=: the page; htmx asks for what changes alone."""
    scope = scope_of(request)
    context = board.board_context(request.user, scope) | {"query": urlencode(scope.asked)}
    if is_htmx(request) and "part" in request.GET:
        return render(request, "workspace/_board.html", context)
    waiting = unsigned(request.user) if is_on() else []
    context |= {"choices": board.choices(request.user), "unsigned": waiting}
    return render(request, "workspace/board.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def listed(request: StaffRequest, pile: str) -> HttpResponse:
    """GET /desk/board/overdue/?…: the tickets a live number counts, page by page, what burns first."""
    if pile not in BY_KEY:
        raise Http404
    scope, parts = scope_of(request), parts_of(request)
    cursor = request.GET.get("cursor", "")
    page = behind(Look(request.user, scope), BY_KEY[pile], parts=parts, cursor=cursor)
    kept = urlencode({name: value for name, value in request.GET.items() if name != "cursor"})
    context = {
        "pile": BY_KEY[pile],
        "rows": board.with_clocks(page.rows),
        "next_cursor": page.next_cursor,
        "cursor": cursor,
        "kept": kept,
        "back": urlencode(scope.asked),
        "statuses": dict(Status.choices),
        "named": names_of(scope, parts),
    }
    return render(request, "workspace/board_list.html", context)


def scope_of(request: HttpRequest) -> Scope:
    """The part of the house an address asks for; what is no id is ignored."""
    given = {name: request.GET.get(name, "") for name in FILTERS}
    return Scope(**{name: int(value) for name, value in given.items() if value.isdecimal() and len(value) < 19})


def parts_of(request: HttpRequest) -> dict[str, Any]:
    """One state, one desk (or nobody's), where the address names them."""
    parts: dict[str, Any] = {}
    if request.GET.get("status") in Status.values:
        parts["status"] = request.GET["status"]
    owner = request.GET.get("owner", "")
    if owner == NOBODY:
        parts["assignee"] = None
    elif owner.isdecimal() and len(owner) < 19:
        parts["assignee"] = int(owner)
    return parts


def names_of(scope: Scope, parts: dict[str, Any]) -> list[str]:
    """What the list is narrowed to, in words; what is gone has none."""
    found = [board.CODES[name].objects.filter(pk=value).first() for name, value in scope.asked.items()]
    names = [str(one.label) for one in found if one]
    if "status" in parts:
        names.append(str(Status(parts["status"]).label))
    if parts.get("assignee"):
        names += Staff.objects.filter(pk=parts["assignee"]).values_list("name", flat=True)
    return names
