"""Everything the runner of a callback shows, and what its form says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.catalogue.models import Category
from huisheng.core.customers.models import Identity
from huisheng.core.knowledge.fill import fill
from huisheng.core.tickets.access import tickets_for
from huisheng.core.tickets.models import Ticket
from huisheng.stages.closure.models import Confirmation
from huisheng.stages.followup.actions import record_of
from huisheng.stages.followup.card import LABELS
from huisheng.stages.followup.completeness import (
    FILLS,
    MAY_BE_UNSAID,
    NO,
    NOT_SAID,
    YES,
    Missing,
    asked_in,
    fields_in,
    missing_of,
    own_fields,
    problem_names,
)
from huisheng.stages.followup.models import Became, Callback, CallRecord, CallTry, RecordField, ScriptQuestion
from huisheng.stages.followup.queries import callbacks_of_customer, phones_of, who_can_ring
from huisheng.stages.followup.script import said
from huisheng.stages.followup.speech import CallSpeech, Script, reading, script_of
from huisheng.web.frame.filters import when
from huisheng.web.workspace.requests import moment_in

HISTORY = 5
LONGEST = 2000  # characters of one answer
State = Callback.State
USUAL = ("tier", "since", "order")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the script, with the answer so far."""

    code: str
    kind: str
    text: str
    options: list[tuple[str, str]]  # of a closed one: value and label
    required: bool
    answer: Any
    fills: str  # the record's own field it fills: stars, solved


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history: what, when, how it ended, where it stands."""

    at: datetime
    text: str
    end: str
    url: str
    is_call: bool


@dataclass(frozen=True, slots=True)
class Runner:
    """What the template reads."""

    callback: Callback
    record: CallRecord
    script: Script
    questions: list[Question]
    fields: list[RecordField]
    tries: list[CallTry]
    phones: list[Identity]
    labels: list[tuple[str | Promise, str]]
    history: list[Past]
    problems: list[tuple[str, str]]
    missing: list[Missing]
    became: dict[str, Became]
    people: list[Staff]
    ticket: Ticket | None  # the matter, where this person may open it
    is_mine: bool
    may_take_over: bool  # what a colleague began and cannot end

    @property
    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Of the own fields with choices."""
        return {field.code: [choice_of(one) for one in field.choices] for field in self.fields}

    @property
    def talk(self) -> CallTry | None:
        """The try that goes on, or went on last."""
        return self.tries[-1] if self.tries and self.callback.called_at else None

    @property
    def may_write(self) -> bool:
        return self.is_mine and self.callback.state in (State.TALKING, State.TO_RECORD)


def runner_of(staff: Staff, callback: Callback) -> Runner:
    """The page for one person, in a fixed number of queries."""
    speech = CallSpeech(callback, staff)
    record = record_of(callback)
    fields = fields_in(record, callback)
    questions = asked_in(record, callback)
    seen = tickets_for(staff).filter(customer=callback.customer_id).order_by("-id")
    tickets = list(seen.select_related("category", "assignee")[: HISTORY + 1])
    own = next((one for one in tickets if one.pk == callback.ticket_id), None)
    if own is None and callback.ticket_id:
        own = tickets_for(staff).filter(pk=callback.ticket_id).first()
    return Runner(
        callback=callback,
        record=record,
        script=script_of(callback, speech),
        questions=[_question(one, record, speech) for one in questions],
        fields=fields,
        tries=list(callback.attempts.order_by("id")),
        phones=phones_of(callback.customer),
        labels=labels_of(callback),
        history=_history(staff, callback, tickets),
        problems=_problems(),
        missing=missing_of(
            record, callback, [one for one in questions if one.active], [one for one in fields if one.active]
        ),
        became={one.kind: one for one in callback.became.select_related("ticket")},
        people=[one for one in who_can_ring(callback) if one.pk != callback.assignee_id],
        ticket=own,
        is_mine=callback.assignee_id == staff.pk,
        may_take_over=staff.allows(Right.ASSIGN) or (callback.assignee is not None and not callback.assignee.is_active),
    )


def labels_of(callback: Callback) -> list[tuple[str | Promise, str]]:
    """What the scenario wants to have before one's eyes (requirements S2); what is not known is left out."""
    known = _known(callback)
    wanted = [str(code) for code in callback.scenario.labels] or USUAL
    return [(LABELS[code], known[code]) for code in wanted if code in LABELS and known.get(code)]


