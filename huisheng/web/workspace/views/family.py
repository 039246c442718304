"""A ticket and its parts, messages that go on in a ticket of their own, and the ticket on paper."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.core.accounts.models import Team
from huisheng.core.accounts.rights import Right
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.mask import mask_email, mask_phone
from huisheng.trips.family import add_part, open_part, remove_part, tell_parts
from huisheng.trips.split import Somebody, may_move
from huisheng.trips.split import split as split_off
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.workspace.kin import kin_of
from huisheng.web.workspace.ticket import others_open, page_of
from huisheng.web.workspace.views.moves import move

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)  # seen from there every moment has its whole date: paper has no today


@require_safe
@staff_required()
def parts(request: StaffRequest, number: str) -> HttpResponse:
    """GET: the whole, the parts, and what can be done with them. The gate first, then the right."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    kin = kin_of(request.user, ticket)
    known = {one.ticket.pk for one in kin.parts}
    others = [one for one in others_open(request.user, ticket) if one.pk not in known]
    teams = Team.objects.filter(active=True).order_by("rank", "pk")
    shown = {"ticket": ticket, "kin": kin, "others": others, "teams": teams}
    return render(request, "workspace/parts.html", shown)


@move(Right.ANSWER)
def part_new(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    chosen = request.POST.get("team", "")
    team = get_object_or_404(Team, pk=chosen, active=True) if chosen.isdecimal() else None
    text, subject = request.POST.get("text", ""), request.POST.get("subject", "")
    part = open_part(ticket, text=text, subject=subject, team=team, by=request.user.party)
    return _back(request, ticket, _("%(number)s is a part of it now.") % {"number": part.number})


@move(Right.ANSWER)
def part_tie(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """Another ticket the person may see becomes a part."""
    part = ticket_for(request.user, request.POST.get("into", "").strip().upper())
    add_part(ticket, part=part, by=request.user.party)
    return _back(request, ticket, _("%(number)s is a part of it now.") % {"number": part.number})


@move(Right.ANSWER)
def part_untie(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    part = ticket_for(request.user, request.POST.get("part", "").strip().upper())
    remove_part(ticket, part=part, by=request.user.party)
    return _back(request, ticket, _("%(number)s stands for itself again.") % {"number": part.number})


@move(Right.ANSWER)
def parts_told(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """One word to the owners of all open parts."""
    count = tell_parts(ticket, text=request.POST.get("text", ""), by=request.user.party)
    said = ngettext("Noted on %(n)s open part.", "Noted on %(n)s open parts.", count) % {"n": count}
    return _back(request, ticket, said)


def _back(request: StaffRequest, ticket: Ticket, said: str) -> HttpResponse:
    return htmx_or_redirect(request, reverse("desk:parts", args=[ticket.number]), said=said)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def split(request: StaffRequest, number: str) -> HttpResponse:
    """GET: choose messages. POST message (several), and name, phone, email where they are somebody else's."""
    ticket = ticket_for(request.user, number)
    if not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "workspace/split.html", {"ticket": ticket, "messages": may_move(ticket)})
    chosen = [int(one) for one in request.POST.getlist("message") if one.isdecimal() and len(one) < 18]
    whose = Somebody(*(request.POST.get(name, "") for name in ("name", "phone", "email")))
    fresh = split_off(ticket, chosen, by=request.user.party, whose=whose)
    said = _("%(number)s goes on with these messages.") % {"number": fresh.number}
    return htmx_or_redirect(request, reverse("desk:ticket", args=[ticket.number]), said=said)


@require_safe
@staff_required()
def paper(request: StaffRequest, number: str) -> HttpResponse:
    """GET: the ticket for A4: facts, promises, conversation, timeline, with whole dates and masked contacts."""
    ticket = ticket_for(request.user, number)
    page = page_of(request.user, ticket)
    shown = {
        "ticket": ticket,
        "page": page,
        "contacts": [_masked(one) for one in page.identities],
        "long_ago": LONG_AGO,
    }
    return render(request, "workspace/print.html", shown)


def _masked(identity: Identity) -> str:
    """Paper is left lying about: no whole phone or address on it."""
    if identity.kind == IdentityKind.PHONE:
        return mask_phone(identity.value)
    return mask_email(identity.value) if identity.kind == IdentityKind.EMAIL else identity.get_kind_display()
