"""Set surveys up: their words and limits, their questions. Nothing that was answered is lost or changes its meaning."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from huisheng.core.base.actions import record_change
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.survey.models import Answer, Question, Survey
from huisheng.stages.survey.said import answers_of_question, code_of

MOST_QUESTIONS = 12
MOST_CHOICES = 12
CHOSEN = (Question.Kind.ONE, Question.Kind.SEVERAL)
FACTS = (
    "name", "name_en", "moment", "channel_id", "opening", "opening_en", "thanks", "thanks_en", "open_days", "rest_days",
    "closings", "sample", "active", "rank",
)  # fmt: skip
ASKED = ("code", "kind", "text", "text_en", "choices", "required", "show_if", "active", "rank")
MEANING = ("kind", "text", "text_en", "choices")  # who answered, answered this


class SurveyRefused(Refused):
    """A survey or question that cannot be asked. `fields` names the form field at fault."""

    code = "survey_refused"


@transaction.atomic
def save_survey(survey: Survey | None = None, *, by: Party, **fields: Any) -> Survey:
    """Make a survey or change one; audited. A new one is off: first it gets its questions.

    Raises SurveyRefused without a name, or where it could never be answered.
    """
    before = survey_facts(survey) if survey else None
    survey = survey or Survey(code=f"own-{uuid.uuid4().hex[:10]}", active=False)
    for name, value in fields.items():
        setattr(survey, name, value.strip() if isinstance(value, str) else value)
    if not survey.name:
        raise SurveyRefused(_("Please give a name."), name="")
    if not 1 <= survey.open_days <= 90:
        raise SurveyRefused(_("A link is open for 1 to 90 days."), open_days=survey.open_days)
    if survey.active:
        _refuse_idle(survey)
    survey.save()
    _audit(f"survey.Survey:{survey.pk}", before, survey_facts(survey), by)
    return survey


def _refuse_idle(survey: Survey) -> None:
    """One in use asks something, at some moment, of somebody."""
    if survey.pk is None or not Question.objects.filter(survey=survey, active=True).exists():
        raise SurveyRefused(_("It asks nothing yet. Add the first question, then switch it on."), active="")
    if survey.moment == Survey.Moment.REGULAR and not survey.sample:
        raise SurveyRefused(_("Say how many customers are asked on a day, or it asks nobody."), sample=survey.sample)
    if survey.moment == Survey.Moment.CLOSED and not survey.closings:
        raise SurveyRefused(_("Choose the endings after which it asks, or it asks nobody."), closings="")


@transaction.atomic
def save_question(
    survey: Survey,
    question: Question | None = None,
    *,
    kind: str,
    text: str,
    text_en: str = "",
    choices: Sequence[str] = (),
    required: bool = False,
    asked_after: str = "",
    after_answers: Sequence[str] = (),
    rank: int = 0,
    by: Party,
) -> Question:
    """Add a question or change one; audited. `choices`: lines "中文 | English"; `asked_after`: the code of an earlier one,
    `after_answers`: its answers by their words, numbers or codes.

    One that was answered already and would mean something else is retired, and a new one of the same code takes its place:
    what was answered keeps its wording. Raises SurveyRefused.
    """
    before = question_facts(question) if question else None
    changed = {
        "kind": kind,
        "text": text.strip(),
        "text_en": text_en.strip(),
        "choices": _choices(kind, choices, question),
        "required": required,
        "show_if": _show_if(survey, question, asked_after, after_answers, rank),
        "rank": rank,
    }
    if not changed["text"]:
        raise SurveyRefused(_("Please write the question."), text="")
    if question is None and Question.objects.filter(survey=survey, active=True).count() >= MOST_QUESTIONS:
        raise SurveyRefused(_("More than twelve questions nobody answers."), text="")
    if question is not None and _means_else(question, changed) and Answer.objects.filter(question=question).exists():
        question.active = False
        question.save(update_fields=["active"])
        question = Question(survey=survey, code=question.code)
    question = question or Question(survey=survey, code=_new_code(survey, text))
    for name, value in changed.items():
        setattr(question, name, value)
    question.save()
    _audit(f"survey.Question:{question.pk}", before, question_facts(question), by)
    return question


@transaction.atomic
def retire_question(question: Question, *, by: Party) -> Question:
    """It is not asked any more; its answers stay. Raises SurveyRefused while another question hangs on it."""
    hanging = Question.objects.filter(survey=question.survey_id, active=True, show_if__question=question.code)
    if other := hanging.exclude(pk=question.pk).first():
        raise SurveyRefused(_("“%(other)s” is asked after it. Change that one first."), other=other.text)
    before = question_facts(question)
    question.active = False
    question.save(update_fields=["active"])
    _audit(f"survey.Question:{question.pk}", before, question_facts(question), by)
    return question


def survey_facts(survey: Survey) -> dict[str, Any]:
    """What the audit keeps about a survey."""
    return {name: getattr(survey, name) for name in FACTS}


def question_facts(question: Question) -> dict[str, Any]:
    """What the audit keeps about a question."""
    return {name: getattr(question, name) for name in ASKED}


def _audit(subject: str, before: Mapping[str, Any] | None, after: Mapping[str, Any], by: Party) -> None:
    if before != after:
        record_change(subject, before=before, after=after, by=by)


def _means_else(question: Question, changed: Mapping[str, Any]) -> bool:
    return any(getattr(question, name) != changed[name] for name in MEANING)


def _choices(kind: str, lines: Sequence[str], question: Question | None) -> list[dict[str, str]]:
    """Codes stay with their Chinese words, so that the same choice stays the same choice."""
    if kind not in CHOSEN:
        return []
    known = {one["name"]: one["code"] for one in question.choices} if question else {}
    found, taken = [], set(known.values())
    for line in [line.strip() for line in lines if line.strip()]:
        name, _bar, english = (part.strip() for part in line.partition("|"))
        code = known.get(name) or next(f"c{n}" for n in range(1, 99) if f"c{n}" not in taken)
        taken.add(code)
        found.append({"code": code, "name": name, "name_en": english})
    if not 2 <= len(found) <= MOST_CHOICES:
        raise SurveyRefused(_("Please give two to twelve answers, one a line."), choices="")
    return found


def _show_if(survey: Survey, question: Question | None, code: str, answers: Sequence[str], rank: int) -> dict[str, Any]:
    """Only an earlier question may decide, and only by answers it has, named by their words, numbers or codes."""
    if not code:
        return {}
    earlier = Question.objects.filter(survey=survey, active=True, code=code).first()
    if earlier is None or (question is not None and earlier.code == question.code) or earlier.rank >= rank:
        raise SurveyRefused(_("Only an earlier question can decide whether this one is asked."), asked_after=code)
    named = [(one, code_of(earlier, one)) for one in answers if one.strip()]
    if not named or not all(found for _said, found in named):
        shown = ", ".join(answers_of_question(earlier).values())
        raise SurveyRefused(_("After which answers? It has: %(known)s"), known=shown, after_answers="")
    wanted = list(dict.fromkeys(found for _said, found in named if found))
    return {"question": code, "in": [int(one) for one in wanted] if earlier.kind in Question.SCALES else wanted}


def _new_code(survey: Survey, text: str) -> str:
    start = slugify(text)[:30] or "q"
    used = set(Question.objects.filter(survey=survey).values_list("code", flat=True))
    return (
        start
        if start not in used and start != "q"
        else next(f"{start}{n}" for n in range(1, 999) if f"{start}{n}" not in used)
    )
