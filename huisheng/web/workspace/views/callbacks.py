"""Callbacks at the desk: the lists, and the runner of one. The gate first, then whose call it is, then the move."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import not_found
from huisheng.stages.followup.actions import (
    begin_call,
    book_talk,
    cancel_callback,
    hang_up,
    note_missed,
    pass_on,
    pick_up,
    put_down,
    said_opening,
    save_record,
    take_callback,
    take_over,
)
from huisheng.stages.followup.actions.calling import MISSED
from huisheng.stages.followup.completeness import missing_in
from huisheng.stages.followup.models import Callback, CallTry
from huisheng.stages.followup.queries import (
    BY_CODE,
    TABS,
    callback_for,
    counts,
    has_any,
    listed,
    next_for,
    waiting_for,
    who_can_ring,
)
from huisheng.trips.convert import reopen_matter, to_praise, to_suggestion, to_ticket
from huisheng.trips.finish_callback import finish_callback
from huisheng.web.frame.filters import time_of_day
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, is_htmx, staff_required
from huisheng.web.workspace.offers import plain_offers
from huisheng.web.workspace.requests import moment_in
from huisheng.web.workspace.runner import now_local, runner_of, said_by

Move = Callable[[StaffRequest, Callback], str]
State = Callback.State


@require_safe
@staff_required(Right.ANSWER)
def show_all(request: StaffRequest) -> HttpResponse:
    """GET /desk/callbacks/: my callbacks, or the team's (`?whose=team`); htmx may ask for the number on the rail alone."""
    staff = request.user
    if is_htmx(request) and "waiting" in request.GET:
        return render(request, "workspace/_callbacks_waiting.html", {"waiting": waiting_for(staff)})
    tab = request.GET.get("tab", "now")
    tab, mine = tab if tab in BY_CODE else "now", request.GET.get("whose") != "team"
    found = listed(staff, tab, mine=mine, cursor=request.GET.get("cursor"))
    shown = {"page": found, "tabs": TABS, "tab": tab, "mine": mine, "counts": counts(staff, mine=mine)}
    shown["outcomes"] = dict(CallTry.Outcome.choices)
    shown["begun"] = bool(found.rows) or has_any(staff)
    return render(request, "workspace/callbacks.html", shown)


@require_safe
@staff_required(Right.ANSWER)
def show(request: StaffRequest, callback_id: int) -> HttpResponse:
    """GET /desk/callbacks/<id>/: the runner."""
    callback = callback_for(request.user, callback_id)
    tomorrow = timezone.localtime() + timedelta(days=1)
    hour = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    run = runner_of(request.user, callback)
    shown: dict[str, Any] = {"run": run, "one": callback, "hour": now_local(hour)}
    shown["follow_up_by"] = now_local(run.record.follow_up_by)
    shown["misses"] = [one for one in CallTry.Outcome if one in MISSED and one != CallTry.Outcome.NO_ANSWER]
    return render(request, "workspace/callback.html", shown)


@require_safe
@staff_required(Right.ANSWER)
def templates(request: StaffRequest, callback_id: int) -> HttpResponse:
    """How we answer what is asked on the phone: reply templates that hold the words looked for."""
    callback_for(request.user, callback_id)
    words = request.GET.get("q", "").strip()[:60]
    return render(
        request, "workspace/_callback_templates.html", {"offers": plain_offers(request.user, words), "words": words}
    )


@require_POST
@staff_required(Right.ANSWER)
def save(request: StaffRequest, callback_id: int) -> JsonResponse:
    """Keep what was typed so far; answers what is still missing."""
    callback = callback_for(request.user, callback_id)
    record = save_record(callback, said_by(request.POST, callback), by=request.user.party)
    missing = [one.label for one in missing_in(record, callback)]
    return JsonResponse({"at": time_of_day(timezone.now()), "missing": missing})


@require_POST
@staff_required(Right.ANSWER)
def opening(request: StaffRequest, callback_id: int) -> HttpResponse:
    """Who we are and why we call is said; a page that runs no script is led back."""
    tried = said_opening(callback_for(request.user, callback_id), by=request.user.party)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"seconds": tried.opening_s})
    return redirect("desk:callback", callback_id)


