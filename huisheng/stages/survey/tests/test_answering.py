from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from huisheng.core.base.actions import change_setting
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Event
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.kit.party import SYSTEM
from huisheng.stages.survey.actions import AnswerRefused, answer, answer_by_phone
from huisheng.stages.survey.models import Answer, Invitation, Question, Response
from huisheng.stages.survey.queries import SurveyOver, answers_of
from huisheng.stages.survey.tests.make import make_invitation, make_survey
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(db: None) -> Invitation:
    return make_invitation()


def said(invitation: Invitation, *, finish: bool = False, **given: Any) -> Response:
    return answer(invitation, given, finish=finish, by=invitation.customer.party)


def kinds(response: Response) -> list[str]:
    return [event.kind for event in Event.objects.filter(kind__startswith="survey_").exclude(kind="survey_invited")]


def test_an_answer_is_kept_raw_and_on_a_hundred(invitation: Invitation) -> None:
    response = said(invitation, solved=1, satisfied="4", ways=["phone", "mail"], finish=True)
    rows = {row.question.code: row for row in Answer.objects.filter(response=response)}
    assert (rows["satisfied"].raw, rows["satisfied"].normal) == (4, 75.0)
    assert (rows["solved"].raw, rows["solved"].normal) == (1, None)
    assert rows["ways"].chosen == ["mail", "phone"]
    assert answers_of(response) == {"solved": 1, "satisfied": 4, "ways": ["mail", "phone"]}
    assert kinds(response) == ["survey_answered"]


def test_one_question_after_the_other_is_one_response(invitation: Invitation) -> None:
    said(invitation, solved=1)
    response = said(invitation, satisfied=5)
    assert response.finished_at is None
    assert answers_of(response) == {"solved": 1, "satisfied": 5}
    assert kinds(response) == []
    assert said(invitation, finish=True).finished_at is not None
    assert Response.objects.count() == 1


def test_a_change_of_mind_counts_and_takes_what_hung_on_it_along(invitation: Invitation) -> None:
    said(invitation, solved=1, satisfied=2, better="太慢")
    response = said(invitation, satisfied=5, finish=True)
    assert answers_of(response) == {"solved": 1, "satisfied": 5}
    assert not response.low


def test_a_low_score_is_told_at_once_and_once(invitation: Invitation) -> None:
    response = said(invitation, satisfied=2)
    assert response.low
    assert kinds(response) == ["survey_low"]
    said(invitation, solved=0, better="没人管", finish=True)
    assert kinds(response) == ["survey_low", "survey_answered"]


def test_a_no_to_is_it_solved_is_low_whatever_the_stars(invitation: Invitation) -> None:
    response = said(invitation, solved=0, satisfied=5, finish=True)
    assert response.low
    assert kinds(response) == ["survey_low", "survey_answered"]


def test_who_changes_the_answer_to_and_fro_is_low_once(invitation: Invitation) -> None:
    for stars in (1, 5, 2, 4, 1):
        response = said(invitation, satisfied=stars)
    assert response.low
    assert kinds(response) == ["survey_low"]


def test_what_is_low_is_the_houses_setting(invitation: Invitation) -> None:
    change_setting("survey.low_csat", 3, by=SYSTEM)
    assert said(invitation, satisfied=3).low


def test_the_ledger_of_a_ticket_hears_it(cast: Cast) -> None:
    ticket = make_ticket()
    invitation = make_invitation(ticket=ticket, customer=ticket.customer)
    said(invitation, satisfied=1)
    event = Event.objects.get(kind="survey_low")
    assert (event.ticket, event.payload["survey"]) == (ticket, "own")


@pytest.mark.parametrize(
    "given",
    [
        {"satisfied": 6}, {"satisfied": "x"}, {"satisfied": True}, {"solved": 2}, {"ways": ["pigeon"]}, {"nothing": 1},
    ],
)  # fmt: skip
def test_what_fits_no_question_is_refused(invitation: Invitation, given: dict[str, Any]) -> None:
    with pytest.raises(AnswerRefused):
        answer(invitation, given, by=invitation.customer.party)
    assert not Response.objects.exists()


def test_required_questions_are_wanted_at_the_end_only(invitation: Invitation) -> None:
    said(invitation, solved=1)
    with pytest.raises(AnswerRefused) as refusal:
        said(invitation, finish=True)
    assert "satisfied" in refusal.value.fields
    assert answers_of(Response.objects.get()) == {"solved": 1}


def test_an_empty_survey_is_no_answer(invitation: Invitation) -> None:
    with pytest.raises(AnswerRefused):
        said(invitation)
    assert not Response.objects.exists()


def test_an_answer_may_be_taken_back(invitation: Invitation) -> None:
    said(invitation, satisfied=3, better="慢")
    assert answers_of(said(invitation, better=None)) == {"satisfied": 3}


def test_after_its_time_nothing_is_taken(invitation: Invitation) -> None:
    late = timezone.now() + timedelta(days=15)
    with pytest.raises(SurveyOver):
        answer(invitation, {"satisfied": 3}, by=invitation.customer.party, at=late)


