"""The ticket page and its parts."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huisheng.core.base.house import house
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.access import not_found, ticket_for
from huisheng.core.tickets.models import Attachment, Ticket
from huisheng.stages.triage.queries import tags_of
from huisheng.watch.notify.variables import public_base
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import StaffRequest, is_htmx, staff_required
from huisheng.web.workspace.empathy import is_upset
from huisheng.web.workspace.kin import conversation_of, kin_of
from huisheng.web.workspace.promises import UNITS
from huisheng.web.workspace.ticket import choices_for, days_known, moves_of, page_of
from huisheng.web.workspace.unsent import choices_of_time
from huisheng.web.workspace.views.queue import list_context


@require_safe
@staff_required()
def show(request: StaffRequest, number: str) -> HttpResponse:
    """GET /desk/tickets/<number>/: the whole page; htmx gets the pane, `?parts` only what may have changed."""
    ticket = ticket_for(request.user, number)
    if is_htmx(request) and "parts" in request.GET:
        return render(request, "workspace/_parts.html", context(request, ticket))
    if is_htmx(request) and request.headers.get("HX-History-Restore-Request") != "true":
        return render(request, "workspace/_ticket.html", context(request, ticket))
    return render(request, "workspace/ticket.html", context(request, ticket) | list_context(request, current=number))


@require_safe
@staff_required()
def dialogs(request: StaffRequest, number: str) -> HttpResponse:
    """The move dialogs (assign, grade, tags, close ...), fetched when the first of them is opened."""
    ticket = ticket_for(request.user, number)
    page = {"may": moves_of(request.user, ticket), "tags": tags_of(ticket)}
    offered = choices_for(request.user, ticket)
    shown = {"page": page, "ticket": ticket, "tiers": Tier.objects.all(), "times": choices_of_time(), **offered}
    return render(request, "workspace/_dialogs.html", shown)


@require_safe
@staff_required()
def attachment(request: StaffRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of any message of this ticket, and of what was merged into it."""
    ticket = ticket_for(request.user, number)
    words = conversation_of(ticket, kin_of(request.user, ticket))
    one = Attachment.objects.select_related("file").filter(pk=attachment_id, message__ticket__in=list(words)).first()
    if one is None:
        raise not_found()
    return serve_file(request, one.file, one.name, inline=one.file.family in {"image", "audio", "video"})


def context(request: StaffRequest, ticket: Ticket) -> dict[str, Any]:
    page = page_of(request.user, ticket)
    return {
        "page": page,
        "upset": is_upset(page.said),
        "ticket": ticket,
        "days_known": days_known(ticket),
        "units": UNITS,
        "limits": {"mb": house("form.upload_mb"), "count": house("form.upload_count")},
        "times": choices_of_time(),
        "public_link": public_base() + ticket.public_path,
        "desk_link": f"{public_base()}/desk/tickets/{ticket.number}/",
    }