def callback_move(made: Move) -> Callable[..., HttpResponseBase]:
    """A POST on one callback: the gate, what was typed so far, then the move."""

    @require_POST
    @staff_required(Right.ANSWER)
    @wraps(made)
    def view(request: StaffRequest, callback_id: int) -> HttpResponse:
        callback = callback_for(request.user, callback_id)
        _keep_typed(request, callback)
        said = made(request, callback)
        return htmx_or_redirect(request, reverse("desk:callback", args=[callback.pk]), said=said)

    return view


def _keep_typed(request: StaffRequest, callback: Callback) -> None:
    """Every button of the runner carries the record along, so that nothing typed is lost."""
    writes = callback.assignee_id == request.user.pk and callback.state in (State.TALKING, State.TO_RECORD)
    if writes and "record" in request.POST:
        save_record(callback, said_by(request.POST, callback), by=request.user.party)


@callback_move
def take(request: StaffRequest, callback: Callback) -> str:
    take_callback(callback, staff=request.user)
    return _("It is yours.")


@callback_move
def takeover(request: StaffRequest, callback: Callback) -> str:
    take_over(callback, staff=request.user)
    to_record = callback.state == State.TO_RECORD
    return _("It is yours. What was said is still to be recorded.") if to_record else _("It is yours.")


@callback_move
def dial(request: StaffRequest, callback: Callback) -> str:
    begin_call(callback, staff=request.user)
    return ""


@callback_move
def answered(request: StaffRequest, callback: Callback) -> str:
    pick_up(callback, by=request.user.party)
    return ""


@callback_move
def not_dialled(request: StaffRequest, callback: Callback) -> str:
    put_down(callback, by=request.user.party)
    return ""


@callback_move
def missed(request: StaffRequest, callback: Callback) -> str:
    outcome = request.POST.get("outcome", CallTry.Outcome.NO_ANSWER)
    wanted = outcome if outcome in MISSED else CallTry.Outcome.NO_ANSWER
    note_missed(callback, outcome=wanted, words=request.POST.get("note", ""), by=request.user.party)
    if callback.state == State.UNREACHED:
        return _("Noted. Every try is used up, or another would not help: not reached.")
    return _("Noted. The next try is planned for %(time)s.") % {"time": time_of_day(callback.slot_at)}


@callback_move
def end(request: StaffRequest, callback: Callback) -> str:
    hang_up(callback, by=request.user.party)
    return _("The talk is over. Please complete the record by %(time)s.") % {
        "time": time_of_day(callback.record_due_at)
    }


@callback_move
def booking(request: StaffRequest, callback: Callback) -> str:
    slot = moment_in(request.POST, "slot")
    book_talk(callback, slot_at=slot, words=request.POST.get("note", ""), by=request.user.party)
    return _("Booked for %(time)s. It comes back to your list then.") % {"time": time_of_day(callback.slot_at)}


@callback_move
def passing(request: StaffRequest, callback: Callback) -> str:
    sent = request.POST.get("staff", "")
    person = next((one for one in who_can_ring(callback) if str(one.pk) == sent), None)
    if person is None:
        raise not_found()
    pass_on(callback, to=person, by=request.user.party)
    return _("%(name)s makes it now, and has heard of it.") % {"name": person.name}


@callback_move
def cancelling(request: StaffRequest, callback: Callback) -> str:
    cancel_callback(callback, why=request.POST.get("reason", ""), by=request.user.party)
    return _("Taken off the list, with the reason.")


@callback_move
def record(request: StaffRequest, callback: Callback) -> str:
    finish_callback(callback, by=request.user.party)
    following = next_for(request.user)
    said = _("The record is complete. Thank you.")
    return said + " " + _("The next callback waits in your list.") if following else said


@callback_move
def feedback(request: StaffRequest, callback: Callback) -> str:
    """New feedback, or (`again`) the matter opened again."""
    again = "again" in request.POST and callback.ticket_id
    ticket = (reopen_matter if again else to_ticket)(callback, by=request.user.party)
    return (_("It goes on as %(number)s.") if again else _("Entered as %(number)s.")) % {"number": ticket.number}


@callback_move
def suggestion(request: StaffRequest, callback: Callback) -> str:
    kept = to_suggestion(callback, by=request.user.party)
    return _("Kept in the library: %(title)s") % {"title": kept.title}


@callback_move
def praise(request: StaffRequest, callback: Callback) -> str:
    kept = to_praise(callback, by=request.user.party)
    names = _(", ").join(one.name for one in kept.people.all())
    return _("On the wall: %(names)s hears it.") % {"names": names} if names else _("On the wall.")
