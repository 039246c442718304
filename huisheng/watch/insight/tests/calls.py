"""Callbacks, surveys and lost customers as rows, each with its times."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from huisheng.core.customers.models import Customer
from huisheng.core.tickets.models import Ticket
from huisheng.stages.followup.models import Callback, CallRecord, CallTry, Scenario
from huisheng.stages.survey.models import Answer, Invitation, Question, Response, Survey

NUMBERS = count(1)
MINUTE = timedelta(minutes=1)


def make_scenario(**changes: Any) -> Scenario:
    given = {
        "code": f"told{next(NUMBERS)}",
        "name": "投诉满意度",
        "aim": "问问是否满意",
        "trigger": "event",
        "opening": "您好",
        "closing": "谢谢",
    }
    return Scenario.objects.create(**given | changes)


def make_customer(**changes: Any) -> Customer:
    return Customer.objects.create(**{"name": "刘女士"} | changes)


def make_call(scenario: Scenario, due_at: datetime, *, ticket: Ticket | None = None, **changes: Any) -> Callback:
    """A callback nobody has tried yet."""
    customer = ticket.customer if ticket else make_customer()
    given = {"scenario": scenario, "customer": customer, "ticket": ticket, "reason": f"test:{next(NUMBERS)}", "planned_at": due_at - timedelta(days=1), "slot_at": due_at, "due_at": due_at}  # fmt: skip
    return Callback.objects.create(**given | changes)


def talk(call: Callback, at: datetime, *, minutes: float = 6, opening: int | None = 12, recorded: float | None = 5, **said: Any) -> Callback:  # fmt: skip
    """Reached at `at`, talked for so many minutes; the record complete so many minutes later (None: never)."""
    CallTry.objects.create(callback=call, outcome="reached", at=at, opening_s=opening, talk_s=int(60 * minutes))
    call.state, call.called_at, call.hung_up_at = Callback.State.TO_RECORD, at, at + minutes * MINUTE
    call.record_due_at = call.hung_up_at + 10 * MINUTE
    if recorded is not None:
        call.state, call.ended_at = Callback.State.DONE, call.hung_up_at + recorded * MINUTE
        CallRecord.objects.create(callback=call, complete=True, recorded_at=call.ended_at, **said)
    call.save()
    return call


def missed(call: Callback, *at: datetime, given_up: bool = False) -> Callback:
    """Nobody answered, so many times."""
    for moment in at:
        CallTry.objects.create(callback=call, outcome="no_answer", at=moment)
    if given_up:
        call.state, call.ended_at = Callback.State.UNREACHED, at[-1]
        call.save()
    return call


def make_survey(kinds: str = "csat", moment: str = "closed", **changes: Any) -> Survey:
    """A survey with one question of each kind (names with spaces between)."""
    survey = Survey.objects.create(**{"code": f"told{next(NUMBERS)}", "name": "满意度调查", "moment": moment} | changes)
    for rank, kind in enumerate(kinds.split()):
        Question.objects.create(survey=survey, code=kind, kind=kind, text=kind, rank=rank)
    return survey


def ask(survey: Survey, at: datetime, *, ticket: Ticket | None = None, held: str = "") -> Invitation:
    customer = ticket.customer if ticket else make_customer()
    return Invitation.objects.create(
        survey=survey, customer=customer, ticket=ticket, occasion=f"closure:{next(NUMBERS)}", made_at=at,
        sent_at=None if held else at, held_why=held, expires_at=at + timedelta(days=14),
    )  # fmt: skip


def answer(asked: Invitation | None, at: datetime, survey: Survey | None = None, *, ticket: Ticket | None = None, low: bool = False, **raw: int) -> Response:  # fmt: skip
    """What the customer said, by kind of question; without an invitation on the phone."""
    survey = survey or asked.survey  # type: ignore[union-attr]
    customer = asked.customer if asked else ticket.customer if ticket else make_customer()
    ticket = asked.ticket if asked else ticket
    response = Response.objects.create(survey=survey, invitation=asked, customer=customer, ticket=ticket, way="page" if asked else "phone", at=at, low=low)  # fmt: skip
    for kind, value in raw.items():
        Answer.objects.create(response=response, question=survey.questions.get(kind=kind), raw=value)
    return response
