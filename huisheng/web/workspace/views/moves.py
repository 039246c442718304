"""What a colleague does to a ticket. Every move is a POST; the gate and the right are asked, the verb decides."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huisheng.core.accounts.models import Staff, Team
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category, Grade, MatrixCell, Tag
from huisheng.core.customers.models import Tier
from huisheng.core.tickets.access import NotFound, ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.actions import close_answered, close_spam, close_withdrawn
from huisheng.stages.closure.models import Reopening
from huisheng.stages.handling.actions import Words as Sent
from huisheng.stages.handling.actions import forget_draft
from huisheng.stages.handling.models import Draft
from huisheng.stages.routing.actions import assign_ticket, hand_over
from huisheng.stages.routing.models import HandOver
from huisheng.stages.triage.queries import tags_of
from huisheng.trips.acquaint import change_own_agent, change_tier, keep_apart
from huisheng.trips.call import note_and_call
from huisheng.trips.reclassify import change_category, change_grade, change_tags
from huisheng.trips.reopen import reopen
from huisheng.trips.take import answer_asked
from huisheng.trips.take import take as take_ticket
from huisheng.web.frame.http import StaffRequest, htmx_or_redirect, is_htmx, staff_required
from huisheng.web.workspace.promises import Found, kept_with, not_asked_yet, promised_by
from huisheng.web.workspace.takeback import back_from, offer
from huisheng.web.workspace.views.sending import said_of, send, words_in
from huisheng.web.workspace.views.ticket import context
from huisheng.web.workspace.wording import ask as ask_about_wording
from huisheng.web.workspace.wording import to_ask

Move = Callable[[StaffRequest, Ticket], str | HttpResponse]


def move(right: Right | str) -> Callable[[Move], Callable[..., HttpResponseBase]]:
    """A POST on one ticket: the gate first, so that nobody can probe for numbers; then the right; then the move."""

    def wrap(made: Move) -> Callable[..., HttpResponseBase]:
        @require_POST
        @staff_required()
        @wraps(made)
        def view(request: StaffRequest, number: str) -> HttpResponse:
            ticket = ticket_for(request.user, number)
            if right and not request.user.allows(right):
                raise PermissionDenied
            back = back_from(made.__name__, ticket) if is_htmx(request) else None
            said = made(request, ticket)
            if isinstance(said, HttpResponse):
                return said
            response = shown(request, number, said)
            return offer(response, back) if back else response

        return view

    return wrap


def shown(request: StaffRequest, number: str, said: str) -> HttpResponse:
    """The ticket as it is now; after a move that took it out of sight, the queue."""
    page = reverse("desk:ticket", args=[number])
    try:
        ticket = ticket_for(request.user, number)
    except NotFound:
        return htmx_or_redirect(request, reverse("desk:queue"), said=said)
    if not is_htmx(request):
        return htmx_or_redirect(request, page, said=said)
    fragment = render_to_string("workspace/_ticket.html", context(request, ticket), request=request)
    return htmx_or_redirect(request, page, said=said, fragment=fragment)


@move(Right.ANSWER)
def reply(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    """One composer, several ways: reply, reply and wait for the customer, reply and end (praise, suggestions); at once
    or at a chosen time (`send_at`).

    Wording that the house asks about, and words that promise a time without a clock, are asked about once, then sent as they
    are; so is who has not read what others wrote meanwhile.
    """
    then, said = request.POST.get("then", ""), request.POST.get("text", "")
    if is_htmx(request) and (asking := to_ask(ticket, "reply", request.POST, by=request.user.party)):
        return ask_about_wording(request, "reply", asking)
    if then != "end" and is_htmx(request) and (found := not_asked_yet(request.POST, said)):
        return _ask(request, found)
    promises, keeps = ([], []) if then == "end" else (promised_by(request.POST, said), kept_with(request.POST))
    given = words_in(request, ticket, Draft.Kind.REPLY)
    words = Sent(Draft.Kind.REPLY, {"text": given["text"]}, given["files"], then, promises, keeps)
    return send(request, ticket, words, said_of(then, bool(promises)))


def _ask(request: StaffRequest, found: list[Found]) -> HttpResponse:
    answer = render(request, "workspace/_promised.html", {"found": found, "asking": True}, status=422)
    answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#promised", "innerHTML"
    return answer


@move(Right.ANSWER)
def note(request: StaffRequest, ticket: Ticket) -> str:
    note_and_call(ticket, **words_in(request, ticket, Draft.Kind.NOTE), by=request.user.party)
    forget_draft(ticket, staff_id=request.user.pk, kind=Draft.Kind.NOTE)
    return _("Note kept.")


@move(Right.ANSWER)
def solution(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    if is_htmx(request) and (asking := to_ask(ticket, "solution", request.POST, by=request.user.party)):
        return ask_about_wording(request, "solution", asking)
    three: dict[str, str] = {name: request.POST.get(name, "") for name in ("measure", "timing", "responsible")}
    given = words_in(request, ticket, Draft.Kind.SOLUTION)
    words = Sent(Draft.Kind.SOLUTION, three | {"text": given["text"]}, given["files"])
    return send(request, ticket, words, _("Solution sent. It stays open until the customer says yes."))


@move(Right.ANSWER)
def take(request: StaffRequest, ticket: Ticket) -> str:
    """Take what nobody has."""
    if ticket.assignee_id and ticket.assignee_id != request.user.pk:
        raise PermissionDenied
    take_ticket(ticket, staff=request.user)
    return _("It is yours now.")


@move(Right.ASSIGN)
def assign(request: StaffRequest, ticket: Ticket) -> str:
    """To a person, or into a team's pool."""
    chosen, team = request.POST.get("staff", ""), request.POST.get("team", "")
    person = get_object_or_404(Staff, pk=chosen) if chosen.isdecimal() else None
    pool = get_object_or_404(Team, pk=team) if team.isdecimal() and not person else None
    assign_ticket(ticket, staff=person, team=pool, by=request.user.party, note=request.POST.get("note", ""))
    return _("Assigned.")


