"""Whether a record is complete, field by field (goal 100 %, requirements S2), and what is missing by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huisheng.core.catalogue.models import Category
from huisheng.stages.followup.models import Callback, CallRecord, RecordField, ScriptQuestion
from huisheng.stages.followup.script import said

NO_PROBLEM = "none"  # the kind of problem of a talk in which there was none
LONGEST = 24  # characters of a question in a list
NAMES: dict[str, str | Promise] = {  # 问题类型, 满意度评分, 跟进事项, 截止时间 (requirements S2), and the yes or no
    "problem": _("kind of problem"),
    "solved": _("solved or not"),
    "stars": _("satisfaction"),
    "follow_up": _("what follows"),
    "follow_up_by": pgettext_lazy("record", "until when"),
}


YES, NO = "yes", "no"  # what a closed question is answered with
NOT_SAID = "unsaid"  # it was asked, and the customer did not say
MAY_BE_UNSAID = ("solved", "stars")  # of the record's own: not known yet; gave none
WORDS = ("code", "kind", "text", "text_en", "choices")  # what is kept of a question that was asked
FILLS = {  # kind and code of a question of the script → the record's own field that its answer is
    (ScriptQuestion.Kind.STARS.value, "satisfied"): "stars",
    (ScriptQuestion.Kind.CLOSED.value, "solved"): "solved",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that is asked for and empty: its name in the form, and in the reader's language."""

    code: str
    label: str


def missing_in(record: CallRecord, callback: Callback) -> list[Missing]:
    """What is still missing, in the order of the form. Two queries."""
    return missing_of(record, callback, questions_of(callback), fields_of(callback))


def missing_of(
    record: CallRecord, callback: Callback, questions: Sequence[ScriptQuestion], fields: Sequence[RecordField]
) -> list[Missing]:
    """The same where script and form are known already."""
    asked = [
        Missing(f"q-{one.code}", question_label(one))
        for one in questions
        if one.required and (one.kind, one.code) not in FILLS and is_empty(record.answers.get(one.code))
    ]
    own = [
        Missing(f"f-{one.code}", one.label) for one in fields if one.required and is_empty(record.fields.get(one.code))
    ]
    plain = [Missing(code, str(NAMES[code])) for code in _needed(record, callback) if is_empty(getattr(record, code))]
    return [*asked, *plain, *own]


def questions_of(callback: Callback) -> list[ScriptQuestion]:
    return list(callback.scenario.questions.filter(active=True))


def asked_in(record: CallRecord, callback: Callback) -> list[ScriptQuestion]:
    """The script as it was asked: a complete record keeps its own words, whatever became of the questions since. Of one
    that is not complete, or older than that, the questions of today and whatever else was answered. One query at most.
    """
    if record.asked:
        return [ScriptQuestion(**one) for one in record.asked]
    found = callback.scenario.questions.all()
    return [one for one in found if one.active or not is_empty(record.answers.get(one.code))]


def answers_in(record: CallRecord, callback: Callback) -> list[tuple[ScriptQuestion, str]]:
    """Each question that was answered, with the answer as people read it. One query at most."""
    found = [(one, record.answers.get(one.code)) for one in asked_in(record, callback)]
    return [(one, answer_label(one, answer)) for one, answer in found if not is_empty(answer)]


def written_in(record: CallRecord, fields: Iterable[RecordField]) -> list[tuple[RecordField, str]]:
    """Each of these fields of the house's own in which something stands, as people read it. Pure."""
    found = [(one, record.fields.get(one.code)) for one in fields]
    return [(one, choice_names(one.choices).get(value, str(value))) for one, value in found if not is_empty(value)]


def problem_names(categories: Iterable[Category]) -> dict[str, str]:
    """What the kind of problem may be, code → name in the reader's language; first that there was none."""
    return {NO_PROBLEM: gettext("no problem")} | {one.code: one.label for one in categories}


def choice_names(choices: Sequence[Any]) -> dict[str, str]:
    """Code → name in the reader's language."""
    english = (get_language() or "").startswith("en")
    return {
        one["code"]: (one.get("name_en") if english else "") or one["name"] for one in choices if isinstance(one, dict)
    }


def answer_label(question: ScriptQuestion, answer: Any) -> str:
    """An answer in the reader's language."""
    fixed = {NOT_SAID: pgettext("answer", "did not say")}
    if question.kind == ScriptQuestion.Kind.CLOSED:
        fixed |= {YES: pgettext("answer", "Yes"), NO: pgettext("answer", "No")}
    return (
        str(answer)
        if question.kind == ScriptQuestion.Kind.OPEN
        else str({**choice_names(question.choices), **fixed}.get(str(answer), answer))
    )


def words_of(questions: Sequence[ScriptQuestion]) -> list[dict[str, object]]:
    """The words of these questions, to be kept with the record."""
    return [{name: getattr(one, name) for name in WORDS} for one in questions]


def fields_of(callback: Callback) -> list[RecordField]:
    """The house's own fields of this scenario, and of all."""
    return [one for one in own_fields(callback) if one.active]


def fields_in(record: CallRecord, callback: Callback) -> list[RecordField]:
    """The same, and whatever was written into one that is no longer asked for. One query."""
    return [one for one in own_fields(callback) if one.active or not is_empty(record.fields.get(one.code))]


def own_fields(callback: Callback) -> QuerySet[RecordField]:
    """Those in use and those of old."""
    return RecordField.objects.filter(Q(scenario=None) | Q(scenario=callback.scenario_id))


def question_label(question: ScriptQuestion) -> str:
    """The question in a few words, for a list of what is missing."""
    text = said(question, "text", get_language() or "").rstrip("？?。.")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _needed(record: CallRecord, callback: Callback) -> list[str]:
    """What is not solved has a next step and its time, whatever was ticked."""
    follows = [] if record.nothing_follows and record.solved is not False else ["follow_up", "follow_up_by"]
    wanted = ["problem", *(["solved"] if callback.ticket_id else []), "stars", *follows]
    return [name for name in wanted if name not in record.unsaid]
