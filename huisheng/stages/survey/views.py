"""Settings screens of surveys: the list, one survey with its questions and a preview, one question."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huisheng.core.accounts.gate import StaffRequest, right_required
from huisheng.core.accounts.rights import Right
from huisheng.kit.errors import Refused
from huisheng.stages.survey.actions import retire_question, save_question, save_survey
from huisheng.stages.survey.branching import after
from huisheng.stages.survey.faces import step_of
from huisheng.stages.survey.forms import QuestionForm, SurveyForm, question_initial, survey_initial
from huisheng.stages.survey.models import Question, Survey, usual_closings
from huisheng.stages.survey.queries import questions_of
from huisheng.stages.survey.said import condition_of

gated = right_required(Right.SETTINGS)
STEP = 10  # between the places of two questions


@gated
def surveys(request: StaffRequest) -> HttpResponse:
    """All surveys, in their order."""
    return render(request, "survey/surveys.html", {"surveys": Survey.objects.select_related("channel")})


@gated
def new_survey(request: StaffRequest) -> HttpResponse:
    form = SurveyForm(request.POST or None, initial={"moment": "closed", "closings": usual_closings()})
    if form.is_valid():
        made = form.carry_out(save_survey, None, **form.cleaned_data, by=request.user.party)
        if made is not None:
            return redirect("settings:survey", survey_id=made.pk)
    words = {"title": _("Add a survey"), "submit": _("Add the survey")}
    return render(request, "settings/form.html", {"form": form, "back": reverse("settings:surveys"), **words})


@gated
def survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    """One survey: its questions first, then words and limits."""
    one = get_object_or_404(Survey, pk=survey_id)
    form = SurveyForm(request.POST or None, initial=survey_initial(one))
    if form.is_valid() and form.done(save_survey, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved: %(name)s") % {"name": one.label})
        return redirect("settings:survey", survey_id=one.pk)
    retired = Question.objects.filter(survey=one, active=False)
    asked = questions_of(one)
    questions = [(question, condition_of(question, asked)) for question in asked]
    context = {"survey": one, "form": form, "questions": questions, "retired": retired}
    return render(request, "survey/survey.html", context)


@gated
def new_question(request: StaffRequest, survey_id: int) -> HttpResponse:
    one = get_object_or_404(Survey, pk=survey_id)
    others = questions_of(one)
    place = max((other.rank for other in others), default=-STEP) + STEP
    return _question(request, one, None, {"kind": "csat", "rank": place}, others)


@gated
def question(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    one = get_object_or_404(Survey, pk=survey_id)
    asked = get_object_or_404(Question, pk=question_id, survey=one, active=True)
    others = [other for other in questions_of(one) if other.pk != asked.pk]
    return _question(request, one, asked, question_initial(asked, others), others)


@require_POST
@gated
def question_retirement(request: StaffRequest, survey_id: int, question_id: int) -> HttpResponse:
    """It is not asked any more; what was answered stays."""
    asked = get_object_or_404(Question, pk=question_id, survey=survey_id, active=True)
    try:
        retire_question(asked, by=request.user.party)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Not asked any more; its answers stay."))
    return redirect("settings:survey", survey_id=survey_id)


@require_safe
@gated
def preview(request: StaffRequest, survey_id: int) -> HttpResponse:
    """As a customer sees it on a phone, step by step; nothing is kept. ?given=<code>:<answer> remembers the way."""
    one = get_object_or_404(Survey, pk=survey_id)
    questions = questions_of(one)
    given = _given(request.GET.getlist("given"), questions)
    code = request.GET.get("q", "")
    value = request.GET.get("value")
    if code and (value is not None or "skip" in request.GET):
        if value is not None:
            given |= _given([f"{code}:{value}"], questions)
        following = after(questions, given, code)
        code = following.code if following else ""
        step = step_of(questions, given, code) if following else {"question": None, "first": None}
    else:
        step = step_of(questions, given, code)
    way = [f"{key}:{said}" for key, said in given.items()]
    return render(request, "survey/preview.html", {"survey": one, "way": way, **step})


def _question(
    request: StaffRequest, survey: Survey, one: Question | None, initial: dict[str, Any], others: list[Question]
) -> HttpResponse:
    form = QuestionForm(request.POST or None, initial=initial, others=others)
    if form.is_valid() and form.done(save_question, survey, one, **form.cleaned_data, by=request.user.party):
        messages.success(request, _("Saved. Answers given before keep their old wording."))
        return redirect("settings:survey", survey_id=survey.pk)
    title = one.asked if one else _("Add a question")
    context = {"form": form, "title": title, "submit": _("Save the question"), "survey": survey, "question": one}
    return render(request, "survey/question.html", context)


def _given(pairs: list[str], questions: list[Question]) -> dict[str, Any]:
    """What the preview was told so far; numbers where a scale is asked."""
    kinds = {one.code: one.kind for one in questions}
    given: dict[str, Any] = {}
    for pair in pairs:
        code, _colon, said = pair.partition(":")
        if code in kinds:
            given[code] = int(said) if kinds[code] in Question.SCALES and said.isdigit() else said
    return given