def said_by(sent: QueryDict, callback: Callback) -> dict[str, Any]:
    """What the form says, for `save_record`: what was asked when the page was opened, also where it no longer is."""
    said: dict[str, Any] = {}
    questions = [one for one in callback.scenario.questions.all() if one.active or f"q-{one.code}" in sent]
    fields = [one for one in own_fields(callback) if one.active or f"f-{one.code}" in sent]
    said["answers"] = {one.code: _answer(one, sent.get(f"q-{one.code}", "")) for one in questions}
    said["fields"] = {one.code: sent.get(f"f-{one.code}", "").strip()[:LONGEST] for one in fields}
    stars, solved, warm = sent.get("stars", ""), sent.get("solved", ""), sent.get("warm", "")
    said["stars"] = int(stars) if stars in {"1", "2", "3", "4", "5"} else None
    said["solved"] = {YES: True, NO: False}.get(solved)
    said["unsaid"] = [name for name in MAY_BE_UNSAID if sent.get(name) == NOT_SAID]
    said["warm"] = {YES: True, NO: False}.get(warm)
    said["robotic"] = sent.get("robotic") == "1"
    said["nothing_follows"] = sent.get("nothing_follows") == "1"
    said["follow_up_by"] = moment_in(sent, "follow_up_by")
    for name in ("problem", "follow_up", "words"):
        said[name] = sent.get(name, "").strip()[:LONGEST]
    return said


def _question(one: ScriptQuestion, record: CallRecord, speech: CallSpeech) -> Question:
    text = fill(said(one, "text", reading()), speech)[0]
    answer = record.answers.get(one.code, "")
    return Question(one.code, one.kind, text, _options(one), one.required, answer, FILLS.get((one.kind, one.code), ""))


def _options(one: ScriptQuestion) -> list[tuple[str, str]]:
    """What can be ticked; whoever did not say is not made to. What fills the record's own field is left open there."""
    unsaid = [(NOT_SAID, pgettext("answer", "did not say"))]
    if one.kind == ScriptQuestion.Kind.CHOICE:
        return [*(choice_of(choice) for choice in one.choices), *unsaid]
    yes_no = [(YES, pgettext("answer", "Yes")), (NO, pgettext("answer", "No"))]
    options = yes_no if one.kind == ScriptQuestion.Kind.CLOSED else [(str(n), str(n)) for n in range(1, 6)]
    return options if (one.kind, one.code) in FILLS else [*options, *unsaid]


def choice_of(choice: Any) -> tuple[str, str]:
    """Value and label of one choice: {"code", "name", "name_en"}, or a plain word."""
    return (str(choice["code"]), said_of(choice)) if isinstance(choice, dict) else (str(choice), str(choice))


def said_of(choice: dict[str, str]) -> str:
    english = choice.get("name_en", "") if reading().startswith("en") else ""
    return english or choice["name"]


def _answer(question: ScriptQuestion, value: str) -> str | int:
    if question.kind == ScriptQuestion.Kind.STARS:
        return int(value) if value in {"1", "2", "3", "4", "5"} else value if value == NOT_SAID else ""
    return value.strip()[:LONGEST]


def _known(callback: Callback) -> dict[str, str]:
    """What the list or segment brought, the customer's own, and what the matter says."""
    customer, ticket = callback.customer, callback.ticket
    known = {str(code): str(value) for code, value in callback.facts.items()}
    known.setdefault("first_visit", when(customer.created_at))
    known |= {
        "tier": customer.tier.label if customer.tier else "",
        "spend": _("%(n)s yuan") % {"n": customer.yearly_spend} if customer.yearly_spend else "",
        "since": f"{customer.customer_since:%Y-%m-%d}" if customer.customer_since else "",
    }
    if ticket is None:
        return known
    return known | {
        "problem": ticket.category.label if ticket.category else "",
        "progress": str(ticket.public_state.label),
        "handler": ticket.assignee.name if ticket.assignee else "",
        "grade": ticket.grade.label if ticket.grade else "",
        "result": str(ticket.get_status_display()),
        "stars": _stars(ticket),
        "order": ticket.order_number,
    }


def _stars(ticket: Ticket) -> str:
    given = Confirmation.objects.filter(ticket=ticket, stars__isnull=False).order_by("-id").first()
    return _("%(n)s/5") % {"n": given.stars} if given else ""


def _history(staff: Staff, callback: Callback, tickets: list[Ticket]) -> list[Past]:
    """Orders, past talks, solved issues: the latest five (requirements S2)."""
    lines = [_past_ticket(one) for one in tickets]
    past = callbacks_of_customer(callback.customer, staff=staff, but=callback, most=HISTORY)
    lines += [_past_call(one) for one in past]
    return sorted(lines, key=lambda one: one.at, reverse=True)[:HISTORY]


def _past_ticket(one: Ticket) -> Past:
    order = _("order %(number)s") % {"number": one.order_number} if one.order_number else ""
    text = " · ".join(part for part in (one.subject, order) if part)
    return Past(one.created_at, text, str(one.public_state.label), f"/desk/tickets/{one.number}/", is_call=False)


def _past_call(one: Callback) -> Past:
    record = getattr(one, "record", None)
    stars = _("%(n)s/5") % {"n": record.stars} if record and record.stars else str(one.get_state_display())
    words = record.words if record else ""
    text = " · ".join(part for part in (one.scenario.label, words) if part)
    return Past(one.planned_at, text, stars, f"/desk/callbacks/{one.pk}/", is_call=True)


def _problems() -> list[tuple[str, str]]:
    rows = Category.objects.filter(retired_at=None).order_by("rank", "id")
    return [("", ""), *problem_names(rows).items()]


def now_local(moment: datetime | None) -> str:
    """A moment as a form field holds it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}" if moment else ""
