"""Surveys on the desk: results with the list behind each number, one answer, and what a customer tells on the phone."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huisheng.core.accounts.rights import Right
from huisheng.core.tickets.access import ticket_for
from huisheng.core.tickets.models import Ticket
from huisheng.kit.spreadsheet import Echo
from huisheng.stages.followup.models import CallRecord
from huisheng.stages.survey.actions import AnswerRefused
from huisheng.stages.survey.faces import faces_of
from huisheng.stages.survey.models import Invitation, Question, Survey
from huisheng.stages.survey.queries import (
    asking_surveys,
    open_invitation,
    opted_out,
    questions_of,
    responses_of,
    sent_by_hand,
    survey_for,
)
from huisheng.stages.survey.results import (
    BY,
    MOST_LISTED,
    TIMES,
    Rate,
    Span,
    listed,
    pivot_of,
    rate_of,
    rates_by,
    response_for,
    stars_given,
    stars_rate,
    whole_of,
)
from huisheng.trips.felt import answer_survey_by_phone
from huisheng.watch.insight.period import Period, chosen
from huisheng.web.frame.http import StaffRequest, staff_required
from huisheng.web.workspace.surveys import (
    asked_of,
    given_on_the_phone,
    headline,
    kept,
    main_scale,
    rate_words,
    rows_of,
    sheet,
    span_of,
    stars_words,
    table_of,
    talk_about,
    told_in,
    whole,
)

FILTERS = ("question", "raw", "by", "part", "low")
MOST_IN_FILE = 20_000


@require_safe
@staff_required(Right.NUMBERS)
def overview(request: StaffRequest) -> HttpResponse:
    """GET /desk/surveys/?period=…: every survey with its response rate and its score."""
    period = _period(request)
    span = span_of(period)
    rows = []
    for survey in Survey.objects.all():
        asked = asked_of(request.user, survey, span)
        main, rate = main_scale(asked), rate_of(request.user, survey, span)
        if survey.active or rate.asked:
            rows.append((survey, headline(main.spread) if main else "–", main, rate, rate_words(rate)))
    context = {"rows": rows, **_stars(request, span), **_shared(period)}
    return render(request, "workspace/surveys.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def results(request: StaffRequest, survey_id: int) -> HttpResponse:
    """GET /desk/surveys/<id>/?by=channel|category|handler|week|month"""
    survey, period = get_object_or_404(Survey, pk=survey_id), _period(request)
    span = span_of(period)
    asked = asked_of(request.user, survey, span)
    main = main_scale(asked)
    by = request.GET.get("by", "") if request.GET.get("by") in {*BY, *TIMES} else "channel"
    rates = rates_by(request.user, survey, span, by)
    rate = whole_of(rates.values())
    is_closing = survey.moment == Survey.Moment.CLOSED and main is not None and main.question.kind == Question.Kind.CSAT
    context = {
        "survey": survey,
        "asked": asked,
        "main": main,
        "score": headline(main.spread) if main else "–",
        "rate": rate,
        "rate_words": rate_words(rate),
        "held": _held(rate),
        "by": by,
        "table": table_of(pivot_of(request.user, survey, span, main.question, by), by, rates) if main else [],
        "headline": headline,
        **(_stars(request, span) if is_closing else {}),
        **_shared(period),
    }
    return render(request, "workspace/survey_results.html", context)


def _stars(request: StaffRequest, span: Span) -> dict[str, Any]:
    """The ratings at the confirmation, never without how many of those who were asked gave one."""
    rate = stars_rate(request.user, span)
    return {"stars": stars_given(request.user, span), "stars_words": stars_words(rate)}


def _held(rate: Rate) -> list[tuple[str, int]]:
    held = [(str(Invitation.Held(why).label), n) for why, n in rate.held.items()]
    return [*held, *([(_("the letter did not leave"), rate.unsent)] if rate.unsent else [])]


@require_safe
@staff_required(Right.NUMBERS)
def answers(request: StaffRequest, survey_id: int) -> HttpResponse:
    """GET /desk/surveys/<id>/answers/?question=…&raw=…: the list behind a number."""
    survey, period = get_object_or_404(Survey, pk=survey_id), _period(request)
    found = _found(request, survey, period)
    rows = rows_of(found[: MOST_LISTED + 1])
    context = {
        "survey": survey,
        "rows": rows[:MOST_LISTED],
        "more": len(rows) > MOST_LISTED,
        "most": MOST_LISTED,
        "narrowed": _narrowed(request, survey),
        "file": f"{reverse('desk:survey_file', args=[survey.pk])}?{kept(request.GET.dict())}",
        **_shared(period),
    }
    return render(request, "workspace/survey_answers.html", context)


@require_safe
@staff_required(Right.NUMBERS)
def download(request: StaffRequest, survey_id: int) -> StreamingHttpResponse:
    """The list as CSV for spreadsheet programs: names masked, nothing in it runs."""
    survey, period = get_object_or_404(Survey, pk=survey_id), _period(request)
    rows = rows_of(_found(request, survey, period)[:MOST_IN_FILE])
    questions = list(Question.objects.filter(survey=survey).order_by("-active", "rank", "id"))
    name = f"huisheng-survey-{survey.code}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    lines = _lines(list(sheet(rows, questions)))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@staff_required(Right.NUMBERS)
def response(request: StaffRequest, response_id: int) -> HttpResponse:
    """GET /desk/surveys/answers/<id>/: all that one customer said. About a ticket one may not see: not found."""
    one = response_for(request.user, response_id)
    return render(request, "workspace/survey_response.html", {"one": one, "row": rows_of([one])[0]})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required()
def by_phone(request: StaffRequest, number: str) -> HttpResponse:
    """What customers said about this ticket, and the form for what one tells on the phone; `callback`: in which talk, so
    that the rating given there is not asked again.
    """
    ticket = ticket_for(request.user, number)
    if request.method == "POST" and not request.user.allows(Right.ANSWER):
        raise PermissionDenied
    talk = talk_about(request.user, ticket, request.POST.get("callback") or request.GET.get("callback"))
    survey = _survey_of(request, ticket, talk)
    if survey is None:
        return _phone_page(request, ticket, None, [])
    asked = questions_of(survey)
    known = told_in(talk, asked)
    questions = [one for one in asked if one.code not in known]
    shown: dict[str, Any] = {"talk": talk, "known": known}
    if request.method != "POST":
        return _phone_page(request, ticket, survey, questions, **shown)
    given = given_on_the_phone(request.POST, questions)
    try:
        answer_survey_by_phone(survey, ticket.customer, given, ticket=ticket, known=known, by=request.user.party)
    except AnswerRefused as refusal:
        return _phone_page(request, ticket, survey, questions, 422, refusal=str(refusal), given=given, **shown)
    messages.success(request, _("Written down. Thank you for asking."))
    return redirect("desk:survey", number=ticket.number)


def _phone_page(
    request: StaffRequest,
    ticket: Ticket,
    survey: Survey | None,
    questions: list[Question],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": ticket,
        "survey": survey,
        "surveys": list(asking_surveys().exclude(moment=Survey.Moment.REGULAR)),
        "by_hand": list(sent_by_hand()),
        "unwanted": opted_out(ticket.customer),
        "waiting": open_invitation(ticket),
        "questions": [(one, faces_of(one)) for one in questions],
        "said": rows_of(responses_of([ticket.pk]).select_related("customer", "ticket")),
        "may": request.user.allows(Right.ANSWER),
        "refusal": "",
        "given": {},
        "talk": None,
        "known": {},
    }
    return render(request, "workspace/survey_phone.html", context | more, status=status)


def _survey_of(request: StaffRequest, ticket: Ticket, talk: CallRecord | None) -> Survey | None:
    code = request.POST.get("survey") or request.GET.get("survey") or ""
    named = asking_surveys().filter(code=code).first() if code else None
    moment = Survey.Moment.CALLED if talk else Survey.Moment.CLOSED
    return named or survey_for(moment, channel=ticket.channel_id)


def _found(request: StaffRequest, survey: Survey, period: Period) -> Any:
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    return listed(
        request.user,
        survey,
        span_of(period),
        question=whole(asked["question"]),
        raw=whole(asked["raw"]),
        by=asked["by"],
        part=whole(asked["part"]),
        low=bool(asked["low"]),
    )


def _narrowed(request: StaffRequest, survey: Survey) -> list[str]:
    """What the list is narrowed to, in words."""
    words = []
    question = Question.objects.filter(survey=survey, pk=whole(request.GET.get("question")) or 0).first()
    if question is not None:
        words.append(question.asked)
        if (raw := whole(request.GET.get("raw"))) is not None:
            words.append(f"{raw}")
    if request.GET.get("low"):
        words.append(_("low scores only"))
    return words


def _period(request: StaffRequest) -> Period:
    return chosen({"period": "30", **request.GET.dict()})


def _shared(period: Period) -> dict[str, Any]:
    return {"period": period, "kept": kept(period.asked)}


def _lines(cells: list[list[str]]) -> Iterator[str]:
    """CSV lines; the mark at the beginning tells old spreadsheet programs that it is UTF-8."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for line in cells:
        yield str(writer.writerow(line))
