"""Departments at the desk: the owner asks and urges, the department accepts and answers. The gate first, then the side."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions import (
    accept_request,
    answer_request,
    ask_department,
    ask_extension,
    decide_extension,
    decline_request,
    say,
    supervise,
    urge,
    withdraw_request,
)
from huisheng.stages.collaboration.errors import RequestIncomplete
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.queries import (
    ended_page,
    file_of,
    is_of_department,
    open_page,
    request_for,
    steps_of,
)
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, came_from, htmx_or_redirect, staff_required
from huisheng.web.workspace.requests import asked_by, card_of, moment_in, quick_times, whom_to_ask
from huisheng.web.workspace.views.moves import move, shown
from huisheng.web.workspace.views.sending import words_of

Move = Callable[[StaffRequest, CollabRequest], str]
Side = Callable[[StaffRequest, CollabRequest], bool]


@require_safe
@staff_required()
def show_all(request: StaffRequest) -> HttpResponse:
    """GET /desk/requests/: what my departments owe, due first; `?ended` what is over."""
    is_over = "ended" in request.GET
    found = (ended_page if is_over else open_page)(request.user, request.GET.get("cursor"))
    return render(request, "workspace/requests.html", {"page": found, "is_over": is_over})


@require_safe
@staff_required()
def show(request: StaffRequest, request_id: int) -> HttpResponse:
    """GET /desk/requests/<id>/: what is asked, its story, and what can be done."""
    one = request_for(request.user, request_id)
    card = card_of(request.user, one.ticket, one, steps_of([one])[one.pk])
    sees = tickets_for(request.user).filter(pk=one.ticket_id).exists()
    return render(
        request,
        "workspace/request.html",
        {"card": card, "sees_ticket": sees, "theirs": is_of_department(request.user, one)},
    )


@require_safe
@staff_required()
def attachment(request: StaffRequest, request_id: int, file_id: int) -> HttpResponseBase:
    """A file of this request."""
    one = file_of(request_for(request.user, request_id), file_id)
    return serve_file(request, one.file, one.name, inline=one.file.family in {"image", "audio", "video"})


@require_safe
@staff_required()
def dialog(request: StaffRequest, number: str) -> HttpResponse:
    """The form to ask a department, fetched when it is first opened."""
    ticket = ticket_for(request.user, number)
    return render(request, "workspace/_ask.html", {"ticket": ticket, "whom": whom_to_ask(), "times": quick_times()})


@move(Right.ANSWER)
def ask(request: StaffRequest, ticket: Ticket) -> str:
    """Problem, need, deadline; the owner stays the owner."""
    given = asked_by(request.POST)
    if given["team"] is None:
        raise RequestIncomplete(_("Please choose whom to ask."), whom="")
    asked = ask_department(ticket, **given, files=words_of(request)["files"], by=request.user.party)
    return _("Asked: %(name)s. The clock runs, and you hear the answer.") % {"name": asked.team.label}


def of_department(request: StaffRequest, one: CollabRequest) -> bool:
    return is_of_department(request.user, one)


def of_owner(request: StaffRequest, one: CollabRequest) -> bool:
    """Who may answer customers, and sees this ticket."""
    return request.user.allows(Right.ANSWER) and tickets_for(request.user).filter(pk=one.ticket_id).exists()


def of_either(request: StaffRequest, one: CollabRequest) -> bool:
    return of_department(request, one) or of_owner(request, one)


def of_leader(request: StaffRequest, one: CollabRequest) -> bool:
    return request.user.allows(Right.ASSIGN) and tickets_for(request.user).filter(pk=one.ticket_id).exists()


def request_move(side: Side) -> Callable[[Move], Callable[..., HttpResponseBase]]:
    """A POST on one request: the gate, so that nobody can probe for numbers; then the side; then the move."""

    def wrap(made: Move) -> Callable[..., HttpResponseBase]:
        @require_POST
        @staff_required()
        @wraps(made)
        def view(request: StaffRequest, request_id: int) -> HttpResponse:
            one = request_for(request.user, request_id)
            if not side(request, one):
                raise PermissionDenied
            said = made(request, one)
            if request.headers.get("HX-Target") == "pane" or request.POST.get("back") == "ticket":
                return shown(request, one.ticket.number, said)
            if request.POST.get("back") == "board":
                return htmx_or_redirect(request, came_from(request) or reverse("desk:progress"), said=said)
            return htmx_or_redirect(request, reverse("desk:request", args=[one.pk]), said=said)

        return view

    return wrap


@request_move(of_department)
def accept(request: StaffRequest, one: CollabRequest) -> str:
    accept_request(one, by=request.user.party)
    return _("It is yours. Thank you.")


@request_move(of_department)
def decline(request: StaffRequest, one: CollabRequest) -> str:
    decline_request(one, reason=request.POST.get("reason", ""), by=request.user.party)
    return _("Declined. The owner knows at once.")


@request_move(of_either)
def answer(request: StaffRequest, one: CollabRequest) -> str:
    """By the department, or written down by the owner who rang up."""
    answer_request(one, **words_of(request), by=request.user.party)
    return _("Answered. Thank you.") if of_department(request, one) else _("Written down as the department's answer.")


@request_move(of_either)
def add_words(request: StaffRequest, one: CollabRequest) -> str:
    say(one, **words_of(request), by=request.user.party)
    return _("Sent.")


@request_move(of_department)
def extension(request: StaffRequest, one: CollabRequest) -> str:
    until = moment_in(request.POST, "until")
    ask_extension(one, until=until, reason=request.POST.get("reason", ""), by=request.user.party)
    return _("Asked for more time. The deadline stays until the owner agrees.")


@request_move(of_owner)
def decision(request: StaffRequest, one: CollabRequest) -> str:
    granted = request.POST.get("answer") == "yes"
    decide_extension(one, granted=granted, text=request.POST.get("reason", ""), by=request.user.party)
    return _("More time granted; the clock moved.") if granted else _("Refused; the deadline stays.")


@request_move(of_owner)
def urging(request: StaffRequest, one: CollabRequest) -> str:
    urge(one, text=request.POST.get("text", ""), by=request.user.party)
    return _("Urged.")


@request_move(of_leader)
def supervision(request: StaffRequest, one: CollabRequest) -> str:
    supervise(one, text=request.POST.get("text", ""), by=request.user.party)
    return _("You look after it now; the head of the department knows.")


@request_move(of_owner)
def withdrawal(request: StaffRequest, one: CollabRequest) -> str:
    withdraw_request(one, reason=request.POST.get("reason", ""), by=request.user.party)
    return _("Withdrawn, with the reason.")
