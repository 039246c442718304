"""The page of a colleague without an account: one request, its photos, and the answer. Nothing else of the ticket.

Looking changes nothing (chat programs look first); that a person has it before the eyes, the page's script says by a POST.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware, now
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.contacts import ContactRow, contacts_of, table_at
from huisheng.core.accounts.models import Contact
from huisheng.core.base.actions import FileRefused
from huisheng.core.tickets.access import NotFound
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.collaboration.actions import (
    accept_request,
    answer_request,
    ask_extension,
    decline_request,
    note_opened,
    say,
)
from huisheng.stages.collaboration.models import CollabRequest
from huisheng.stages.collaboration.queries import LinkOver, file_of, request_for_link, steps_of
from huisheng.web.frame.files import serve_file
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import TooManyTries, guard
from huisheng.web.frame.uploads import Words, store_uploads

PER_LINK_HOUR, PER_ADDRESS_HOUR, HOUR = 60, 300, 3600
SHOWN = {"asked", "answered", "said", "declined", "extension_asked", "extension_granted", "extension_refused"}
Move = Callable[[HttpRequest, CollabRequest, Party], str]


@require_safe
def show(request: HttpRequest, request_id: int, secret: str) -> HttpResponse:
    """GET /c/<id>/<secret>/: problem, need, deadline; accept, answer, or say why not."""
    try:
        return _page(request, request_for_link(request_id, secret))
    except LinkOver as over:
        return _over(request, over.request)


@require_safe
def photo(request: HttpRequest, request_id: int, secret: str, file_id: int) -> HttpResponseBase:
    """A photo of this very request."""
    try:
        one = file_of(request_for_link(request_id, secret), file_id)
    except LinkOver as over:
        return _over(request, over.request)
    return serve_file(request, one.file, one.name, inline=one.file.family in {"image", "audio", "video"})


def link_move(made: Move) -> Callable[..., HttpResponseBase]:
    """A POST behind the link, limited like every public door; a refusal stands on the page, with what was typed."""

    @require_POST
    @wraps(made)
    def view(request: HttpRequest, request_id: int, secret: str) -> HttpResponse:
        try:
            one = request_for_link(request_id, secret)
        except LinkOver as over:
            return _over(request, over.request)
        guard(f"request:{one.pk}", PER_LINK_HOUR, HOUR)
        guard(f"request:address:{client_ip(request)}", PER_ADDRESS_HOUR, HOUR)
        try:
            done = made(request, one, _who(request, one))
        except (TooManyTries, NotFound):
            raise
        except Refused as refusal:
            fresh = request_for_link(request_id, secret)
            return _page(request, fresh, status=422 if refusal.status < 500 else refusal.status, refusal=str(refusal))
        return redirect(f"{one.public_path}?now={done}")

    return view


@require_POST
def seen(request: HttpRequest, request_id: int, secret: str) -> HttpResponse:
    """The page is before somebody's eyes: said by its script, once."""
    try:
        one = request_for_link(request_id, secret)
    except LinkOver:
        return HttpResponse(status=204)
    guard(f"request:{one.pk}", PER_LINK_HOUR, HOUR)
    note_opened(one, by=_who(request, one))
    return HttpResponse(status=204)


@link_move
def accept(request: HttpRequest, one: CollabRequest, by: Party) -> str:
    accept_request(one, by=by)
    return "accepted"


@link_move
def decline(request: HttpRequest, one: CollabRequest, by: Party) -> str:
    decline_request(one, reason=request.POST.get("reason", ""), by=by)
    return "declined"


@link_move
def answer(request: HttpRequest, one: CollabRequest, by: Party) -> str:
    """The answer; after it a further word."""
    words = _words(request)
    if one.is_open:
        answer_request(one, **words, by=by)
        return "answered"
    say(one, **words, by=by)
    return "said"


@link_move
def extension(request: HttpRequest, one: CollabRequest, by: Party) -> str:
    moment = _moment(request.POST.get("until", ""))
    ask_extension(one, until=moment, reason=request.POST.get("reason", ""), by=by)
    return "extension"


def _page(request: HttpRequest, one: CollabRequest, status: int = 200, **more: Any) -> HttpResponse:
    words, steps = Words(), steps_of([one])[one.pk]
    asked = next((step for step in steps if step.step.kind == "asked"), None)
    context = {
        "one": one,
        "owner": _owner(one),
        "order": one.ticket.order_number if one.ticket.order_number not in one.problem else "",
        "photos": [_file(one, file) for file in (asked.files if asked else ())],
        "said": [(step, [_file(one, file) for file in step.files]) for step in steps[1:] if step.step.kind in SHOWN],
        "people": [] if one.contact_id else _people(one),
        "just": request.GET.get("now", ""),
        "house": words.house,
        "typed": request.POST,
    }
    return render(request, "portal/request.html", context | more, status=status)


def _over(request: HttpRequest, one: CollabRequest) -> HttpResponse:
    """The link leads nowhere any more: whom to call instead."""
    team = one.ticket.team_id
    desk: list[ContactRow] = table_at(now(), contacts_of(team)) if team else []
    context = {"one": one, "owner": _owner(one), "rows": desk}
    return render(request, "portal/request_over.html", context, status=410)


def _owner(one: CollabRequest) -> str:
    ticket = one.ticket
    parts = (ticket.assignee.name if ticket.assignee else "", ticket.team.label if ticket.team else "")
    return " · ".join(filter(None, parts))


def _people(one: CollabRequest) -> list[Contact]:
    return list(contacts_of(one.team_id))


def _who(request: HttpRequest, one: CollabRequest) -> Party:
    """The person the link was made for; where it went to the whole department, who one says to be."""
    if one.contact:
        return Party("contact", one.contact.pk, one.contact.name)
    chosen = request.POST.get("who", "")
    found = next((person for person in _people(one) if str(person.pk) == chosen), None)
    return Party("contact", found.pk, found.name) if found else Party("contact")


def _words(request: HttpRequest) -> dict[str, Any]:
    form = Words(request.POST, request.FILES)
    if not form.is_valid():
        raise FileRefused(str(next(iter(form.errors.values()))[0]))
    return {"text": form.cleaned_data["text"], "files": store_uploads(form.cleaned_data["files"])}


def _moment(text: str) -> Any:
    try:
        moment = parse_datetime(text.strip())
    except ValueError:
        return None
    return make_aware(moment) if moment and is_naive(moment) else moment


def _file(one: CollabRequest, file: Any) -> dict[str, Any]:
    return {
        "name": file.name,
        "url": f"{one.public_path}files/{file.pk}/",
        "size": file.file.size,
        "content_type": file.file.content_type,
    }