@move(Right.ANSWER)
def ask_hand_over(request: StaffRequest, ticket: Ticket) -> str:
    if ticket.assignee_id != request.user.pk:
        raise PermissionDenied
    chosen = request.POST.get("staff", "")
    to = get_object_or_404(Staff, pk=chosen if chosen.isdecimal() else 0)
    hand_over(ticket, to=to, note=request.POST.get("note", ""), by=request.user.party)
    return _("Asked. It stays with you until %(name)s accepts.") % {"name": to.name}


@require_POST
@staff_required()
def reply_hand_over(request: StaffRequest, number: str, hand_over_id: int) -> HttpResponse:
    """The asked colleague accepts or declines; only who may answer customers is ever asked."""
    asked = get_object_or_404(
        HandOver, pk=hand_over_id, to=request.user, answered_at=None, ticket=ticket_for(request.user, number)
    )
    accepted = request.POST.get("answer") == "yes"
    answer_asked(asked, accept=accepted, by=request.user.party)
    return shown(request, number, _("It is yours now.") if accepted else _("Declined. It stays where it was."))


@move(Right.REGRADE)
def grade(request: StaffRequest, ticket: Ticket) -> str:
    cell = _cell(request.POST.get("cell", ""), ticket)
    chosen = str(cell.grade_id) if cell else request.POST.get("grade", "")
    picked = get_object_or_404(Grade.objects.select_related("scheme"), pk=chosen if chosen.isdecimal() else 0)
    reason = request.POST.get("reason", "")
    change_grade(ticket, grade=picked, cell=cell, reason=reason, by=request.user.party)
    return _("Graded anew; the promised times follow.")


def _cell(chosen: str, ticket: Ticket) -> MatrixCell | None:
    """The cell of the ticket's own matrix that was picked, if one was."""
    if not chosen.isdecimal() or len(chosen) > 18 or ticket.grade is None:
        return None
    cells = MatrixCell.objects.select_related("impact", "urgency").filter(impact__scheme=ticket.grade.scheme_id)
    return get_object_or_404(cells, pk=chosen)


@move(Right.REGRADE)
def category(request: StaffRequest, ticket: Ticket) -> str:
    picked = get_object_or_404(Category, code=request.POST.get("category", ""), retired_at=None)
    change_category(ticket, category=picked, reason=request.POST.get("reason", ""), by=request.user.party)
    return _("Category changed.")


@move(Right.REGRADE)
def tags(request: StaffRequest, ticket: Ticket) -> str:
    """The tags as ticked: what is missing is taken off."""
    wanted = set(Tag.objects.select_related("group").filter(code__in=request.POST.getlist("tag"), retired_at=None))
    there = set(tags_of(ticket))
    change_tags(ticket, add=wanted - there, remove=there - wanted, by=request.user.party)
    return _("Tags changed.")


@move(Right.ANSWER)
def separate(request: StaffRequest, ticket: Ticket) -> str:
    """Contact details of two customers came together, and they are two."""
    keep_apart(ticket, by=request.user.party)
    return _("Kept apart: two customers.")


@move(Right.REGRADE)
def tier(request: StaffRequest, ticket: Ticket) -> str:
    code = request.POST.get("tier", "")
    change_tier(ticket, tier=get_object_or_404(Tier, code=code) if code else None, by=request.user.party)
    return _("Kind of customer changed; the promised times follow.")


@move(Right.ASSIGN)
def own_agent(request: StaffRequest, ticket: Ticket) -> str:
    """Who looks after this customer."""
    chosen = request.POST.get("staff", "")
    agent = get_object_or_404(Staff, pk=chosen) if chosen.isdecimal() else None
    change_own_agent(ticket, agent=agent, by=request.user.party)
    return (
        _("%(name)s looks after this customer now.") % {"name": agent.name} if agent else _("Nobody in particular now.")
    )


@move(Right.CLOSE)
def close(request: StaffRequest, ticket: Ticket) -> str:
    """Without the customer's yes: spam or withdrawn, always with a reason. A merge has a page of its own."""
    reason, kind = request.POST.get("reason", ""), request.POST.get("kind", "")
    if kind == "withdrawn":
        close_withdrawn(ticket, reason=reason, by=request.user.party)
    else:
        close_spam(ticket, reason=reason, by=request.user.party)
    return _("Closed, with the reason in the ledger.")


@move(Right.ANSWER)
def end(request: StaffRequest, ticket: Ticket) -> str:
    """Praise or a suggestion that was answered."""
    close_answered(ticket, by=request.user.party)
    return _("Filed.")


@move(Right.ANSWER)
def reopening(request: StaffRequest, ticket: Ticket) -> str:
    reopen(ticket, why=Reopening.Why.STAFF, by=request.user.party)
    return _("Open again, with new promises.")
