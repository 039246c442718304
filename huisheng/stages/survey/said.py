"""The answers of a question as people name them: their words in both languages, their numbers, their codes."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import override

from huisheng.kit.text import fold
from huisheng.stages.survey.faces import faces_of
from huisheng.stages.survey.models import Question

NAMED = (Question.Kind.ONE, Question.Kind.SEVERAL, Question.Kind.YES_NO)  # asked in words; scales show their numbers
COMMAS = (",", "，", "、")


def answers_of_question(question: Question) -> dict[str, str]:
    """Code -> words, in the reader's language and the order of the question; a scale's numbers stand for themselves."""
    if question.kind in NAMED:
        return {str(code): words for code, words in [*question.options, *faces_of(question)]}
    least, most = Question.SCALES.get(Question.Kind(question.kind), (0, -1))
    return {str(number): str(number) for number in range(least, most + 1)}


def code_of(question: Question, said: str) -> str | None:
    """The code of an answer that is named by its words in either language, its number or its code; None for no answer."""
    return _named(question).get(fold(said))


def condition_of(question: Question, others: Iterable[Question]) -> tuple[str, str] | None:
    """After which question and which answers it is asked, in words; None = always."""
    earlier = next((one for one in others if one.code == question.show_if.get("question")), None)
    if earlier is None:
        return None
    known = answers_of_question(earlier)
    wanted = [str(one) for one in question.show_if["in"]]
    return earlier.asked, ", ".join(known.get(one, one) for one in wanted)


def written(question: Question, others: Iterable[Question]) -> str:
    """The answers of its condition for a field in which commas part them: words that hold a comma give way to the code."""
    earlier = next((one for one in others if one.code == question.show_if.get("question")), None)
    known = answers_of_question(earlier) if earlier else {}
    codes = [str(one) for one in question.show_if.get("in", [])]
    return ", ".join(code if any(c in known.get(code, ",") for c in COMMAS) else known[code] for code in codes)


def _named(question: Question) -> dict[str, str]:
    """Every name of an answer, folded -> its code. Codes come last: they win."""
    found: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with override(language):
            found |= {fold(words): str(number) for number, words in faces_of(question) if words}
    for one in question.choices:
        found |= {fold(name): one["code"] for name in (one.get("name_en", ""), one["name"]) if name}
    return found | {fold(code): code for code in answers_of_question(question)}
