"""The record of a talk: kept while one types, complete within ten minutes (requirements S2), and then what follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.kit.warm_words import robotic_remarks, warm_words
from huisheng.stages.closure.actions import answer_confirmation
from huisheng.stages.closure.models import Try
from huisheng.stages.followup.completeness import (
    FILLS,
    MAY_BE_UNSAID,
    NO,
    YES,
    asked_in,
    missing_in,
    questions_of,
    words_of,
)
from huisheng.stages.followup.errors import RecordIncomplete
from huisheng.stages.followup.handlers import handlers_of, was_before
from huisheng.stages.followup.models import Callback, CallRecord, CallTry, ScriptQuestion
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion

from .calling import tell_protocol
from .shared import State, keep, lock_at, note, refuse_another

COLUMNS = frozenset(
    {"answers", "fields", "problem", "solved", "stars", "unsaid", "follow_up", "follow_up_by", "nothing_follows", "words", "warm",
     "robotic"}
)  # fmt: skip
MANY = ("answers", "fields")  # hold an answer per question: what was typed before one was switched off stays
LONGEST_PROBLEM = 60


class RecordUnclear(Refused):
    code = "record_unclear"
    message = _("A rating is a number from 1 to 5.")


@transaction.atomic
def save_record(callback: Callback, said: Mapping[str, Any], *, by: Party) -> CallRecord:
    """Keep what was typed so far; what is not in `said` stays as it is. While talking and afterwards, until it is done.

    A rating or a yes/no given in the script fills the record's own field where that one is empty.
    Raises CallbackOver, NotNow, NotYourCall, RecordUnclear, KeyError for a column that is none.
    """
    if unknown := set(said) - COLUMNS:
        raise KeyError(sorted(unknown)[0])
    callback = lock_at(callback, State.TALKING, State.TO_RECORD)
    refuse_another(callback, by)
    record = record_of(callback)
    for name, value in said.items():
        setattr(record, name, {**getattr(record, name), **value} if name in MANY else value)
    _follow_script(record, questions_of(callback))
    record.unsaid = [name for name in MAY_BE_UNSAID if name in record.unsaid and getattr(record, name) is None]
    _listen(record)
    if record.stars is not None and not 1 <= record.stars <= 5:
        raise RecordUnclear
    record.problem = record.problem[:LONGEST_PROBLEM]
    record.by_kind, record.by_id = by.kind, by.id
    record.save()
    return record


@transaction.atomic
def complete_record(callback: Callback, *, by: Party, at: datetime | None = None) -> CallRecord:
    """Everything that is asked for is there: the callback is done, late where its ten minutes are over.

    Where the customer's yes or no is awaited, the answer on the phone is the answer, with the same rating (one is
    asked, requirements S4). Not a yes that who handled it wrote down while others were there. Raises CallbackOver, NotNow, NotYourCall, RecordIncomplete (says what is missing).
    """
    callback, at = lock_at(callback, State.TO_RECORD), at or timezone.now()
    refuse_another(callback, by)
    record = record_of(callback)
    if missing := missing_in(record, callback):
        names = gettext(", ").join(one.label for one in missing)
        raise RecordIncomplete(names=names, missing=[one.code for one in missing])
    record.complete, record.recorded_at, record.missing = True, at, []
    record.asked = words_of(asked_in(record, callback))
    record.save()
    keep(callback, state=State.DONE, ended_at=at)
    answered = _pass_answer_on(callback, record, by=by, at=at)
    if not answered:
        tell_protocol(callback, Try.Result.REACHED, str(CallTry.Outcome.REACHED.label), by=by, at=at)
    said = {"record": record.pk, "solved": record.solved, "stars": record.stars, "answered": answered}
    note(callback, "callback_recorded", by=by, at=at, late=is_late(callback, at), **said)
    if callback.ticket is not None:
        heed(callback.ticket, Occasion.CALLBACK_RECORDED, subject=callback.subject, by=by, at=at)
    return record


def record_of(callback: Callback) -> CallRecord:
    """The record as it is kept so far; a fresh one, not yet saved, before the first word."""
    return CallRecord.objects.filter(callback=callback).first() or CallRecord(callback=callback)


def is_late(callback: Callback, at: datetime) -> bool:
    """Whether a record that is complete at `at` missed its ten minutes."""
    return callback.record_due_at is not None and at > callback.record_due_at


def _follow_script(record: CallRecord, questions: list[ScriptQuestion]) -> None:
    for question in questions:
        answer, field = record.answers.get(question.code), FILLS.get((question.kind, question.code))
        if field == "stars" and record.stars is None and isinstance(answer, int):
            record.stars = answer
        if field == "solved" and record.solved is None and answer in (YES, NO):
            record.solved = answer == YES


def _listen(record: CallRecord) -> None:
    """The customer's own kind words in what was written down (沟通有温度, requirements S0), and whether they say that we
    sounded like a machine; the caller's ticks stand beside.
    """
    heard = [record.words, *(str(answer) for answer in record.answers.values())]
    record.robotic = record.robotic or any(robotic_remarks(words) for words in heard)
    record.warm_words = list(dict.fromkeys(hit.text for words in heard for hit in warm_words(words)))


def _pass_answer_on(callback: Callback, record: CallRecord, *, by: Party, at: datetime) -> bool:
    """The yes or no of the phone is the customer's answer to the offer, if one waits for it that was made before the
    talk; returns whether it was.
    """
    ticket: Ticket | None = callback.ticket
    if ticket is None or record.solved is None or ticket.status != Status.AWAITING_CONFIRMATION:
        return False
    if was_before(callback):
        return False
    if record.solved and by.kind == "staff" and by.id in handlers_of(callback) and not callback.by_handler:
        return False
    said: dict[str, Any] = {"solved": record.solved, "stars": record.stars, "word": record.words}
    answer_confirmation(ticket, **said, by=by, by_handler=callback.by_handler, at=at)
    return True
