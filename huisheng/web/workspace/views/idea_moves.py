"""What colleagues do with a suggestion. The gate: who may not tend it is forbidden to, whatever is sent."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from huisheng.core.accounts.models import Staff
from huisheng.core.customers.queries import known_customer
from huisheng.kit.errors import Refused
from huisheng.stages.ideas.actions import (
    answer_suggestion,
    check_answer,
    merge_suggestions,
    move_suggestion,
    own_suggestion,
    reachable,
    reword_suggestion,
    show_suggestion,
    split_off,
    support_suggestion,
    tell_the_rest,
    undo_suggestion_merge,
)
from huisheng.stages.ideas.models import Proposal, Suggestion
from huisheng.stages.ideas.queries import alive, may_tend, suggestion_by, voice_by
from huisheng.web.frame.http import StaffRequest, View, staff_required
from huisheng.web.workspace.views.ideas import idea_page

Move = Callable[[StaffRequest, Suggestion], str | HttpResponse]


def tended(move: Move) -> View[...]:
    """The door of one move: logged in, allowed to tend this suggestion; afterwards its page says what was done, unless the
    move answers with a page of its own.
    """

    @require_POST
    @staff_required()
    @wraps(move)
    def door(request: StaffRequest, suggestion_id: int) -> HttpResponse:
        one = suggestion_by(suggestion_id)
        if not may_tend(request.user, one):
            raise PermissionDenied
        done = move(request, one)
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
        return redirect("desk:idea", one.pk)

    return door


@tended
def answer(request: StaffRequest, one: Suggestion) -> str | HttpResponse:
    """POST status, answer: asked once more how many it goes to; with sure=1 everybody who wants it hears it."""
    status, words = request.POST.get("status", ""), request.POST.get("answer", "")
    try:
        if request.POST.get("sure") != "1":
            check_answer(one, words)
            return idea_page(request, one, asks=True)
        answer_suggestion(one, status=status, answer=words, by=request.user)
    except Refused as error:
        return idea_page(request, one, wrong=str(error))
    told = reachable(one).count()
    if not told:
        return _("The answer is kept here. Nobody left a way to be told.")
    return ngettext("%(n)s person hears it now.", "%(n)s people hear it now.", told) % {"n": told}


@tended
def status(request: StaffRequest, one: Suggestion) -> str:
    """POST status: nobody is told."""
    move_suggestion(one, status=request.POST.get("status", ""), by=request.user.party)
    return _("Kept.")


@tended
def wording(request: StaffRequest, one: Suggestion) -> str:
    """POST title, body."""
    title, body = request.POST.get("title", ""), request.POST.get("body", "")
    reword_suggestion(one, title=title, body=body, by=request.user.party)
    return _("Worded anew. The customers' own words stay as they were.")


@tended
def owner(request: StaffRequest, one: Suggestion) -> str:
    """POST staff."""
    given = request.POST.get("staff", "")
    known = given.isascii() and given.isdecimal() and len(given) < 19
    person = Staff.objects.filter(pk=int(given), is_active=True).first() if known else None
    own_suggestion(one, owner=person, by=request.user.party)
    return _("Kept.")


@tended
def public(request: StaffRequest, one: Suggestion) -> str:
    """POST public=1|0."""
    shown = request.POST.get("public") == "1"
    show_suggestion(one, public=shown, by=request.user.party)
    return _("Customers see it on the public page now.") if shown else _("It is off the public page.")


@tended
def merge(request: StaffRequest, one: Suggestion) -> str:
    """POST into: this one goes into that one."""
    given = request.POST.get("into", "")
    known = given.isascii() and given.isdecimal() and len(given) < 19
    into = get_object_or_404(alive(), pk=int(given) if known else 0)
    merge_suggestions(one, into=into, by=request.user.party)
    return _("Merged into “%(title)s”. The voices went along.") % {"title": into.title}


@tended
def merge_undo(request: StaffRequest, one: Suggestion) -> str:
    """POST: it is itself again."""
    undo_suggestion_merge(one, by=request.user.party)
    return _("The merge is taken back.")


@tended
def vote(request: StaffRequest, one: Suggestion) -> str:
    """POST contact: a customer who is known by phone or email wants it, too."""
    contact = request.POST.get("contact", "").strip()[:200]
    customer = known_customer(email=contact) if "@" in contact else known_customer(phone=contact)
    if customer is None:
        return _("No customer is known by that phone or email. Nothing was changed.")
    is_new = support_suggestion(one, customer=customer, source=Proposal.Source.STAFF, by=request.user.party)
    return _("The vote is counted.") if is_new else _("This customer wants it already.")


@tended
def telling(request: StaffRequest, one: Suggestion) -> str:
    """POST: who joined after the answer hears it, too."""
    told = tell_the_rest(one)
    return ngettext("%(n)s person hears it now.", "%(n)s people hear it now.", told) % {"n": told}


@require_POST
@staff_required()
def split(request: StaffRequest, suggestion_id: int, proposal_id: int) -> HttpResponse:
    """POST title: this voice meant something else."""
    one = suggestion_by(suggestion_id)
    if not may_tend(request.user, one):
        raise PermissionDenied
    own = split_off(voice_by(one, proposal_id), title=request.POST.get("title", ""), by=request.user.party)
    messages.success(request, _("It is a suggestion of its own now."))
    return redirect("desk:idea", own.pk)
