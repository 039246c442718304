"""The people around a ticket: who watches it, who is called to it by name, where one was called."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.collaboration.actions.watching import unwatch
from huisheng.stages.collaboration.actions.watching import watch as begin_to_watch
from huisheng.stages.collaboration.calling import called_in, cannot_see, mentions_of, offered
from huisheng.stages.collaboration.models import Mention
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.views.moves import move

MOST_SHOWN = 50


@move("")
def watch(request: StaffRequest, ticket: Ticket) -> str:
    """The star of everybody who may see it: watch, or watch no more."""
    if begin_to_watch(ticket, staff=request.user, by=request.user.party):
        return _("You hear of answers, endings and broken promises from now on.")
    unwatch(ticket, staff=request.user, by=request.user.party)
    return _("You hear no more of it.")


@move(Right.ANSWER)
def look(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """Whom the note would call, and who of them cannot see the ticket yet: said before it is kept."""
    called = called_in(request.POST.get("text", ""))
    people = [one for one in called.people if one.pk != request.user.pk]
    new = [one.name for one in cannot_see(ticket, people)]
    new += [one.label for one in called.teams if one.pk != ticket.team_id]
    names = [one.name for one in people] + [one.label for one in called.teams]
    return render(request, "workspace/_called.html", {"names": names, "new": new})


@require_safe
@staff_required()
def colleagues(request: StaffRequest) -> HttpResponse:
    """GET ?q=: people and departments whose name or pinyin begins so, for the list under the note."""
    return render(request, "workspace/_colleagues.html", {"found": offered(request.GET.get("q", "").strip()[:20])})


@require_safe
@staff_required()
def mentions(request: StaffRequest) -> HttpResponse:
    """GET /desk/mentions/: where this person, or one of the own departments, was called by name."""
    found = mentions_of(request.user).filter(message__ticket__in=tickets_for(request.user))
    rows: list[Mention] = list(found[:MOST_SHOWN])
    return render(request, "workspace/mentions.html", {"rows": rows})
