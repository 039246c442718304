"""A colleague's promises: looked for in the words, kept, taken back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.actions import keep_promise, withdraw_promise
from huisheng.stages.handling.models import Promise
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.promises import found_in
from huisheng.web.workspace.views.moves import move, shown


@move(Right.ANSWER)
def look(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    """What the words of an answer promise, with a tick to make each a clock. Changes nothing."""
    found = found_in(request.POST.get("text", ""))
    return render(request, "workspace/_promised.html", {"found": found, "asking": False})


@require_POST
@staff_required()
def kept(request: StaffRequest, number: str, promise_id: int) -> HttpResponse:
    """It is done, without a reply."""
    keep_promise(_promise(request, number, promise_id), by=request.user.party)
    return shown(request, number, _("Promise kept."))


@require_POST
@staff_required()
def withdrawn(request: StaffRequest, number: str, promise_id: int) -> HttpResponse:
    """Taken back, with the reason."""
    promise = _promise(request, number, promise_id)
    withdraw_promise(promise, reason=request.POST.get("reason", ""), by=request.user.party)
    return shown(request, number, _("Promise taken back, with the reason."))


def _promise(request: StaffRequest, number: str, pk: int) -> Promise:
    """The gate first, so that nobody can probe for numbers; then the right."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    return get_object_or_404(Promise, ticket=ticket, pk=pk)
