"""Compensation on a ticket: propose, say yes or no, give, take back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.money import yuan
from huisheng.stages.handling.actions import (
    approve_compensation,
    give_compensation,
    propose_compensation,
    refuse_compensation,
    withdraw_compensation,
)
from huisheng.stages.handling.limits import approvers, left_for
from huisheng.stages.handling.models import Compensation
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.amends import proposed_by
from huisheng.web.workspace.views.moves import move, shown


@require_safe
@staff_required()
def dialog(request: StaffRequest, number: str) -> HttpResponse:
    """The small form, fetched when it is first opened: what one may give without asking, and who is asked above it."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    left = left_for(request.user, ticket)
    above = approvers(ticket, left + 1, besides=request.user.pk, at=timezone.now())
    context = {"ticket": ticket, "left": yuan(left), "above": above, "kinds": Compensation.Kind.choices}
    return render(request, "workspace/_amends_dialog.html", context)


@move(Right.ANSWER)
def propose(request: StaffRequest, ticket: Ticket) -> str:
    one = propose_compensation(ticket, **proposed_by(request.POST), by=request.user)
    if one.is_asked:
        return _("It is above your limit, so who may approve it was asked. You hear the answer.")
    return _("Within your limit, so it is approved: tell the customer.")


@require_POST
@staff_required()
def decide(request: StaffRequest, number: str, compensation_id: int) -> HttpResponse:
    """Yes, or no with a reason. The limit decides who may, whatever the role."""
    one = _one(request, number, compensation_id)
    if request.POST.get("answer") == "yes":
        approve_compensation(one, by=request.user)
        return shown(request, number, _("Approved. Who proposed it is told."))
    refuse_compensation(one, reason=request.POST.get("reason", ""), by=request.user)
    return shown(request, number, _("Refused, with the reason. Who proposed it is told."))


@require_POST
@staff_required()
def give(request: StaffRequest, number: str, compensation_id: int) -> HttpResponse:
    """It went out, under this code or number."""
    give_compensation(
        _one(request, number, compensation_id, right=Right.ANSWER),
        reference=request.POST.get("reference", ""),
        by=request.user,
    )
    return shown(request, number, _("Noted in the ledger."))


@require_POST
@staff_required()
def withdraw(request: StaffRequest, number: str, compensation_id: int) -> HttpResponse:
    """It is not wanted any more."""
    withdraw_compensation(
        _one(request, number, compensation_id, right=Right.ANSWER),
        reason=request.POST.get("reason", ""),
        by=request.user,
    )
    return shown(request, number, _("Taken back, with the reason."))


def _one(request: StaffRequest, number: str, pk: int, *, right: str = "") -> Compensation:
    """The gate first, so that nobody can probe for numbers; then the right."""
    ticket = ticket_for(request.user, number)
    if right and not request.user.allows(right):
        raise PermissionDenied
    return get_object_or_404(Compensation, ticket=ticket, pk=pk)
