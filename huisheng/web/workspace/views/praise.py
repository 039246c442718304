"""The wall of praise: words large, people named, no customers; and what a colleague corrects."""

import hashlib

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.journey.wishes import month_words
from huisheng.kit.errors import Refused
from huisheng.stages.ideas.pack import bounds
from huisheng.stages.praise.actions import keep_praise, say_who_is_meant, show_praise
from huisheng.stages.praise.meant import who_is_meant
from huisheng.stages.praise.models import Praise
from huisheng.stages.praise.queries import may_edit, month_counts, praise_by, wall_page
from huisheng.web.frame.http import StaffRequest, staff_required

MOST_PEOPLE = 20


@require_safe
@staff_required()
def wall(request: StaffRequest) -> HttpResponse:
    """GET /desk/praise/?mine|off&cursor=; `off`: what was taken off the wall, for whoever may put it back."""
    edits = request.user.allows("answer") or request.user.allows("be_told")
    mine, off = "mine" in request.GET, edits and "off" in request.GET
    since, until = bounds(timezone.localdate())
    context = {
        "page": wall_page(
            request.user, request.GET.get("cursor"), person=request.user.pk if mine else None, shown=not off
        ),
        "off": off,
        "mine": mine,
        "month": month_words(timezone.localdate()),
        "counts": month_counts(since, until),
        "people": Staff.objects.filter(is_active=True).order_by("pk"),
        "edits": edits,
    }
    return render(request, "workspace/praise.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def of_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """GET, POST /desk/tickets/<number>/praise/: kind words in this feedback go to the wall. The gate first."""
    ticket = ticket_for(request.user, number)
    said = ticket.messages.filter(kind="customer").exclude(text="").order_by("at").first()
    words = request.POST.get("words") or request.POST.get("text") or (said.text if said else "")
    refused = ""
    if request.method == "POST":
        try:
            origin = _origin(ticket, words, said.text if said else "")
            before = Praise.objects.filter(ticket=ticket, origin=origin).first()
            kept = before or keep_praise(
                words=words, source=Praise.Source.TICKET, origin=origin, people=_people(request), ticket=ticket,
                by=request.user.party,
            )  # fmt: skip
            messages.success(request, _said_of(before))
            return redirect(f"/desk/praise/{'' if kept.shown else '?off'}#praise-{kept.pk}")
        except Refused as refusal:
            refused = str(refusal)
    meant = [one.pk for one in who_is_meant(words, ticket)]
    people_here = Staff.objects.filter(is_active=True).order_by("pk")
    context = {"ticket": ticket, "words": words, "refused": refused, "meant": meant, "people": people_here}
    return render(request, "workspace/praise_new.html", context, status=422 if refused else 200)


def _origin(ticket: Ticket, words: str, first: str) -> str:
    """The first words of feedback are the praise that the line keeps by itself; others are one of their own."""
    if words.strip() == first.strip():
        return f"ticket:{ticket.pk}"
    return f"ticket:{ticket.pk}:{hashlib.sha256(words.strip().encode()).hexdigest()[:12]}"


def _said_of(before: Praise | None) -> str:
    if before is None:
        return _("It hangs on the wall now; those it is about hear it.")
    return _("It hangs there already.") if before.shown else _("It was taken off the wall before; put it back here.")


@require_POST
@staff_required()
def people(request: StaffRequest, praise_id: int) -> HttpResponse:
    """POST staff (several): whom it is about."""
    one = _editable(request, praise_id)
    say_who_is_meant(one, people=_people(request))
    messages.success(request, _("Kept. Who was named only now hears it, too."))
    return redirect(f"/desk/praise/#praise-{one.pk}")


@require_POST
@staff_required()
def hiding(request: StaffRequest, praise_id: int) -> HttpResponse:
    """POST shown=0|1."""
    one = _editable(request, praise_id)
    shown = request.POST.get("shown") == "1"
    show_praise(one, shown=shown)
    messages.success(request, _("It hangs on the wall again.") if shown else _("It is off the wall."))
    return redirect("desk:praise")


def _editable(request: StaffRequest, pk: int) -> Praise:
    found = praise_by(pk)
    if not may_edit(request.user, found):
        raise PermissionDenied
    return found


def _people(request: StaffRequest) -> list[Staff]:
    given = [one for one in request.POST.getlist("staff") if one.isascii() and one.isdecimal() and len(one) < 19]
    return list(Staff.objects.filter(pk__in=[int(one) for one in given[:MOST_PEOPLE]], is_active=True).order_by("pk"))
