"""Who waits for the customer's yes, what was raised to one, and the end of what nobody answered."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.actions import close_silent
from huisheng.trips.late import NothingHeard, write_down
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.confirming import above_of, counts_for, raised_to, waiting_for
from huisheng.web.workspace.views.moves import move

STARS = ("1", "2", "3", "4", "5")


@require_safe
@staff_required()
def show(request: StaffRequest) -> HttpResponse:
    """GET /desk/confirmations/: who waits for what, what comes next and when; on top, what was raised to this person."""
    cursor = request.GET.get("cursor", "")
    found = waiting_for(request.user, cursor)
    context = {
        "rows": found.rows,
        "next_cursor": found.next_cursor,
        "cursor": cursor,
        "raised": [] if cursor else [(one, above_of(one)) for one in raised_to(request.user)],
        "counts": counts_for(request.user),
    }
    return render(request, "workspace/confirmations.html", context)


@move(Right.ANSWER)
def told(request: StaffRequest, ticket: Ticket) -> str:
    """What the customer said elsewhere: in a call that came in, a mail, a chat."""
    stars, solved = request.POST.get("stars", ""), request.POST.get("solved")
    if solved not in ("yes", "no"):
        raise NothingHeard
    rating = int(stars) if stars in STARS else None
    given = write_down(ticket, solved=solved == "yes", stars=rating, word=request.POST.get("word", ""), by=request.user)
    return _("Written down: the customer's yes.") if given.is_yes else _("Written down; it goes on with its owner.")


@move(Right.CLOSE)
def silence(request: StaffRequest, ticket: Ticket) -> str:
    """Every try was made: close it as unconfirmed before the customer's last hours are over."""
    close_silent(ticket, by=request.user.party)
    return _("Closed as unconfirmed; the customer can open it again.")
