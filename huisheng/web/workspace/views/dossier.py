"""The dossier of a complaint: as a page, as a file, and the initial assessment that stands in it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.triage.actions import assess_ticket
from huisheng.stages.triage.models import Assessment
from huisheng.watch.dossier.actions import make_dossier
from huisheng.watch.dossier.models import Made
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.dossier import dossier_for
from huisheng.web.workspace.timeline import who_is
from huisheng.web.workspace.views.moves import move

SAID = {"yes": True, "no": False}


@require_safe
@staff_required()
def show(request: StaffRequest, number: str) -> HttpResponse:
    """GET: everything about the ticket in the order of the standard, masked; what was handed out; the assessment."""
    ticket = ticket_for(request.user, number)
    shown = {
        "ticket": ticket,
        "dossier": dossier_for(ticket, maker=request.user.name),
        "assessment": Assessment.objects.filter(ticket=ticket).first(),
        "degrees": Assessment.Degree.choices,
        "may": {name: request.user.allows(right) for name, right in _RIGHTS.items()},
        **_made(request.user, ticket),
    }
    return render(request, "workspace/dossier.html", shown)


_RIGHTS = {"make": Right.ANSWER, "open": Right.EVIDENCE, "assess": Right.REGRADE}


@require_safe
@staff_required()
def made(request: StaffRequest, number: str) -> HttpResponse:
    """GET: the list of files alone, while one of them is being made."""
    ticket = ticket_for(request.user, number)
    return render(request, "workspace/_dossier_made.html", {"ticket": ticket, **_made(request.user, ticket)})


def _made(staff: Staff, ticket: Ticket) -> dict[str, object]:
    rows = list(Made.objects.filter(ticket=ticket).select_related("file"))
    return {
        "rows": rows,
        "makers": who_is({one.by_id for one in rows}),
        "waits": any(one.state == Made.State.WAITING for one in rows),
        "may_open": staff.allows(Right.EVIDENCE),
    }


@move(Right.ANSWER)
def make(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """POST: a file is ordered; it is in the list as soon as it is set."""
    shape = request.POST.get("shape", "")
    opened, notes = request.POST.get("data") == "open", bool(request.POST.get("notes"))
    if opened and not request.user.allows(Right.EVIDENCE):
        raise PermissionDenied
    make_dossier(
        ticket,
        dossier_for(ticket, maker=request.user.name, opened=opened, notes=notes),
        shape=shape if shape in Made.Shape.values else Made.Shape.PDF,
        opened=opened,
        notes=notes,
        staff=request.user,
    )
    return _back(request, ticket, _("The dossier is being made; it will stand in the list in a moment."))


@require_safe
@staff_required()
def file(request: StaffRequest, number: str, made_id: int) -> HttpResponseBase:
    """GET: the file of a dossier of this ticket; an open one only for who may hand it out."""
    ticket = ticket_for(request.user, number)
    one = Made.objects.filter(ticket=ticket, pk=made_id).select_related("file").first()
    if one is None:
        raise Http404(str(made_id))
    if one.opened and not request.user.allows(Right.EVIDENCE):
        raise PermissionDenied
    if one.file is None:
        raise Http404(one.name)
    return serve_file(request, one.file, one.name)


@move(Right.REGRADE)
def assess(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """POST: the initial assessment is written down."""
    assess_ticket(
        ticket,
        severity=_degree(request, "severity"),
        complexity=_degree(request, "complexity"),
        impact=_degree(request, "impact"),
        safety=SAID.get(request.POST.get("safety", "")),
        at_once=SAID.get(request.POST.get("at_once", "")),
        words=request.POST.get("words", ""),
        by=request.user.party,
    )
    return _back(request, ticket, _("The assessment is written down."))


def _back(request: StaffRequest, ticket: Ticket, said: str) -> HttpResponse:
    return htmx_or_redirect(request, reverse("desk:dossier", args=[ticket.number]), said=said)


def _degree(request: StaffRequest, name: str) -> str:
    said = request.POST.get(name, "")
    return said if said in Assessment.Degree.values else ""
