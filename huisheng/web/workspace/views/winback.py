"""Lost customers: the list, one of them with its plan, what came of it; noticed from a ticket."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.kit.errors import Refused
from huisheng.kit.money import AmountError, fen_of, yuan
from huisheng.kit.paging import Order, page
from huisheng.stages.winback.actions import PlanMissing, ask_back, end_winback, flag_lost, plan_return
from huisheng.stages.winback.models import Lost
from huisheng.stages.winback.queries import benefit_left, counts_by_state, lost_for, lost_one, open_lost, return_rate
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.improvement_forms import day_of

DAYS = 90  # of the rate on the page
ORDER: Order = (("flagged_at", "desc"), ("id", "desc"))
PAGE = 30
Move = Callable[[StaffRequest, Lost], str | HttpResponse]


@require_safe
@staff_required(Right.ANSWER)
def show(request: StaffRequest) -> HttpResponse:
    """GET ?state=: the list of one state (those to be decided first), and the rate of return with the list behind it."""
    state = request.GET.get("state", "")
    behind = state == "behind"
    rows = lost_for(request.user)
    asked = rows.filter(asked_at__gte=_since(timezone.now()))
    chosen = state if state in Lost.State.values else Lost.State.FLAGGED.value
    shown = {
        "found": page(asked if behind else rows.filter(state=chosen), ORDER, request.GET.get("cursor"), PAGE),
        "chosen": state if behind else chosen,
        "states": Lost.State.choices,
        "counts": counts_by_state(request.user),
        "rate": return_rate(asked),
        "days": DAYS,
    }
    return render(request, "workspace/winback.html", shown)


def _since(now: datetime) -> datetime:
    return now - timedelta(days=DAYS)


@require_safe
@staff_required(Right.ANSWER)
def one(request: StaffRequest, lost_id: int) -> HttpResponse:
    return _page(request, lost_one(request.user, lost_id))


def _page(request: StaffRequest, lost: Lost, wrong: str = "") -> HttpResponse:
    """The page of one; after a refusal with why, and with what was typed."""
    shown = {
        "lost": lost,
        "wrong": wrong,
        "typed": _planned(lost, request.user) | (request.POST.dict() if wrong else {}),
        "people": Staff.objects.filter(is_active=True).order_by("name"),
        "left": yuan(benefit_left(request.user, lost)),
        "ends": [(code, label) for code, label in Lost.State.choices if code not in Lost.OPEN],
    }
    return render(request, "workspace/winback_one.html", shown, status=422 if wrong else 200)


def _planned(lost: Lost, staff: Staff) -> dict[str, str]:
    """The plan as its form sends it."""
    return {
        "text": lost.plan,
        "benefit": lost.benefit,
        "yuan": yuan(lost.benefit_fen).replace(",", "") if lost.benefit_fen else "",
        "staff": str(lost.owner_id or staff.pk),
        "due_on": str(lost.due_on or ""),
    }


def move(made: Move) -> Callable[..., HttpResponseBase]:
    """A POST on one of them: the gate first, then the right, then the move."""

    @require_POST
    @staff_required()
    @wraps(made)
    def view(request: StaffRequest, lost_id: int) -> HttpResponse:
        lost = lost_one(request.user, lost_id)
        if not request.user.allows(Right.ANSWER):
            raise PermissionDenied
        said = made(request, lost)
        if isinstance(said, HttpResponse):
            return said
        return htmx_or_redirect(request, reverse("desk:winback_one", args=[lost.pk]), said=said)

    return view


@move
def plan(request: StaffRequest, lost: Lost) -> str | HttpResponse:
    """POST text, benefit, yuan, staff, due_on; what is refused stays in the form."""
    try:
        _plan(request, lost)
    except Refused as error:
        return _page(request, lost, str(error))
    return _("The plan is kept.")


def _plan(request: StaffRequest, lost: Lost) -> None:
    owner = request.POST.get("staff", "")
    staff = get_object_or_404(Staff, pk=owner, is_active=True) if owner.isdecimal() else request.user
    amount = request.POST.get("yuan", "").strip()
    try:
        fen = fen_of(amount) if amount else 0
    except AmountError as error:
        raise PlanMissing(error.words) from error
    text, benefit = request.POST.get("text", ""), request.POST.get("benefit", "")
    due_on = day_of(request.POST.get("due_on", ""))
    plan_return(lost, plan=text, owner=staff, benefit=benefit, benefit_fen=fen, due_on=due_on, by=request.user)


@move
def ask(request: StaffRequest, lost: Lost) -> str:
    asked = ask_back(lost, by=request.user.party)
    who = asked.callback.assignee.name if asked.callback and asked.callback.assignee else _("the pool")
    return _("It stands on the callback list: %(name)s rings up.") % {"name": who}


@move
def end(request: StaffRequest, lost: Lost) -> str:
    state = request.POST.get("winback", "")
    if state not in Lost.State.values or state in Lost.OPEN:
        raise PlanMissing(_("Please choose what came of it."))
    end_winback(lost, state=state, note=request.POST.get("note", ""), by=request.user.party)
    return _("It is written down, and counts in the rate.")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def flag(request: StaffRequest, number: str) -> HttpResponse:
    """GET: say that this customer is lost (or see what is under way); POST why, note. The gate first, then the right."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    if request.method != "POST":
        under_way = open_lost(ticket.customer)
        if under_way and lost_for(request.user).filter(pk=under_way.pk).exists():
            return redirect("desk:winback_one", under_way.pk)
        return render(
            request, "workspace/winback_flag.html", {"ticket": ticket, "under_way": under_way, "whys": Lost.Why.choices}
        )
    why = request.POST.get("why", "")
    flag_lost(
        ticket.customer,
        why=why if why in Lost.Why.values else Lost.Why.SAID_SO,
        ticket=ticket,
        note=request.POST.get("note", ""),
        by=request.user.party,
    )
    return htmx_or_redirect(request, reverse("desk:lost", args=[ticket.number]), said=_("Kept under Win-back."))
