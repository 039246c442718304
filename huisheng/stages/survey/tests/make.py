"""Surveys for tests."""

from typing import Any

from huisheng.core.customers.models import Customer
from huisheng.core.customers.tests.make import make_customer
from huisheng.stages.survey.actions import invite
from huisheng.stages.survey.models import Invitation, Question, Survey

QUESTIONS = (
    {"code": "solved", "kind": "yes_no", "required": True},
    {"code": "satisfied", "kind": "csat", "required": True},
    {"code": "better", "kind": "words", "show_if": {"question": "satisfied", "in": [1, 2, 3]}},
    {
        "code": "ways",
        "kind": "several",
        "choices": [{"code": "mail", "name": "邮件"}, {"code": "phone", "name": "电话"}],
    },
)


def make_survey(code: str = "own", *, questions: tuple[dict[str, Any], ...] = QUESTIONS, **changes: Any) -> Survey:
    survey = Survey.objects.create(**{"code": code, "name": "试一试", "moment": "by_hand", **changes})
    rows = [Question(survey=survey, text=f"{one['code']}？", rank=n, **one) for n, one in enumerate(questions)]
    Question.objects.bulk_create(rows)
    return survey


def make_invitation(
    survey: Survey | None = None, customer: Customer | None = None, *, occasion: str = "hand:1", **changes: Any
) -> Invitation:
    """One that may be answered. Raises AssertionError where it was made before."""
    customer = customer or make_customer("刘女士", email="liu@mail.example")
    invitation = invite(survey or make_survey(), customer, occasion=occasion, **changes)
    assert invitation is not None
    return invitation
