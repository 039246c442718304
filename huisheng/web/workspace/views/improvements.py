"""Improvements: the lists, one of them, a new one, and its moves."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.tickets.access import ticket_for, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.paging import page
from huisheng.stages.closure.models import Finding, RootCause
from huisheng.stages.improvement.actions import (
    change_improvement,
    check_improvement,
    drop_improvement,
    finish_improvement,
    open_improvement,
    tie_ticket,
)
from huisheng.stages.improvement.models import Improvement
from huisheng.stages.improvement.queries import (
    LISTS,
    ORDERS,
    WANTED,
    cases_around,
    counts_of,
    improvement_for,
    listed,
    may_open,
    moves_on,
    wanted_by,
)
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.improvement_forms import ImprovementForm, day_of, improvement_initial, new_initial
from huisheng.web.workspace.timeline import who_is

SIZE = 50
TITLE = 120  # characters


@require_safe
@staff_required()
def show_all(request: StaffRequest) -> HttpResponse:
    """GET /desk/improvements/?list=mine|open|check|over|wanted: the last one for who may open one, cases and not
    improvements."""
    counts, name, may = counts_of(request.user), request.GET.get("list", ""), may_open(request.user)
    wanted = wanted_by(request.user) if may else None
    if wanted is not None:
        counts[WANTED] = wanted.count()
    name = name if name in LISTS or (may and name == WANTED) else "mine" if counts["mine"] else "open"
    cursor = request.GET.get("cursor", "")
    rows = _with_cases(wanted) if wanted is not None and name == WANTED else listed(request.user, name)
    found = page(rows, ORDERS[name], cursor, SIZE, filled={"check_on", "ended_at"})
    context = {"counts": counts, "list": name, "found": found, "cursor": cursor, "today": timezone.localdate()}
    return render(request, "workspace/improvements.html", context | {"may_open": may})


def _with_cases(found: QuerySet[Finding]) -> QuerySet[Finding]:
    return found.select_related("cause", "team", "ticket__customer", "ticket__grade")


@require_safe
@staff_required()
def show(request: StaffRequest, improvement_id: int) -> HttpResponse:
    """One of them: what, who, by when, its cases and every look whether it worked."""
    one = improvement_for(request.user, improvement_id)
    moves = moves_on(request.user, one)
    seen = tickets_for(request.user).filter(pk__in=one.tickets.values("pk")).select_related("customer", "grade")
    context = {
        "one": one,
        "may": moves,
        "opener": who_is({one.by_id}).get(one.by_id or 0, ""),
        "tickets": list(seen.order_by("-id")[:SIZE]),
        "unseen": one.tickets.count(),
        "checks": list(one.checks.select_related("by")),
        "cases": cases_around(one, at=timezone.now()) if one.is_done else None,
        "today": timezone.localdate(),
    }
    return render(request, "workspace/improvement.html", context)


@staff_required()
def new(request: StaffRequest) -> HttpResponse:
    """GET /desk/improvements/new/?ticket=&cause=: the form; POST opens it."""
    if not may_open(request.user):
        raise PermissionDenied
    ticket, cause, review = _ticket(request), _cause(request), day_of(request.GET.get("review", ""))
    title = request.GET.get("title", "").replace("\x00", "")[:TITLE]
    form = ImprovementForm(request.POST or None, initial=new_initial(request.user, cause, title))
    if form.is_valid():
        tickets = [ticket] if ticket else []
        made = form.carry_out(open_improvement, **form.cleaned_data, tickets=tickets, review_of=review, by=request.user)
        if made:
            return redirect("desk:improvement", made.pk)
    back = reverse("desk:ticket", args=[ticket.number]) if ticket else reverse("desk:improvements")
    context = {"form": form, "ticket": ticket, "back": back, "one": None}
    return render(request, "workspace/improvement_form.html", context)


@staff_required()
def change(request: StaffRequest, improvement_id: int) -> HttpResponse:
    """Put it otherwise while it is to be done."""
    one = _allowed(request, improvement_id, "change")
    form = ImprovementForm(request.POST or None, initial=improvement_initial(one))
    if form.is_valid() and form.done(change_improvement, one, **form.cleaned_data, by=request.user):
        return redirect("desk:improvement", one.pk)
    context = {"form": form, "ticket": None, "back": reverse("desk:improvement", args=[one.pk]), "one": one}
    return render(request, "workspace/improvement_form.html", context)


@require_POST
@staff_required()
def finish(request: StaffRequest, improvement_id: int) -> HttpResponse:
    one = _allowed(request, improvement_id, "finish")
    check_on = day_of(request.POST.get("check_on", ""))
    finish_improvement(one, words=request.POST.get("done", ""), check_on=check_on, by=request.user)
    return _back(request, one, _("Done. %(name)s looks later whether it worked.") % {"name": one.checker.name})


@require_POST
@staff_required()
def check(request: StaffRequest, improvement_id: int) -> HttpResponse:
    one = _allowed(request, improvement_id, "check")
    worked = request.POST.get("answer") == "yes"
    due_on = day_of(request.POST.get("due_on", ""))
    check_improvement(one, worked=worked, words=request.POST.get("seen", ""), due_on=due_on, by=request.user)
    return _back(request, one, _("It worked: filed.") if worked else _("It did not work: it is open again."))


@require_POST
@staff_required()
def drop(request: StaffRequest, improvement_id: int) -> HttpResponse:
    one = _allowed(request, improvement_id, "drop")
    drop_improvement(one, reason=request.POST.get("reason", ""), by=request.user)
    return _back(request, one, _("Dropped, with the reason."))


@require_POST
@staff_required()
def tie(request: StaffRequest, improvement_id: int) -> HttpResponse:
    """A further case, by its number."""
    one = _allowed(request, improvement_id, "tie")
    ticket = ticket_for(request.user, request.POST.get("case", "").strip().upper())
    tie_ticket(one, ticket, by=request.user)
    return _back(request, one, _("Tied to it."))


def _allowed(request: StaffRequest, pk: int, name: str) -> Improvement:
    """One that this person sees and may do this with; what cannot be done in its state is the verb's to say."""
    one = improvement_for(request.user, pk)
    if not moves_on(request.user, one)[name]:
        raise PermissionDenied
    return one


def _back(request: StaffRequest, one: Improvement, said: str) -> HttpResponse:
    return htmx_or_redirect(request, reverse("desk:improvement", args=[one.pk]), said=said)


def _ticket(request: StaffRequest) -> Ticket | None:
    number = request.GET.get("ticket", "")
    return ticket_for(request.user, number) if number else None


def _cause(request: StaffRequest) -> RootCause | None:
    code = request.GET.get("cause", "")
    return RootCause.objects.filter(code=code).first() if code and "\x00" not in code else None
