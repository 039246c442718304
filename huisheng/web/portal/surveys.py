"""The customer's page of a survey: one question at a time, each within reach of a thumb.

Looking changes nothing, whoever looks (link previews, WeChat, mail scanners): only a POST answers. Without script each
answer is a page; with htmx only the question changes. What was answered is kept at once and may be changed until it ends.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.tickets.access import NotFound
from huisheng.kit.errors import Refused
from huisheng.stages.survey.actions import AnswerRefused, ask_again, opt_out
from huisheng.stages.survey.branching import after
from huisheng.stages.survey.faces import step_of
from huisheng.stages.survey.models import Invitation, Question, Response
from huisheng.stages.survey.queries import (
    SurveyOver,
    answers_of,
    invitation_for_link,
    opted_out,
    questions_of,
    response_to,
)
from huisheng.trips.felt import answer_survey
from huisheng.web.frame.http import client_ip
from huisheng.web.frame.ratelimit import TooManyTries, guard, look

HOUR = 3600
WRONG_PER_ADDRESS_HOUR = 30
POSTS_PER_LINK_HOUR, POSTS_PER_ADDRESS_HOUR = 120, 600
PASSED = "passed"  # every question was stepped over: thanked, and nothing is kept
Kind = Question.Kind


@require_safe
def show(request: HttpRequest, invitation_id: int, secret: str) -> HttpResponse:
    """GET /s/<id>/<secret>/: the first question that is open; ?q=<code> one that was answered; the thanks at the end."""
    try:
        return _page(request, _invitation(request, invitation_id, secret))
    except SurveyOver as over:
        return _over(request, over)


@require_POST
def reply(request: HttpRequest, invitation_id: int, secret: str) -> HttpResponse:
    """One answer, or a step over a question that may stay open; then the next question, or the thanks."""
    try:
        invitation = _for_writing(request, invitation_id, secret)
        return _reply(request, invitation)
    except SurveyOver as over:
        return _over(request, over)


@require_POST
def stop(request: HttpRequest, invitation_id: int, secret: str) -> HttpResponse:
    """不再问我; and back again."""
    try:
        invitation = _for_writing(request, invitation_id, secret)
    except SurveyOver as over:
        return _over(request, over)
    customer = invitation.customer
    if request.POST.get("again"):
        ask_again(customer, by=customer.party)
        return redirect(invitation.public_path)
    opt_out(customer, by=customer.party, ticket=invitation.ticket)
    return redirect(f"{invitation.public_path}?now=stopped")


def _reply(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    code = request.POST.get("q", "")
    questions = questions_of(invitation.survey)
    question = next((one for one in questions if one.code == code), None)
    if question is None:
        return redirect(invitation.public_path)
    by = invitation.customer.party
    try:
        if request.POST.get("skip") is None:
            answer_survey(invitation, {code: _given(request, question)}, by=by)
        response = response_to(invitation)
        following = after(questions, answers_of(response), code)
        if following is None and response is not None:
            answer_survey(invitation, {}, finish=True, by=by)
    except AnswerRefused as refusal:
        return _page(request, invitation, status=422, refusal=refusal, code=_at_fault(refusal, questions, code))
    if following is not None:
        return redirect(f"{invitation.public_path}?q={following.code}")
    return redirect(invitation.public_path if response is not None else f"{invitation.public_path}?now={PASSED}")


def _given(request: HttpRequest, question: Question) -> Any:
    """What the form says; nothing chosen is refused like a wrong answer, except where the question may stay open."""
    values = [one for one in request.POST.getlist("value") if one.strip()]
    if not values and question.required:
        raise AnswerRefused(_("Please choose one of the answers."), **{question.code: ""})
    if not values:
        return None
    return values if question.kind == Kind.SEVERAL else values[0]


def _at_fault(refusal: Refused, questions: list[Question], code: str) -> str:
    return next((one.code for one in questions if one.code in refusal.fields), code)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    *,
    status: int = 200,
    refusal: Refused | None = None,
    code: str = "",
) -> HttpResponse:
    response = response_to(invitation)
    step = step_of(questions_of(invitation.survey), answers_of(response), code or request.GET.get("q", ""))
    stopped = request.GET.get("now") == "stopped" and opted_out(invitation.customer)
    is_through = _is_done(response) or (response is None and request.GET.get("now") == PASSED)
    if not code and not request.GET.get("q") and is_through:
        step = step | {"question": None}
    context = {
        "invitation": invitation,
        "survey": invitation.survey,
        "ticket": invitation.ticket,
        "refusal": str(refusal) if refusal else "",
        "stopped": stopped,
        "action": f"{invitation.public_path}answer/",
        "back_to": invitation.public_path,
    }
    return render(request, "portal/survey.html", context | step, status=status)


def _is_done(response: Response | None) -> bool:
    return response is not None and response.finished_at is not None


def _invitation(request: HttpRequest, pk: int, secret: str) -> Invitation:
    """Behind the link. Wrong ones are counted by internet address: after too many, even a right one has to wait."""
    key = f"survey:wrong:{client_ip(request)}"
    so_far = look(key, WRONG_PER_ADDRESS_HOUR)
    if not so_far.allowed:
        raise TooManyTries(so_far.retry_after)
    try:
        return invitation_for_link(pk, secret)
    except NotFound:
        guard(key, WRONG_PER_ADDRESS_HOUR, HOUR)
        raise


def _for_writing(request: HttpRequest, pk: int, secret: str) -> Invitation:
    """To answer it. A colleague who is logged in does not answer in a customer's name."""
    invitation = _invitation(request, pk, secret)
    guard(f"survey:{invitation.pk}", POSTS_PER_LINK_HOUR, HOUR)
    guard(f"survey:address:{client_ip(request)}", POSTS_PER_ADDRESS_HOUR, HOUR)
    if request.user.is_authenticated:
        raise ColleagueAnswers
    return invitation


class ColleagueAnswers(Refused):
    """Answers told on the phone have a form of their own, which says who wrote them down."""

    code = "colleague_answers"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("You are logged in as a colleague. What a customer tells you on the phone belongs on the ticket's page.")
        )


def _over(request: HttpRequest, over: SurveyOver) -> HttpResponse:
    return render(request, "portal/survey_over.html", {"said": str(over)}, status=over.status)