def test_words_are_cut_and_cleaned(invitation: Invitation) -> None:
    response = said(invitation, satisfied=1, better="慢" * 3000 + "\x00")
    assert answers_of(response)["better"] == "慢" * 2000


def test_what_a_retired_question_was_told_stays(invitation: Invitation) -> None:
    response = said(invitation, satisfied=3, better="慢")
    Question.objects.filter(survey=invitation.survey, code="better").update(active=False)
    said(invitation, satisfied=4, solved=1, finish=True)
    assert Answer.objects.get(response=response, question__code="better").words == "慢"
    assert answers_of(response) == {"satisfied": 4, "solved": 1}


# ── told on the phone ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_colleague_writes_down_what_was_told(cast: Cast) -> None:
    survey, ticket = make_survey(), make_ticket()
    given = {"solved": 0, "satisfied": 1}
    response = answer_by_phone(survey, ticket.customer, given, ticket=ticket, by=cast.lin.party)
    assert (response.way, response.by.kind, response.by.id, response.invitation) == (
        "phone",
        "staff",
        cast.lin.pk,
        None,
    )
    assert response.finished_at is not None
    assert kinds(response) == ["survey_low", "survey_answered"]


def test_it_answers_the_invitation_that_waits(cast: Cast) -> None:
    ticket = make_ticket()
    invitation = make_invitation(ticket=ticket, customer=ticket.customer)
    survey = invitation.survey
    given = {"solved": 1, "satisfied": 5}
    first = answer_by_phone(survey, ticket.customer, given, ticket=ticket, by=cast.lin.party)
    assert first.invitation == invitation


def test_told_again_it_changes_the_answers_and_adds_none(cast: Cast) -> None:
    survey, ticket = make_survey(), make_ticket()
    first = answer_by_phone(survey, ticket.customer, {"solved": 1, "satisfied": 5}, ticket=ticket, by=cast.lin.party)
    again = answer_by_phone(survey, ticket.customer, {"solved": 1, "satisfied": 3}, ticket=ticket, by=cast.lin.party)
    assert (again.pk, answers_of(again)) == (first.pk, {"solved": 1, "satisfied": 3})
    assert Response.objects.count() == 1


def test_what_the_customer_wrote_stands_and_the_phone_adds_what_is_missing(cast: Cast) -> None:
    ticket = make_ticket()
    invitation = make_invitation(ticket=ticket, customer=ticket.customer)
    said(invitation, satisfied=1)
    told = {"solved": 1, "satisfied": 5}
    response = answer_by_phone(invitation.survey, ticket.customer, told, ticket=ticket, by=cast.chen.party)
    assert (response.invitation, answers_of(response)) == (invitation, {"solved": 1, "satisfied": 1})
    with pytest.raises(AnswerRefused):
        answer_by_phone(invitation.survey, ticket.customer, told, ticket=ticket, by=cast.chen.party)


def test_the_handler_is_marked_and_changes_nothing_that_others_wrote(cast: Cast) -> None:
    survey, ticket = make_survey(), make_ticket(team=cast.cs1, assignee=cast.lin)
    low, high = {"solved": 1, "satisfied": 1}, {"solved": 1, "satisfied": 5}
    response = answer_by_phone(survey, ticket.customer, high, ticket=ticket, by=cast.lin.party)
    assert response.by_handler
    other = make_ticket(team=cast.cs1, assignee=cast.lin)
    assert not answer_by_phone(survey, other.customer, low, ticket=other, by=cast.chen.party).by_handler
    with pytest.raises(AnswerRefused):
        answer_by_phone(survey, other.customer, high, ticket=other, by=cast.lin.party)
    assert answers_of(Response.objects.get(ticket=other)) == low


def test_without_a_ticket_each_answer_told_is_one_of_its_own(cast: Cast) -> None:
    survey, customer = make_survey(), make_customer("赵先生", phone="13900009999")
    for _time in range(2):
        answer_by_phone(survey, customer, {"solved": 1, "satisfied": 5}, by=cast.lin.party)
    assert Response.objects.count() == 2


def test_on_the_phone_all_required_answers_are_wanted(cast: Cast) -> None:
    customer = make_customer("赵先生", phone="13900009999")
    with pytest.raises(AnswerRefused):
        answer_by_phone(make_survey(), customer, {"solved": 1}, by=cast.lin.party)
    assert not Response.objects.exists()


def test_what_is_known_already_leads_the_way_and_is_not_kept_again(cast: Cast) -> None:
    customer = make_customer("赵先生", phone="13900009999")
    given, known = {"solved": 1, "better": "慢"}, {"satisfied": 1}
    response = answer_by_phone(make_survey(), customer, given, known=known, by=cast.lin.party)
    assert answers_of(response) == given, "one star leads to what should be better"
    assert not response.low, "and is heard where it was given, not here once more"
    assert kinds(response) == ["survey_answered"]
