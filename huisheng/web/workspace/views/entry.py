"""A call or a walk-in, entered by keyboard in under a minute."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.base.actions import FileRefused
from huisheng.core.base.models import File
from huisheng.core.base.vault import vault
from huisheng.core.channels.actions import take_in
from huisheng.core.customers.queries import known_customer
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive
from huisheng.stages.handling.actions import Given, PromiseUnclear, promise_customer
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, staff_required
from huisheng.web.frame.uploads import store_uploads
from huisheng.web.workspace.forms import EntryForm
from huisheng.web.workspace.promises import UNITS, written_down

RECENT = 5


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Right.ENTER)
def enter(request: StaffRequest) -> HttpResponse:
    """GET shows the form; POST makes a ticket and leads to it."""
    form = EntryForm(request.POST or None, request.FILES or None)
    may_keep = request.user.allows(Right.ANSWER)
    shown = {"form": form, "may_keep": may_keep, "units": UNITS, "promise_fault": "", "promise_opened": False}
    if request.method != "POST" or not form.is_valid():
        return render(request, "workspace/entry.html", shown, status=422 if form.errors else 200)
    try:
        promises = written_down(request.POST)
    except PromiseUnclear as unclear:
        return render(
            request, "workspace/entry.html", shown | {"promise_fault": str(unclear), "promise_opened": True}, status=422
        )
    try:
        files = store_uploads(form.cleaned_data["files"])
    except FileRefused as error:
        form.add_error("files", str(error))
        return render(request, "workspace/entry.html", shown, status=422)
    given = form.cleaned_data
    names = ("text", "name", "phone", "email", "order_number", "category", "keep")
    content = {name: given[name] for name in names} | ({"source": given["source"]} if given["source"] else {})
    key = _key(request, content)
    ticket = _take(given["channel"], content, request=request, files=files, key=key, promises=promises)
    said = _("Entered as %(number)s.") % {"number": ticket.number}
    if not tickets_for(request.user).filter(pk=ticket.pk).exists():  # it went to another department
        said += " " + _("It is with %(owner)s now.") % {"owner": ticket.assignee or ticket.team or _("the pool")}
        return htmx_or_redirect(request, reverse("desk:entry"), said=said)
    return htmx_or_redirect(request, reverse("desk:ticket", args=[ticket.number]), said=said)


@transaction.atomic
def _take(
    channel: str,
    content: dict[str, Any],
    *,
    request: StaffRequest,
    files: Sequence[tuple[str, File]],
    key: str,
    promises: list[Given],
) -> Ticket:
    """The call and what was promised in it, both or neither; a form sent twice promises once."""
    inbound, is_new = take_in(channel, content, by=request.user.party, files=files, key=key)
    ticket = receive(inbound).ticket
    for promise in promises if is_new else ():
        promise_customer(ticket, given=promise, by=request.user.party)
    return ticket


def _key(request: StaffRequest, content: dict[str, Any]) -> str:
    """The same form sent twice is one piece of feedback: each form comes with a token of its own."""
    token = request.POST.get("csrfmiddlewaretoken", "")
    return f"desk:{vault().blind('entry', json.dumps([token, content]))}" if token else ""


@require_safe
@staff_required(Right.ENTER)
def caller(request: StaffRequest) -> HttpResponse:
    """Who calls: found by the phone while it is typed, with the recent tickets this colleague may see."""
    known = known_customer(phone=request.GET.get("phone", ""))
    recent = []
    if known:
        mine = tickets_for(request.user).filter(customer=known).select_related("grade", "assignee")
        recent = list(mine.order_by("-id")[:RECENT])
    return render(request, "workspace/_caller.html", {"customer": known, "recent": recent})
