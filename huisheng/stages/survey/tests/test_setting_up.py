from typing import Any

import pytest
from django.test import Client

from huisheng.core.base.models import SettingChange
from huisheng.stages.survey.actions import SurveyRefused, answer, retire_question, save_question, save_survey
from huisheng.stages.survey.forms import QuestionForm, question_initial
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


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (["没解决"], ["c2"]),
        (["not solved", " 解决了 "], ["c2", "c1"]),
        (["Not Solved", "没解决", "c2"], ["c2"]),
        (["c1"], ["c1"]),
    ],
)
def test_answers_are_named_by_their_words_or_codes(cast: Cast, said: list[str], codes: list[str]) -> None:
    survey = make_survey(questions=())
    ask(survey, cast, kind="one", text="解决了吗？", choices=["解决了 | solved", "没解决 | not solved"], rank=1)
    later = ask(survey, cast, kind="words", text="为什么？", asked_after="q1", after_answers=said)
    assert later.show_if == {"question": "q1", "in": codes}


@pytest.mark.parametrize(
    ("code", "said", "numbers"),
    [("solved", ["否"], [0]), ("solved", ["No", "1"], [0, 1]), ("satisfied", ["很不满意", "2"], [1, 2])],
)
def test_answers_of_a_scale_are_named_by_words_or_numbers(
    cast: Cast, code: str, said: list[str], numbers: list[int]
) -> None:
    later = ask(make_survey(), cast, kind="words", text="为什么？", asked_after=code, after_answers=said)
    assert later.show_if == {"question": code, "in": numbers}


def test_a_wrong_answer_is_told_the_words_it_may_be(cast: Cast) -> None:
    survey = make_survey(questions=())
    ask(survey, cast, kind="one", text="解决了吗？", choices=["解决了", "没解决"], rank=1)
    with pytest.raises(SurveyRefused) as refusal:
        ask(survey, cast, kind="words", text="为什么？", asked_after="q1", after_answers=["不知道"])
    assert "解决了, 没解决" in str(refusal.value)
    assert "c1" not in str(refusal.value)


def test_the_condition_is_shown_in_words_and_saved_again_as_it_was(cast: Cast, client: Client) -> None:
    survey = make_survey(questions=())
    ask(survey, cast, kind="one", text="解决了吗？", choices=["解决了", "没解决", "等，还没到"], rank=1)
    later = ask(survey, cast, kind="words", text="为什么？", asked_after="q1", after_answers=["没解决", "c3"])
    client.force_login(cast.admin)
    page = client.get(f"/settings/surveys/{survey.pk}/").content.decode()
    assert "「解决了吗？」答 没解决, 等，还没到 时" in page
    initial = question_initial(later, questions_of(survey))
    assert initial["after_answers"] == "没解决, c3"
    form = QuestionForm({**initial, "choices": "", "required": ""}, others=questions_of(survey)[:1])
    assert form.is_valid(), form.errors
    assert ask(survey, cast, later, **form.cleaned_data).show_if == later.show_if


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
