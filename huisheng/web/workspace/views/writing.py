"""While one writes: who else is here, drafts, what others wrote meanwhile, taking back, putting off."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import FileRefused
from huisheng.core.tickets.access import not_found, ticket_for, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.actions import (
    STATES,
    DraftGone,
    DraftNewer,
    note_looked_at,
    save_draft,
    tell_around,
)
from huisheng.stages.handling.actions import snooze as put_off
from huisheng.stages.handling.actions import take_back as take_back_words
from huisheng.stages.handling.actions import take_up as take_up_again
from huisheng.stages.handling.models import Draft, DraftFile, Held, HeldFile
from huisheng.stages.handling.queries import came_back, drafts_of, drafts_on, held_by, snoozed_by, unsent_counts
from huisheng.stages.handling.seen import Seen, news_since, seen_now
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.frame.uploads import Words, store_uploads
from huisheng.web.workspace.confirming import raised_to
from huisheng.web.workspace.sent import instant, numbers
from huisheng.web.workspace.unsent import kept_draft, kept_drafts, told
from huisheng.web.workspace.views.moves import move, shown

MOST_DROPPED = 20
MOST_WOKEN = 20
INLINE = {"image", "audio", "video"}


@require_POST
@staff_required()
def around(request: StaffRequest, number: str) -> HttpResponse:
    """A page says that its reader is here, writes, or left; those who look at the ticket, too, hear it."""
    ticket = ticket_for(request.user, number)
    state = request.POST.get("state", "")
    if state in STATES:
        asks, device = request.POST.get("asks") == "1", request.POST.get("device", "")
        order = sum(numbers([request.POST.get("order", "")]))
        tell_around(ticket, staff=request.user, state=state, device=device, asks=asks, order=order)
    if state == "here":
        note_looked_at(ticket, staff=request.user)
    return HttpResponse("")


@staff_required()
def drafts(request: StaffRequest, number: str) -> HttpResponse:
    """GET: one's drafts on this ticket. POST: keep one; 409 with the newer one when another device wrote."""
    ticket = ticket_for(request.user, number)
    if request.method != "POST":
        return JsonResponse({kind: one.as_dict() for kind, one in kept_drafts(ticket, request.user).items()})
    kind = request.POST.get("kind", "")
    if kind not in Draft.Kind.values:
        raise not_found()
    try:
        draft = save_draft(ticket, staff=request.user, kind=kind, **_typed(request))
    except (DraftNewer, DraftGone) as refusal:
        newer = kept_draft(ticket, drafts_on(ticket, request.user).get(kind)).as_dict()
        return JsonResponse({"code": refusal.code, "said": str(refusal), "draft": newer}, status=409)
    return JsonResponse(kept_draft(ticket, draft).as_dict())


def _typed(request: StaffRequest) -> dict[str, Any]:
    form = Words({"text": ""}, request.FILES)
    if not form.is_valid():
        raise FileRefused(str(next(iter(form.errors.values()))[0]))
    version = request.POST.get("version", "")
    return {
        "fields": request.POST.dict(),
        "version": int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        "device": request.POST.get("device", ""),
        "files": store_uploads(form.cleaned_data["files"]),
        "drop": numbers(request.POST.getlist("drop"))[:MOST_DROPPED],
    }


@require_safe
@staff_required()
def draft_file(request: StaffRequest, number: str, draft_file_id: int) -> HttpResponseBase:
    """A file of one's own draft."""
    ticket = ticket_for(request.user, number)
    own = DraftFile.objects.filter(pk=draft_file_id, draft__ticket=ticket, draft__staff=request.user)
    one = own.select_related("file").first()
    if one is None:
        raise not_found()
    return serve_file(request, one.file, one.name, inline=one.file.family in INLINE)


@require_safe
@staff_required()
def held_file(request: StaffRequest, number: str, held_file_id: int) -> HttpResponseBase:
    """A file that waits with its words."""
    ticket = ticket_for(request.user, number)
    one = HeldFile.objects.filter(pk=held_file_id, held__ticket=ticket).select_related("file").first()
    if one is None:
        raise not_found()
    return serve_file(request, one.file, one.name, inline=one.file.family in INLINE)


@require_safe
@staff_required()
def meanwhile(request: StaffRequest, number: str) -> HttpResponse:
    """What others wrote since ?seen=, for who is writing."""
    ticket = ticket_for(request.user, number)
    seen = Seen.read(request.GET.get("seen", ""))
    news = news_since(ticket, seen, by=request.user.party) if seen else []
    told_of = {"news": told(news, ticket), "mark": seen_now(ticket), "asking": False}
    return render(request, "workspace/_news.html", told_of)


@move(Right.ANSWER)
def take_back(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    """It does not leave; its words are in the composer again."""
    given = request.POST.get("held", "")
    held = get_object_or_404(Held, pk=given if given.isdecimal() and len(given) < 19 else 0, ticket=ticket)
    draft = take_back_words(held, staff=request.user)
    answer = shown(request, ticket.number, _("Taken back. Your words are in the composer again."))
    answer.headers["HX-Trigger-After-Settle"] = json.dumps({"huisheng:write": {"tab": f"tab-c-{draft.kind}"}})
    return answer


@move(Right.ANSWER)
def snooze(request: StaffRequest, ticket: Ticket) -> str:
    """Off one's own desk until an instant, or until the customer writes."""
    until = instant(request, "until")
    put_off(ticket, staff=request.user, until=until)
    if until is None:
        return _("Put off until the customer writes. The clocks go on.")
    return _("Put off. It comes back at %(at)s with a bell; the clocks go on.") % {
        "at": timezone.localtime(until).strftime("%m-%d %H:%M")
    }


@move(Right.ANSWER)
def take_up(request: StaffRequest, ticket: Ticket) -> str:
    """It is wanted back at once."""
    take_up_again(ticket, staff=request.user)
    return _("It is back on your desk.")


@require_safe
@staff_required()
def unsent(request: StaffRequest) -> HttpResponse:
    """One's drafts, planned answers, and what one put off."""
    staff = request.user
    lists = {"drafts": drafts_of(staff), "held": held_by(staff), "snoozed": snoozed_by(staff)}
    return render(request, "workspace/unsent.html", lists)


@require_safe
@staff_required()
def woken(request: StaffRequest) -> HttpResponse:
    """For the top of the list: what came back to one's own desk, what was raised to one after a no, and how much of one's
    own is not sent yet.
    """
    staff = request.user
    back = tickets_for(staff).filter(came_back(staff.pk), assignee=staff).select_related("customer", "grade")
    rows = back.order_by("-severity", "next_due_at", "id")[:MOST_WOKEN]
    return render(
        request,
        "workspace/_woken.html",
        {"woken": rows, "raised": raised_to(staff)[:MOST_WOKEN], "unsent": unsent_counts(staff)},
    )
