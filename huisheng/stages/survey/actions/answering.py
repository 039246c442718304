"""Keep what customers answer: step by step on the page, or told on the phone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.survey.branching import asked
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey
from huisheng.stages.survey.queries import SurveyOver, answers_of, low_limits, questions_of
from huisheng.stages.survey.scales import as_raw, is_low, normalise, says_no

from .asking import note_sent
from .ledger import note

MOST_WORDS = 2000
PAGE, PHONE, LINK = "page", "phone", "link"
Kind = Question.Kind


class AnswerRefused(Refused):
    """An answer that fits no question. `fields` names the question at fault by its code."""

    code = "answer_refused"
    status = 422


@transaction.atomic
def answer(
    invitation: Invitation,
    given: Mapping[str, Any],
    *,
    finish: bool = False,
    way: str = PAGE,
    by: Party,
    at: datetime | None = None,
) -> Response:
    """Keep some answers (question code -> number, code, codes or words; None takes one back), now or one after the other.

    The later answer to the same question counts, as long as the invitation is open; what is not asked any more after a
    change is dropped. `finish` wants every required question that is asked. Raises AnswerRefused, SurveyOver.
    """
    at = at or timezone.now()
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("survey").get(pk=invitation.pk)
    if invitation.is_over(at):
        raise SurveyOver
    response = Response.objects.select_for_update().filter(invitation=invitation).first()
    if invitation.sent_at is None:  # no letter reached this customer: the way was the link on their page
        note_sent(invitation, way=LINK, at=at)
    if response is None:
        about: dict[str, Any] = {"ticket": invitation.ticket, "invitation": invitation}
        response = _new(invitation.survey, invitation.customer, **about, way=way, by=by, at=at)
    return _keep(invitation.survey, given, response=response, finish=finish, by=by, at=at)


@transaction.atomic
def answer_by_phone(
    survey: Survey,
    customer: Customer,
    given: Mapping[str, Any],
    *,
    ticket: Ticket | None = None,
    known: Mapping[str, Any] | None = None,
    by: Party,
    at: datetime | None = None,
) -> Response:
    """What a customer told a colleague, all at once. It answers the invitation that is still open for it, if there is one.

    About one ticket a survey is answered once: told again, it changes the answers. What the customer wrote on the page
    stands; the phone adds what is missing there. Who handled the ticket may write down, marked so, but change nothing
    that others did. `known`: what stands elsewhere already (the stars of the talk's record): it decides which questions
    are asked, is not asked, and not kept a second time. Raises AnswerRefused.
    """
    at = at or timezone.now()
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)  # two at once: the second finds the first
    invitation = _waiting(survey, customer, ticket, at)
    response = _told_before(survey, customer, ticket, invitation)
    by_handler = ticket is not None and by.kind == "staff" and by.id == ticket.assignee_id
    if response is None:
        about: dict[str, Any] = {"ticket": ticket, "invitation": invitation, "by_handler": by_handler}
        response = _new(survey, customer, **about, way=PHONE, by=by, at=at)
    elif response.way == PAGE:
        given = {**given, **answers_of(response)}
        _refuse_done(response)
    elif by_handler and response.by != by:
        raise AnswerRefused(_("A colleague has written it down. Who handled the feedback does not change that."))
    return _keep(survey, given, response=response, finish=True, known=known, by=by, at=at)


def _waiting(survey: Survey, customer: Customer, ticket: Ticket | None, at: datetime) -> Invitation | None:
    """The newest invitation that may be answered, locked: the customer may be on its page in this moment."""
    found = Invitation.objects.filter(survey=survey, customer=customer, ticket=ticket, expires_at__gt=at)
    return found.select_for_update(of=("self",)).order_by("-id").first()


def _told_before(
    survey: Survey, customer: Customer, ticket: Ticket | None, invitation: Invitation | None
) -> Response | None:
    """The answers that are changed. Without a ticket (a regular survey) only those to the same invitation."""
    found = Response.objects.filter(survey=survey, customer=customer)
    same = found.filter(invitation=invitation) if ticket is None else found.filter(ticket=ticket)
    if ticket is None and invitation is None:
        return None
    return same.select_for_update(of=("self",)).order_by("-id").first()


def _refuse_done(response: Response) -> None:
    if response.finished_at is not None:
        raise AnswerRefused(_("The customer has answered it on the page already; what is written there stands."))


def _new(survey: Survey, customer: Customer, *, by: Party, **fields: Any) -> Response:
    return Response(survey=survey, customer=customer, by_kind=by.kind, by_id=by.id, **fields)


def _keep(
    survey: Survey,
    given: Mapping[str, Any],
    *,
    response: Response,
    finish: bool,
    known: Mapping[str, Any] | None = None,
    by: Party,
    at: datetime,
) -> Response:
    questions, known = questions_of(survey), known or {}
    before = answers_of(response) if response.pk else {}
    after = _read(questions, {**known, **before, **given})
    shown = asked(questions, after)
    kept = {
        one: after[one.code] for one in shown if one.code in after and (one.code in before or one.code not in known)
    }
    if finish:
        _refuse_gaps(shown, after)
    if not kept and not response.pk:
        raise AnswerRefused(_("Please answer first, or say that you do not want to be asked."))
    was_finished = response.finished_at is not None
    response.low = _is_low(kept)
    is_news = response.low and response.low_told_at is None
    response.low_told_at = response.low_told_at or (at if response.low else None)
    response.finished_at = response.finished_at or (at if finish else None)
    response.save()
    _store(response, kept)
    _tell(response, is_low=is_news, is_finished=finish and not was_finished, by=by, at=at)
    return response


def _is_low(kept: Mapping[Question, Any]) -> bool:
    """A number at or under the house's limit, or a No to "is it solved?"."""
    limits = low_limits()
    numbers = [(one, value) for one, value in kept.items() if isinstance(value, int)]
    return any(is_low(one.kind, raw, limits) or says_no(one.code, one.kind, raw) for one, raw in numbers)


def _tell(response: Response, *, is_low: bool, is_finished: bool, by: Party, at: datetime) -> None:
    """A low answer is told at once, also where the rest stays open; a finished survey once."""
    about = {"response": response.pk, "survey": response.survey.code}
    if is_low:
        note(response.customer, "survey_low", ticket=response.ticket, by=by, at=at, **about)
    if is_finished:
        note(response.customer, "survey_answered", ticket=response.ticket, by=by, at=at, **about)


def _read(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in the form they are kept in; None and empty ones are none. Raises AnswerRefused."""
    known = {one.code: one for one in questions}
    if strange := set(given) - set(known):
        raise AnswerRefused(_("There is no such question."), **dict.fromkeys(strange, ""))
    read = {code: _value(known[code], value) for code, value in given.items()}
    return {code: value for code, value in read.items() if value not in (None, "", [])}


def _value(question: Question, value: Any) -> Any:
    if value is None or value in ("", []):
        return None
    if question.kind in Question.SCALES:
        raw = as_raw(question.kind, value)
        if raw is None:
            raise AnswerRefused(_("Please choose one of the answers."), **{question.code: value})
        return raw
    if question.kind == Kind.WORDS:
        return str(value).replace("\x00", "").strip()[:MOST_WORDS]
    return _choice(question, [str(one) for one in (value if isinstance(value, list | tuple) else [value])])


def _choice(question: Question, chosen: list[str]) -> list[str]:
    codes = [one["code"] for one in question.choices]
    if set(chosen) - set(codes) or (question.kind == Kind.ONE and len(set(chosen)) > 1):
        raise AnswerRefused(_("Please choose one of the answers."), **{question.code: ""})
    return [code for code in codes if code in chosen]


def _refuse_gaps(shown: Sequence[Question], given: Mapping[str, Any]) -> None:
    for one in shown:
        if one.required and one.code not in given:
            raise AnswerRefused(_("Please answer this one, too: %(question)s"), question=one.asked, **{one.code: ""})


def _store(response: Response, kept: Mapping[Question, Any]) -> None:
    old = Answer.objects.filter(response=response, question__active=True)  # what a retired question was told stays
    old.exclude(question__in=list(kept)).delete()
    rows = [_row(response, question, value) for question, value in kept.items()]
    Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=["raw", "normal", "chosen", "words"],
    )


def _row(response: Response, question: Question, value: Any) -> Answer:
    raw = value if isinstance(value, int) else None
    return Answer(
        response=response,
        question=question,
        raw=raw,
        normal=normalise(question.kind, raw),
        chosen=value if isinstance(value, list) else [],
        words=value if isinstance(value, str) else "",
    )
