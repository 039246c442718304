"""What the composer sends: read from its form, sent or held, and asked about when others wrote meanwhile."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from huisheng.core.base.actions import FileRefused
from huisheng.core.tickets.models import Ticket
from huisheng.stages.handling.actions import NoSuchTime, kept_files
from huisheng.stages.handling.actions import Words as Sent
from huisheng.stages.handling.models import Held
from huisheng.stages.handling.seen import NewsMeanwhile, Seen
from huisheng.trips.sending import send_later, send_soon
from huisheng.web.frame.filters import when
from huisheng.web.frame.http import StaffRequest, is_htmx
from huisheng.web.frame.uploads import Words, store_uploads
from huisheng.web.workspace.sent import instant, numbers
from huisheng.web.workspace.unsent import told


def words_of(request: StaffRequest) -> dict[str, Any]:
    """Text and files as a form of the desk sends them. Raises FileRefused."""
    form = Words(request.POST, request.FILES)
    if not form.is_valid():
        raise FileRefused(str(next(iter(form.errors.values()))[0]))
    return {"text": form.cleaned_data["text"], "files": store_uploads(form.cleaned_data["files"])}


def words_in(request: StaffRequest, ticket: Ticket, kind: str) -> dict[str, Any]:
    """The same of a form with a draft: first the files that lie in the draft, then those that came with it."""
    wanted, words = numbers(request.POST.getlist("kept")), words_of(request)
    return words | {"files": kept_files(ticket, staff=request.user, kind=kind, wanted=wanted) + words["files"]}


def said_of(then: str, promised: bool) -> str:
    """What the colleague reads once it has left."""
    if then == "end":
        return _("Sent and filed.")
    if promised:
        return _("Sent. Your promise has a clock now.")
    return _("Sent. Our clocks wait for the customer.") if then == "wait" else _("Sent.")


def send(request: StaffRequest, ticket: Ticket, words: Sent, said: str) -> str | HttpResponse:
    """Send it, or let it wait for its instant; who has not read what others wrote is asked, and keeps every word."""
    seen = Seen.read(request.POST.get("read", "")) or Seen.read(request.POST.get("seen", ""))
    by = request.user.party
    try:
        if request.POST.get("send_at"):
            return _plan(request, ticket, words, seen)
        sent = send_soon(ticket, words, by=by, seen=seen)
    except NewsMeanwhile as refusal:
        if not is_htmx(request):
            raise
        return _show_news(request, ticket, words, refusal)
    if isinstance(sent, Held):
        left = max(1, round((sent.due_at - timezone.now()).total_seconds()))
        return _("It leaves in %(n)s seconds; until then you can take it back.") % {"n": left}
    return said


def _plan(request: StaffRequest, ticket: Ticket, words: Sent, seen: Seen | None) -> str:
    due_at = instant(request, "send_at")
    if due_at is None:
        raise NoSuchTime
    held = send_later(ticket, words, due_at=due_at, by=request.user.party, seen=seen)
    return _("Planned: it leaves on %(at)s.") % {"at": when(held.due_at)}


def _show_news(request: StaffRequest, ticket: Ticket, words: Sent, refusal: NewsMeanwhile) -> HttpResponse:
    again = "send_at" if request.POST.get("send_at") else "then"
    shown = {"news": told(refusal.news, ticket), "mark": refusal.mark, "asking": True, "again": again}
    answer = render(request, "workspace/_news.html", shown | {"value": request.POST.get(again, "")}, status=422)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = f"#news-{words.kind}", "innerHTML"
    return answer
