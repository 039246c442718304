"""How a question is shown: which one, where it stands, and what the numbers of its scale mean."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.stages.survey.branching import asked, before, first_open
from huisheng.stages.survey.models import Question

Kind = Question.Kind


def step_of(questions: list[Question], given: dict[str, Any], code: str) -> dict[str, Any]:
    """The question that is shown, what was answered to it, and where it stands among those that are asked.

    `of` is None while answers to come decide how many there are.
    """
    row = asked(questions, given)
    wanted = next((one for one in row if one.code == code), None)
    question = wanted or first_open(questions, given)
    place = row.index(question) if question else len(row)
    earlier = before(questions, given, question.code) if question else None
    return {
        "question": question,
        "given": given.get(question.code) if question else None,
        "first": row[0] if row else None,
        "place": place + 1,
        "of": None if _is_open_ended(questions, row[place:]) else len(row),
        "earlier": earlier,
        "is_last": question is not None and question is row[-1],
        "faces": faces_of(question) if question else [],
    }


def _is_open_ended(questions: list[Question], ahead: list[Question]) -> bool:
    """Whether the answer to one of these may bring, or take away, another question."""
    deciding = {one.code for one in ahead}
    return any(one.show_if.get("question") in deciding for one in questions)


def faces_of(question: Question) -> list[tuple[int, str]]:
    """The answers of a scale with the words that say what they mean; "" between the ends of a long one."""
    words: dict[str, dict[int, str]] = {
        Kind.CSAT: {
            1: _("very dissatisfied"),
            2: _("dissatisfied"),
            3: _("all right"),
            4: _("satisfied"),
            5: _("very satisfied"),
        },
        Kind.NPS: {0: _("not at all"), 10: _("very gladly")},
        Kind.CES: {1: _("very hard"), 4: _("so-so"), 7: _("very easy")},
        Kind.YES_NO: {1: pgettext("answer", "Yes"), 0: pgettext("answer", "No")},
    }
    least, most = Question.SCALES.get(Kind(question.kind), (0, -1))
    numbers = [1, 0] if question.kind == Kind.YES_NO else range(least, most + 1)
    return [(number, words[question.kind].get(number, "")) for number in numbers]
