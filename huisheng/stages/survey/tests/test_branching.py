from typing import Any

import pytest

from huisheng.stages.survey.branching import after, asked, before, first_open
from huisheng.stages.survey.models import Question

ROW = [
    Question(code="a", kind="csat"),
    Question(code="b", kind="words", show_if={"question": "a", "in": [1, 2]}),
    Question(code="c", kind="several", show_if={"question": "a", "in": [4, 5]}),
    Question(code="d", kind="words", show_if={"question": "c", "in": ["mail"]}),
    Question(code="e", kind="yes_no"),
]


def codes(questions: list[Question]) -> str:
    return "".join(one.code for one in questions)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, "ae"),
        ({"a": 1}, "abe"),
        ({"a": 3}, "ae"),
        ({"a": 5}, "ace"),
        ({"a": 5, "c": ["phone"]}, "ace"),
        ({"a": 5, "c": ["phone", "mail"]}, "acde"),
        ({"a": 1, "c": ["mail"]}, "abe"),  # c is not asked, so what hangs on it is not either
    ],
)
def test_questions_follow_the_answers(given: dict[str, Any], shown: str) -> None:
    assert codes(asked(ROW, given)) == shown


def test_it_goes_from_one_to_the_next_and_back() -> None:
    given = {"a": 1}
    assert getattr(after(ROW, given, "a"), "code", None) == "b"
    assert getattr(after(ROW, given, "b"), "code", None) == "e"
    assert after(ROW, given, "e") is None
    assert getattr(before(ROW, given, "e"), "code", None) == "b"
    assert before(ROW, given, "a") is None


def test_unknown_places_lead_nowhere() -> None:
    assert after(ROW, {}, "zzz") is None
    assert before(ROW, {}, "zzz") is None


def test_the_first_open_one_is_where_a_customer_goes_on() -> None:
    assert getattr(first_open(ROW, {}), "code", None) == "a"
    assert getattr(first_open(ROW, {"a": 2, "e": 1}), "code", None) == "b"
    assert first_open(ROW, {"a": 3, "e": 0}) is None
