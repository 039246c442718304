from typing import Any

import pytest

from huisheng.core.base.models import SettingChange
from huisheng.stages.survey.actions import SurveyRefused, answer, retire_question, save_question, save_survey
from huisheng.stages.survey.models import Answer, Question, Survey
from huisheng.stages.survey.queries import questions_of
from huisheng.stages.survey.tests.make import make_invitation, make_survey
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def ask(survey: Survey, cast: Cast, question: Question | None = None, **changes: Any) -> Question:
    fields: dict[str, Any] = {"kind": "csat", "text": "满意吗？", "rank": 50} | changes
    return save_question(survey, question, **fields, by=cast.admin.party)


def test_a_survey_is_made_and_changed_with_an_audit(cast: Cast) -> None:
    made = save_survey(None, name=" 售后 ", moment="closed", by=cast.admin.party)
    assert (made.name, made.closings) == ("售后", ["confirmed"])
    save_survey(made, name="售后问卷", by=cast.admin.party)
    save_survey(made, name="售后问卷", by=cast.admin.party)  # the same once more is no change
    lines = SettingChange.objects.filter(subject=f"survey.Survey:{made.pk}").order_by("pk")
    names = [((one.before or {}).get("name"), (one.after or {}).get("name")) for one in lines]
    assert names == [(None, "售后"), ("售后", "售后问卷")]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " ", "moment": "closed"},
        {"name": "x", "moment": "closed", "open_days": 0},
        {"name": "x", "moment": "closed", "open_days": 91},
        {"name": "x", "moment": "closed", "active": True},
    ],
)
def test_what_could_never_be_answered_is_refused(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(SurveyRefused):
        save_survey(None, **fields, by=cast.admin.party)


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [({"moment": "regular", "sample": 0}, "sample"), ({"moment": "closed", "closings": []}, "closings")],
)
def test_what_would_ask_nobody_is_not_switched_on(cast: Cast, fields: dict[str, Any], at_fault: str) -> None:
    survey = make_survey(active=False)
    save_survey(survey, **fields, by=cast.admin.party)
    with pytest.raises(SurveyRefused) as refusal:
        save_survey(survey, active=True, by=cast.admin.party)
    assert at_fault in refusal.value.fields


def test_a_new_survey_is_off_until_it_has_a_question(cast: Cast) -> None:
    made = save_survey(None, name="售后", moment="by_hand", by=cast.admin.party)
    assert not made.active
    with pytest.raises(SurveyRefused):
        save_survey(made, active=True, by=cast.admin.party)
    ask(made, cast)
    assert save_survey(made, active=True, by=cast.admin.party).active


def test_a_question_nobody_answered_is_simply_changed(cast: Cast) -> None:
    survey = make_survey()
    one = Question.objects.get(survey=survey, code="satisfied")
    changed = ask(survey, cast, one, text="这次满意吗？", rank=1)
    assert (changed.pk, changed.text, changed.code) == (one.pk, "这次满意吗？", "satisfied")


def test_what_was_answered_keeps_its_wording(cast: Cast) -> None:
    invitation = make_invitation()
    survey = invitation.survey
    answer(invitation, {"satisfied": 4}, by=invitation.customer.party)
    old = Question.objects.get(survey=survey, code="satisfied")
    new = ask(survey, cast, old, text="物流满意吗？", rank=1)
    assert new.pk != old.pk
    assert (new.code, new.active, Answer.objects.get().question.text) == ("satisfied", True, "satisfied？")
    assert [one.text for one in questions_of(survey) if one.code == "satisfied"] == ["物流满意吗？"]
    assert answer(invitation, {"satisfied": 2}, by=invitation.customer.party).low
    assert Answer.objects.count() == 2


def test_a_new_place_alone_retires_nothing(cast: Cast) -> None:
    invitation = make_invitation()
    answer(invitation, {"satisfied": 4}, by=invitation.customer.party)
    old = Question.objects.get(code="satisfied", survey=invitation.survey)
    assert ask(invitation.survey, cast, old, text=old.text, required=True, rank=7).pk == old.pk


def test_a_choice_keeps_its_code_while_its_words_stay(cast: Cast) -> None:
    survey = make_survey(questions=())
    first = ask(survey, cast, kind="one", choices=["快 | fast", "慢", " "])
    again = ask(survey, cast, first, kind="one", choices=["很慢", "慢 | slow", "快"])
    codes = {one["name"]: one["code"] for one in again.choices}
    assert (codes["快"], codes["慢"]) == ("c1", "c2")
    assert codes["很慢"] == "c3"


def test_only_an_earlier_question_decides(cast: Cast) -> None:
    survey = make_survey()
    later = ask(survey, cast, kind="words", text="为什么？", asked_after="satisfied", after_answers=["1", "2"])
    assert later.show_if == {"question": "satisfied", "in": [1, 2]}
    for wrong in (
        {"asked_after": "satisfied", "after_answers": ["9"]},
        {"asked_after": "satisfied", "after_answers": []},
        {"asked_after": "nowhere", "after_answers": ["1"]},
        {"asked_after": "satisfied", "after_answers": ["1"], "rank": 0},
    ):
        with pytest.raises(SurveyRefused):
            ask(survey, cast, text="再问", **wrong)


def test_choices_want_two_answers(cast: Cast) -> None:
    with pytest.raises(SurveyRefused):
        ask(make_survey(), cast, kind="several", choices=["只有一个"])


def test_a_thirteenth_question_is_refused(cast: Cast) -> None:
    survey = make_survey(questions=())
    for n in range(12):
        ask(survey, cast, text=f"第 {n} 题", rank=n)
    with pytest.raises(SurveyRefused):
        ask(survey, cast, text="第 13 题")


def test_a_retired_question_is_not_asked_and_its_answers_stay(cast: Cast) -> None:
    invitation = make_invitation()
    survey = invitation.survey
    answer(invitation, {"satisfied": 3, "better": "慢"}, by=invitation.customer.party)
    satisfied, better = (Question.objects.get(survey=survey, code=code) for code in ("satisfied", "better"))
    with pytest.raises(SurveyRefused):
        retire_question(satisfied, by=cast.admin.party)  # the other one hangs on it
    retire_question(better, by=cast.admin.party)
    retire_question(satisfied, by=cast.admin.party)
    assert "satisfied" not in [one.code for one in questions_of(survey)]
    assert Answer.objects.count() == 2
