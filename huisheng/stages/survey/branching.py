"""Which question comes next: `show_if` of a question looks at the answers given so far. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from huisheng.stages.survey.models import Question

Given = Mapping[str, Any]  # question code -> number, list of codes, or words


def applies(question: Question, given: Given) -> bool:
    """Whether it is asked after these answers. One that hangs on an unanswered question is not."""
    if not question.show_if:
        return True
    value = given.get(question.show_if.get("question", ""))
    said = [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
    return bool(set(said) & {str(one) for one in question.show_if.get("in", [])})


def asked(questions: Sequence[Question], given: Given) -> list[Question]:
    """Those that are asked after these answers, in order; what hangs on a question that is not asked is not asked."""
    found: list[Question] = []
    known: dict[str, Any] = {}
    for question in questions:
        if applies(question, known):
            found.append(question)
            if question.code in given:
                known[question.code] = given[question.code]
    return found


def first_open(questions: Sequence[Question], given: Given) -> Question | None:
    """The first question that is asked and has no answer yet."""
    return next((one for one in asked(questions, given) if one.code not in given), None)


def after(questions: Sequence[Question], given: Given, code: str) -> Question | None:
    """What follows the question of this code; None after the last one, or where the code is unknown."""
    row = asked(questions, given)
    place = next((n for n, one in enumerate(row) if one.code == code), len(row))
    return row[place + 1] if place + 1 < len(row) else None


def before(questions: Sequence[Question], given: Given, code: str) -> Question | None:
    """The question before it; None before the first."""
    row = asked(questions, given)
    place = next((n for n, one in enumerate(row) if one.code == code), 0)
    return row[place - 1] if place > 0 else None
