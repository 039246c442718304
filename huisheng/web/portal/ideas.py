"""The public page of suggestions: read, vote, propose. Only POSTs change anything; nobody's name or number is shown."""

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.core.base.actions import FileRefused
from huisheng.core.base.house import house
from huisheng.core.base.vault import vault
from huisheng.core.channels.actions import ChannelClosed, take_in
from huisheng.core.tickets.access import not_found
from huisheng.core.tickets.models import Ticket
from huisheng.journey.route import receive
from huisheng.stages.ideas.actions import keep_suggestion, support_suggestion, withdraw_vote
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.ideas.queries import Wanted, alive, board_page, voted_by
from huisheng.stages.ideas.similar import similar
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import guard
from huisheng.web.portal import shield
from huisheng.web.portal.forms import FeedbackForm
from huisheng.web.portal.views import CHANNEL, SOMEBODY, content_of, kept_of

COOKIE, YEAR = "hs_voter", 365 * 24 * 3600
VOTER = re.compile(r"[0-9a-f]{32}")
SIZE = 20
LOOKS_HOUR = 600  # similar ones while typing, from one internet address
LONGEST_TYPED = 300


class IdeaForm(FeedbackForm):
    """A wish: one line, the words, and how to tell what becomes of it."""

    title = forms.CharField(
        max_length=120, error_messages={"required": gettext_lazy("Please say in one line what you wish for.")}
    )
    text = forms.CharField(
        max_length=20_000, error_messages={"required": gettext_lazy("Please tell us in a few words what you wish for.")}
    )
    into = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """GET /ideas/?status=&order=votes|new&q=&cursor="""
    if not house("ideas.page"):
        return _off(request)
    status = request.GET.get("status", "")
    wanted = Wanted(
        status=status if status in Suggestion.Status.values else "",
        words=request.GET.get("q", "")[:80],
        order="new" if request.GET.get("order") == "new" else "votes",
        public=True,
    )
    page = board_page(wanted, request.GET.get("cursor"), size=SIZE)
    context = {
        "page": page,
        "wanted": wanted,
        "voted": voted_by(voter_of(request), page.rows),
        "states": Suggestion.Status.choices,
        "here": f"{reverse('portal:ideas')}?{urlencode({'status': wanted.status, 'order': wanted.order, 'q': wanted.words})}",
    }
    return render(request, "portal/ideas.html", context)


@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """GET /ideas/similar/?title=&text=: a fragment, while somebody types; what the page shows anyway."""
    if not house("ideas.page"):
        raise not_found()
    guard(f"ideas:look:{client_ip(request)}", LOOKS_HOUR, shield.HOUR)
    text = " ".join((request.GET.get("title", ""), request.GET.get("text", "")))[:LONGEST_TYPED]
    return render(request, "portal/_ideas_alike.html", {"alike": similar(text, public=True)})


@require_POST
def vote(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """POST back=1 takes the vote of this browser back. One vote each browser, so many an hour from one address."""
    one = _shown(suggestion_id)
    if most := int(house("ideas.votes_hour")):
        guard(f"ideas:vote:{client_ip(request)}", most, shield.HOUR)
    ticket = request.COOKIES.get(COOKIE, "")
    ticket = ticket if VOTER.fullmatch(ticket) else secrets.token_hex(16)
    if request.POST.get("back") == "1":
        withdraw_vote(one, voter=_blind(ticket))
    else:
        support_suggestion(one, voter=_blind(ticket), source=Proposal.Source.PAGE, by=SOMEBODY)
    response = redirect(f"{reverse('portal:ideas')}?{request.POST.get('from', '')[:300]}#idea-{one.pk}")
    response.set_cookie(COOKIE, ticket, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """GET, POST /ideas/new/: a wish comes in as feedback, so that it has a number and a person; the library keeps it,
    and the page shows it after somebody looked.
    """
    if not house("ideas.page"):
        return _off(request)
    if request.method != "POST":
        return _form(request, IdeaForm(initial={"title": request.GET.get("title", "")[:120]}))
    form = IdeaForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, form, status=422)
    shield.limit_entry(request, form.contact)
    try:
        ticket = _take(request, form)
    except (FileRefused, ChannelClosed) as error:
        form.add_error(None, str(error))
        return _form(request, form, status=422)
    return redirect(f"{ticket.public_path}?new=1")


def voter_of(request: HttpRequest) -> str:
    """This browser as the library knows it, "" before its first vote."""
    ticket = request.COOKIES.get(COOKIE, "")
    return _blind(ticket) if VOTER.fullmatch(ticket) else ""


def _blind(ticket: str) -> str:
    return vault().blind("voter", ticket)[:32]


def _shown(pk: int) -> Suggestion:
    one = alive().filter(pk=pk, public=True).first() if house("ideas.page") else None
    if one is None:
        raise not_found()
    return one


def _take(request: HttpRequest, form: IdeaForm) -> Ticket:
    content = content_of(request, form) | {"subject": form.cleaned_data["title"], "category": "suggestion"}
    content["text"], files, _complete = kept_of(content["text"], form.cleaned_data["files"])
    suspicions = shield.suspicions(request, content["text"])
    inbound, _is_new = take_in(
        CHANNEL, content, by=SOMEBODY, key=shield.submit_key(request, content, files), files=files,
        noticed={"suspicions": suspicions},
    )  # fmt: skip
    ticket = receive(inbound).ticket
    if suspicions:
        return ticket  # a colleague who finds it genuine keeps it from the ticket's page
    keep_suggestion(
        title=form.cleaned_data["title"], words=content["text"], source=Proposal.Source.PAGE, ticket=ticket,
        origin=f"ticket:{ticket.pk}", by=ticket.customer.party, into=_chosen(form.cleaned_data["into"]),
    )  # fmt: skip
    return ticket


def _chosen(pk: int | None) -> Suggestion | None:
    return alive().filter(pk=pk, public=True).first() if pk else None


def _form(request: HttpRequest, form: IdeaForm, status: int = 200) -> HttpResponse:
    english = (get_language() or "").startswith("en")
    context: dict[str, Any] = {
        "form": form,
        "stamp": shield.new_stamp(),
        "house": form.house,
        "notice_text": form.house["form.notice_en" if english else "form.notice"],
        "alike": similar(str(form["title"].value() or ""), public=True),
    }
    return render(request, "portal/idea_new.html", context, status=status)


def _off(request: HttpRequest) -> HttpResponse:
    said = _("There is no public page of suggestions here. Please tell us with the form; we read every one.")
    return render(request, "portal/closed.html", {"said": said}, status=404)
