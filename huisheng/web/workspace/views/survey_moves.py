"""Moves about surveys: send one to a customer, ask again who had enough, pass on what was written."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.survey.actions import ask_again, invite_by_hand
from huisheng.stages.survey.models import Response
from huisheng.stages.survey.queries import sent_by_hand
from huisheng.stages.survey.results import response_for
from huisheng.trips.convert_answer import answer_to_praise, answer_to_suggestion, answer_to_ticket
from huisheng.web.frame.http import StaffRequest, staff_required


@require_POST
@staff_required()
def send(request: StaffRequest, number: str) -> HttpResponse:
    """POST survey=<code>: the letter with the link goes to this customer now."""
    ticket = _answerable(request, number)
    survey = get_object_or_404(sent_by_hand(), code=request.POST.get("survey", ""))
    try:
        invite_by_hand(survey, ticket, by=request.user.party)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("On its way to the customer."))
    return redirect("desk:survey", number=ticket.number)


@require_POST
@staff_required()
def welcome(request: StaffRequest, number: str) -> HttpResponse:
    """POST: the customer told us that they may be asked again."""
    ticket = _answerable(request, number)
    ask_again(ticket.customer, by=request.user.party)
    messages.success(request, _("This customer may be asked again."))
    return redirect("desk:survey", number=ticket.number)


def _answerable(request: StaffRequest, number: str) -> Ticket:
    """The gate first, then the right."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    return ticket


@require_POST
@staff_required()
def becomes(request: StaffRequest, response_id: int) -> HttpResponse:
    """POST kind=ticket|suggestion|praise: what the customer wrote goes on; a second click finds what the first made."""
    one, kind = response_for(request.user, response_id), request.POST.get("kind", "")
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    try:
        place = _become(one, kind, request.user.party)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_back_of(one))
    messages.success(request, _("Passed on, in the customer's own words."))
    return redirect(place)


def _become(one: Response, kind: str, by: Party) -> str:
    if kind == "suggestion":
        return reverse("desk:idea", args=[answer_to_suggestion(one, by=by).pk])
    if kind == "praise":
        return f"{reverse('desk:praise')}#praise-{answer_to_praise(one, by=by).pk}"
    if kind != "ticket":
        raise Http404
    return reverse("desk:ticket", args=[answer_to_ticket(one, by=by).number])


def _back_of(one: Response) -> str:
    if one.ticket is not None:
        return reverse("desk:survey", args=[one.ticket.number])
    return reverse("desk:survey_response", args=[one.pk])
