"""How warm our words are: the own ones, those of a team."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.base.house import house
from huisheng.core.knowledge.models import Phrase
from huisheng.core.tickets.access import not_found, tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.warmth import bound_of
from huisheng.watch.warmth.models import WarmthMark, Weighed
from huisheng.watch.warmth.queries import LEAST_WRITERS, bill_of, own_examples, own_words_of, teams_words
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.views.moves import move
from huisheng.web.workspace.warmth import warmth_of
from huisheng.web.workspace.wording import FIELDS

DAYS = (7, 30, 90)
USUAL = 30


@require_safe
@staff_required()
def own(request: StaffRequest) -> HttpResponse:
    """GET /desk/warmth/?days=30&phrase=&mark=: how the own replies sound. Nobody else opens this page."""
    days, since = _period(request)
    phrase = _phrase(request.GET.get("phrase", ""))
    mark = _mark(request.GET.get("mark", ""))
    rows = own_examples(
        request.user, since=since, phrase=phrase.pk if phrase else 0, mark=mark.code if mark and not phrase else ""
    )
    context = {
        "days": days,
        "choices": DAYS,
        "words": own_words_of(request.user, since=since),
        "examples": [(row, bound_of(row.score)) for row in rows],
        "phrase": phrase,
        "mark": mark if not phrase else None,
        "own_days": int(house("warmth.own_days")),
        "leads": request.user.allows(Right.NUMBERS),
    }
    return render(request, "workspace/warmth.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def teams(request: StaffRequest) -> HttpResponse:
    """GET /desk/warmth/teams/?days=30: sums of the teams one leads; no names, and the last days are not in them."""
    days, since = _period(request)
    context = {
        "days": days,
        "choices": DAYS,
        "teams": teams_words(request.user, since=since),
        "own_days": int(house("warmth.own_days")),
        "least": LEAST_WRITERS,
    }
    return render(request, "workspace/warmth_teams.html", context)


@require_safe
@staff_required()
def reply(request: StaffRequest, message_id: int) -> HttpResponse:
    """The bill of one own reply. Those of others do not exist."""
    seen = tickets_for(request.user).order_by()
    rows = Weighed.objects.filter(message=message_id, staff=request.user, message__ticket__in=seen)
    row = rows.select_related("message__ticket").first()
    if row is None:
        raise not_found()
    context = {"row": row, "bound": bound_of(row.score), "lines": bill_of(row)}
    return render(request, "workspace/warmth_reply.html", context)


@move(Right.ANSWER)
def look(request: StaffRequest, ticket: Ticket) -> str | HttpResponse:
    """What the words of a form (`form`: reply, solution) weigh as they stand. Changes nothing."""
    form = request.POST.get("form", "")
    found = warmth_of(ticket, form if form in FIELDS else "reply", request.POST)
    return render(request, "workspace/_warmth.html", {"warmth": found})


def _period(request: StaffRequest) -> tuple[int, datetime]:
    given = request.GET.get("days", "")
    days = next((one for one in DAYS if str(one) == given), USUAL)
    return days, timezone.now() - timedelta(days=days)


def _phrase(given: str) -> Phrase | None:
    known = given.isascii() and given.isdecimal() and len(given) < 10
    return Phrase.objects.filter(pk=int(given)).first() if known else None


def _mark(given: str) -> WarmthMark | None:
    return next((one for one in WarmthMark.objects.all() if one.code == given), None) if given else None
