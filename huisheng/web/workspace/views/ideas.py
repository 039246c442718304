"""The suggestion library: the board, one suggestion, similar ones while typing, the months."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.base.house import house
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.journey.wishes import month_words
from huisheng.kit.errors import Refused
from huisheng.kit.spreadsheet import Cell
from huisheng.stages.ideas.actions import keep_suggestion, reachable
from huisheng.stages.ideas.actions.answering import LONGEST
from huisheng.stages.ideas.models import Pack, Proposal, Suggestion
from huisheng.stages.ideas.pack import MonthPack, pack_of
from huisheng.stages.ideas.queries import (
    Wanted,
    alive,
    answered_of,
    board_page,
    counts,
    may_tend,
    merged_into,
    sources_of,
    steps_of,
    suggestion_by,
    suggestions_of_ticket,
    voices_of,
)
from huisheng.stages.ideas.similar import similar
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.sheets import sheet_response
from huisheng.web.workspace.idea_steps import step_lines

LONGEST_TYPED = 300  # characters that are compared
FIRST_MONTH = date(2020, 1, 1)


@require_safe
@staff_required()
def board(request: StaffRequest) -> HttpResponse:
    """GET /desk/ideas/?status=&order=votes|new&mine&q=&cursor="""
    wanted = Wanted(
        status=request.GET.get("status", "open"),
        words=request.GET.get("q", "")[:80],
        order=request.GET.get("order", "votes"),
        mine=request.user.pk if "mine" in request.GET else None,
    )
    numbers = counts(wanted)
    context = {
        "page": board_page(wanted, request.GET.get("cursor")),
        "wanted": wanted,
        "tabs": _tabs(wanted, numbers),
        "here": _address(wanted),
        "public": bool(house("ideas.page")),
        "months": Pack.objects.all()[:6],
        "this_month": f"{timezone.localdate():%Y-%m}",
        "untouched": not any(numbers.values()) and not wanted.words and wanted.mine is None,
    }
    return render(request, "workspace/ideas.html", context)


@require_safe
@staff_required()
def idea(request: StaffRequest, suggestion_id: int) -> HttpResponse:
    """GET /desk/ideas/<id>/"""
    return idea_page(request, suggestion_by(suggestion_id))


def idea_page(request: StaffRequest, one: Suggestion, *, wrong: str = "", asks: bool = False) -> HttpResponse:
    """The page of one; `asks`: whether the answer that was typed shall go out, `wrong`: why it cannot."""
    tends = one.merged_into_id is None and may_tend(request.user, one)
    context = {
        "one": one,
        "tends": tends,
        "voices": voices_of(one, request.user, request.GET.get("cursor")),
        "sources": sources_of(one),
        "answered": answered_of(one),
        "merged": merged_into(one),
        "steps": step_lines(steps_of(one)),
        "alike": similar(one.title, leave_out=one.pk) if tends else [],
        "people": Staff.objects.filter(is_active=True).order_by("pk") if tends else [],
        "states": Suggestion.Status.choices,
        "public": bool(house("ideas.page")),
        "wrong": wrong,
        "typed": {"status": one.status, "answer": ""} | request.POST.dict() if wrong or asks else None,
        "asks": asks,
        "longest": LONGEST,
        "reachable": reachable(one).count() if asks else 0,
    }
    return render(request, "workspace/idea.html", context, status=422 if wrong else 200)


@require_safe
@staff_required()
def alike(request: StaffRequest) -> HttpResponse:
    """GET /desk/ideas/similar/?title=&words=: a fragment, while somebody types."""
    text = " ".join((request.GET.get("title", ""), request.GET.get("words", "")))[:LONGEST_TYPED]
    return render(request, "workspace/_ideas_alike.html", {"alike": similar(text), "typed": bool(text.strip())})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("answer")
def new(request: StaffRequest) -> HttpResponse:
    """GET, POST /desk/ideas/new/: a wish heard elsewhere."""
    return _form(request, source=Proposal.Source.STAFF)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def of_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """GET, POST /desk/tickets/<number>/suggestion/: what this customer wishes. The gate first."""
    ticket = ticket_for(request.user, number)
    said = ticket.messages.filter(kind="customer").exclude(text="").order_by("at").first()
    more = {"ticket": ticket, "said": said.text if said else "", "kept": suggestions_of_ticket(ticket)}
    return _form(request, source=Proposal.Source.TICKET, **more)


def _form(request: StaffRequest, *, source: str, **more: Any) -> HttpResponse:
    given = request.POST if request.method == "POST" else {}
    title, words = given.get("title", ""), given.get("words") or given.get("text") or more.get("said", "")
    refused = ""
    if request.method == "POST":
        try:
            kept = keep_suggestion(
                title=title, words=words, source=source, by=request.user.party, ticket=more.get("ticket"),
                origin=_origin(more.get("ticket"), title, words), into=_chosen(given.get("into", "")),
            )  # fmt: skip
            return redirect("desk:idea", kept.pk)
        except Refused as refusal:
            refused = str(refusal)
    shown = {
        "title": title,
        "words": words,
        "refused": refused,
        "alike": similar(f"{title} {words}"),
        "typed": bool(words),
    }
    return render(request, "workspace/idea_new.html", shown | more, status=422 if refused else 200)


def _origin(ticket: Ticket | None, title: str, words: str) -> str:
    """The same wish of the same feedback is kept once, however often it is sent; other words are another wish."""
    if ticket is None:
        return ""
    said = hashlib.sha256(f"{title.strip()}\n{words.strip()}".encode()).hexdigest()
    return f"ticket:{ticket.pk}:{said[:12]}"


@require_safe
@staff_required()
def month(request: StaffRequest, of_month: str) -> HttpResponse:
    """GET /desk/ideas/months/2026-11/: what the product department gets for that month."""
    first = _month(of_month)
    pack = pack_of(first)
    context = {
        "pack": pack,
        "words": month_words(first),
        "handed": Pack.objects.filter(month=first).first(),
        "before": f"{bounds_before(first):%Y-%m}",
        "months": Pack.objects.all()[:12],
        "statuses": dict(Suggestion.Status.choices),
    }
    return render(request, "workspace/ideas_month.html", context)


@require_safe
@staff_required()
def month_file(request: StaffRequest, of_month: str, shape: str = "csv") -> StreamingHttpResponse:
    """GET /desk/ideas/months/2026-11/csv/ or …/xlsx/: the same as a table that spreadsheet programs open."""
    first = _month(of_month)
    title = _("Suggestions of %(month)s") % {"month": f"{first:%Y-%m}"}
    return sheet_response(month_sheet(pack_of(first)), name=f"suggestions-{first:%Y-%m}", title=title, shape=shape)


def month_sheet(pack: MonthPack) -> Iterator[Sequence[Cell]]:
    """Heads, then a row for each wish, those with most new voices first."""
    yield (
        _("The wish"), _("Status"), _("New voices"), _("Voices in all"), _("Status before"), _("What customers said"),
    )  # fmt: skip
    states = {code: str(label) for code, label in Suggestion.Status.choices}
    for line in sorted(pack.lines.values(), key=lambda one: (-one.voices, -one.suggestion.votes)):
        one = line.suggestion
        yield (
            one.title,
            states[one.status],
            line.voices,
            one.votes,
            states.get(line.before, ""),
            " / ".join(line.words),
        )


def bounds_before(first: date) -> date:
    """The month before."""
    return first.replace(year=first.year - (first.month == 1), month=(first.month - 2) % 12 + 1)


def _month(text: str) -> date:
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        raise Http404 from None
    if not FIRST_MONTH <= found <= timezone.localdate():
        raise Http404
    return found


def _chosen(given: str) -> Suggestion | None:
    known = given.isascii() and given.isdecimal() and len(given) < 19
    return alive().filter(pk=int(given)).first() if known else None


def _tabs(wanted: Wanted, numbers: dict[str, int]) -> list[tuple[str, str, int, bool]]:
    every = sum(numbers.values())
    open_ = sum(numbers.get(one, 0) for one in ("new", "considered", "planned"))
    rows: list[tuple[str, str, int]] = [("open", pgettext("suggestions", "Open"), open_)]
    rows += [(code, str(label), numbers.get(code, 0)) for code, label in Suggestion.Status.choices]
    rows.append(("", pgettext("suggestions", "All"), every))
    kept = _address(wanted, but_status=True)
    return [(f"{kept}&status={code}", label, count, code == wanted.status) for code, label, count in rows]


def _address(wanted: Wanted, *, but_status: bool = False) -> str:
    parts = (
        {"order": wanted.order} | ({"q": wanted.words} if wanted.words else {}) | ({"mine": "1"} if wanted.mine else {})
    )
    if not but_status:
        parts["status"] = wanted.status
    return f"{reverse('desk:ideas')}?{urlencode(parts)}"
