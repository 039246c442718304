"""Search: the page, what is offered while one types, and what a person looked for lately."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from huisheng.watch.search.actions import forget_recent, keep_recent
from huisheng.watch.search.filters import NAMES, choices
from huisheng.watch.search.models import Recent
from huisheng.watch.search.others import grades_found, people_found, templates_found
from huisheng.watch.search.queries import KINDS, Found
from huisheng.watch.search.queries import search as find
from huisheng.watch.search.question import understand
from huisheng.watch.search.suggest import recent_searches, suggestions
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required

LONGEST = 200
CHOSEN = ("status", "grade", "channel", "team", "assignee", "time", "file", "customer")
SIDE = ("people", "templates", "handbook")


@require_safe
@staff_required()
def search(request: StaffRequest) -> HttpResponse:
    """GET /desk/search/?q=: all kinds together, or one of them (`tab`); a first page is kept among the recent ones."""
    asked = request.GET
    query, tab = asked.get("q", "").strip()[:LONGEST], asked.get("tab", "")
    chosen = {name: value for name in CHOSEN if (value := asked.get(name, "").strip()[:60])}
    shown: dict[str, Any] = {"query": query, "tab": tab, "chosen": chosen, "choices": choices(), "titles": NAMES}
    if query or chosen:
        kind = tab if tab in KINDS else ""
        found = find(request.user, query, chosen=chosen.items(), kind=kind, cursor=asked.get("cursor", ""))
        shown |= _beside(request, query) | {"found": found}
        shown["tabs"] = _tabs(found, shown, tab, urlencode({"q": query, **chosen}))
        shown["again"] = urlencode({"q": query, **chosen, "tab": tab})
        if query and "cursor" not in asked and "tab" not in asked:
            keep_recent(request.user, Recent.Kind.SEARCH, query)
    else:
        shown |= {"found": None, "recent": recent_searches(request.user)}
    return render(request, "workspace/search.html", shown)


def _beside(request: StaffRequest, query: str) -> dict[str, Any]:
    question = understand(query)
    return {
        "people": people_found(request.user, question),
        "templates": templates_found(request.user, question),
        "handbook": grades_found(question),
    }


def _tabs(found: Found, shown: dict[str, Any], tab: str, query: str) -> list[tuple[str, str, str | None, bool]]:
    """Address, words, count, whether it is the one that is open."""
    words = {
        "": (pgettext("search", "All"), found.total),
        "feedback": (_("Feedback"), found.counts.get("feedback")),
        "talk": (pgettext("search", "Said"), found.counts.get("talk")),
        "people": (_("Customers"), _count(shown["people"])),
        "templates": (_("Reply templates"), _count(shown["templates"])),
        "handbook": (_("Handbook"), _count(shown["handbook"])),
    }
    base = f"{reverse('desk:search')}?{query}"
    current = tab if tab in words else ""
    return [
        (f"{base}&tab={code}" if code else base, label, count or None, code == current)
        for code, (label, count) in words.items()
    ]


def _count(rows: list[Any]) -> str:
    return f"{len(rows)}+" if len(rows) >= 20 else str(len(rows))


@require_safe
@staff_required()
def suggest(request: StaffRequest) -> HttpResponse:
    """GET /desk/search/suggestions/?q=: the list below the field, asked while somebody types."""
    query = request.GET.get("q", "")[:LONGEST]
    return render(request, "workspace/_suggestions.html", {"query": query, "found": suggestions(request.user, query)})


@require_POST
@staff_required()
def forget(request: StaffRequest) -> HttpResponse:
    """One's own recent searches: one of them, or all."""
    forget_recent(request.user, request.POST.get("words"))
    return htmx_or_redirect(request, reverse("desk:search"), said=_("Forgotten."))
