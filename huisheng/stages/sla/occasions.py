"""What happens to a ticket, and what it means for each kind of promise: starts it, keeps it, lets it wait. Pure.

One table, `RULES`. A commitment may name another start, other ends and other waits; it then goes by those.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from huisheng.core.tickets.models import Event, Message
from huisheng.core.tickets.status import Status
from huisheng.stages.routing.models import Assignment

from .models import Clock, ClockKind, Commitment


class Occasion(models.TextChoices):
    """What rooms report to `heed`. `Commitment.start_event` and `stop_events` hold these codes."""

    TICKET_ARRIVED = "ticket_arrived", pgettext_lazy("occasion", "feedback arrives or comes back")
    PERSON_ACTED = "person_acted", pgettext_lazy("occasion", "a person takes the call")
    TICKET_TAKEN = "ticket_taken", pgettext_lazy("occasion", "somebody takes it")
    NOTE_ADDED = "note_added", pgettext_lazy("occasion", "an internal note is written")
    REPLY_SENT = "reply_sent", pgettext_lazy("occasion", "a person answers the customer")
    CUSTOMER_WROTE = "customer_wrote", pgettext_lazy("occasion", "the customer writes again")
    SOLUTION_OFFERED = "solution_offered", pgettext_lazy("occasion", "a solution is offered")
    CUSTOMER_ACCEPTED = "customer_accepted", pgettext_lazy("occasion", "the customer says yes")
    CUSTOMER_REFUSED = "customer_refused", pgettext_lazy("occasion", "the customer says no")
    TICKET_ANSWERED = "ticket_answered", pgettext_lazy("occasion", "praise or a suggestion is answered and filed")
    TICKET_CLOSED = "ticket_closed", pgettext_lazy("occasion", "feedback is closed")
    DEPARTMENT_ASKED = "department_asked", pgettext_lazy("occasion", "a department is asked")
    DEPARTMENT_ANSWERED = "department_answered", pgettext_lazy("occasion", "the department answers")
    DAY_CHECKED = "day_checked", pgettext_lazy("occasion", "the day's check is signed off")
    CALLBACK_PLANNED = "callback_planned", pgettext_lazy("occasion", "a callback is planned")
    CALLBACK_DONE = "callback_done", pgettext_lazy("occasion", "the callback is made")
    CALLBACK_RECORDED = "callback_recorded", pgettext_lazy("occasion", "the callback is recorded")
    REGULATOR_CASE = "regulator_case", pgettext_lazy("occasion", "a regulator's case is known")
    REGULATOR_ANSWERED = "regulator_answered", pgettext_lazy("occasion", "the regulator is answered")
    MISS_FOUND = "miss_found", pgettext_lazy("occasion", "a miss is found")
    MISS_RIGHTED = "miss_righted", pgettext_lazy("occasion", "the miss is put right")
    PROMISE_GIVEN = "promise_given", pgettext_lazy("occasion", "a colleague promises something")
    PROMISE_KEPT = "promise_kept", pgettext_lazy("occasion", "the promise is kept")


@dataclass(frozen=True, slots=True)
class Rule:
    """`several`: of one subject each ("request:12") may run side by side. `again`: starts anew once it is kept.

    `spared` end it without its being kept. `waits` are the statuses in which it waits for somebody else. `as_done`: kept
    when the work was done that the customer confirms now.
    """

    starts: Occasion
    kept: frozenset[Occasion]
    waits: frozenset[str] = frozenset()
    spared: frozenset[Occasion] = frozenset()
    several: bool = False
    again: bool = False
    as_done: bool = False


O = Occasion  # noqa: E741 - the table below is read by eye
OURS = frozenset({Status.WAITING_CUSTOMER.value, Status.AWAITING_CONFIRMATION.value})  # the customer's turn, not ours
ANSWERS = frozenset({O.REPLY_SENT, O.SOLUTION_OFFERED})
BEGINS = ANSWERS | {O.TICKET_TAKEN, O.NOTE_ADDED}
OFFERS = frozenset({O.SOLUTION_OFFERED})
SETTLES = frozenset({O.CUSTOMER_ACCEPTED, O.TICKET_ANSWERED})

RULES: dict[str, Rule] = {
    ClockKind.HUMAN_PICKUP: Rule(O.TICKET_ARRIVED, BEGINS | {O.PERSON_ACTED}, OURS),
    ClockKind.FIRST_RESPONSE: Rule(O.TICKET_ARRIVED, ANSWERS, OURS),
    ClockKind.NEXT_REPLY: Rule(O.CUSTOMER_WROTE, ANSWERS),
    ClockKind.START_HANDLING: Rule(O.TICKET_ARRIVED, BEGINS, OURS),
    ClockKind.GIVE_PLAN: Rule(O.TICKET_ARRIVED, OFFERS, OURS),
    ClockKind.PROGRESS_UPDATE: Rule(O.TICKET_ARRIVED, ANSWERS, OURS, again=True),
    ClockKind.RESOLVE: Rule(O.TICKET_ARRIVED, SETTLES, OURS, as_done=True),
    ClockKind.FORMAL_REPLY: Rule(O.TICKET_ARRIVED, OFFERS | {O.TICKET_ANSWERED}, OURS),
    ClockKind.COLLAB_REPLY: Rule(O.DEPARTMENT_ASKED, frozenset({O.DEPARTMENT_ANSWERED}), several=True),
    ClockKind.RESULT_CONFIRM: Rule(O.SOLUTION_OFFERED, frozenset({O.CUSTOMER_ACCEPTED, O.CUSTOMER_REFUSED})),
    ClockKind.CALLBACK: Rule(O.CALLBACK_PLANNED, frozenset({O.CALLBACK_DONE}), several=True),
    ClockKind.CALLBACK_RECORD: Rule(O.CALLBACK_DONE, frozenset({O.CALLBACK_RECORDED}), several=True),
    ClockKind.PROMISE: Rule(O.PROMISE_GIVEN, frozenset({O.PROMISE_KEPT}), several=True),
    ClockKind.DAILY_TRACKING: Rule(
        O.DEPARTMENT_ASKED,
        frozenset({O.DAY_CHECKED}),
        spared=frozenset({O.DEPARTMENT_ANSWERED}),
        several=True,
        again=True,
    ),
    ClockKind.REGULATOR_REPLY: Rule(O.TICKET_ARRIVED, OFFERS | SETTLES | {O.REGULATOR_ANSWERED}, several=True),
    ClockKind.RECTIFY: Rule(O.MISS_FOUND, frozenset({O.MISS_RIGHTED}), several=True),
}
ALSO_STARTS: dict[str, frozenset[Occasion]] = {  # a regulator's case may come to light after the ticket arrived
    ClockKind.REGULATOR_REPLY: frozenset({O.REGULATOR_CASE}),
}
ARRIVAL = frozenset({O.TICKET_ARRIVED.value})


def starts_on(commitment: Commitment) -> frozenset[str]:
    """The occasions that start this promise."""
    if commitment.start_event:
        return frozenset({commitment.start_event})
    kind = commitment.kind
    return frozenset({RULES[kind].starts.value, *(one.value for one in ALSO_STARTS.get(kind, ()))})


def is_kept_by(kind: str, commitment: Commitment | None, occasions: Collection[str]) -> bool:
    """Whether one of these occasions keeps the promise."""
    own = commitment.stop_events if commitment else ()
    return bool(set(own or RULES[kind].kept).intersection(occasions))


def waits_in(clock: Clock, status: str) -> bool:
    """Whether the clock waits while the ticket has this status."""
    own = clock.commitment.pauses_in if clock.commitment else None
    return status in (RULES[clock.kind].waits if own is None else own)


def occasion_of(event: Event) -> Occasion | None:
    """What a line of the ledger was, as far as it keeps promises: for one that is given only afterwards."""
    if event.kind == "message_added":
        return O.REPLY_SENT if event.payload.get("direction") == Message.Kind.REPLY else None
    if event.kind == "ticket_assigned":
        return O.TICKET_TAKEN if event.payload.get("how") == Assignment.How.TOOK else None
    if event.kind == "solution_offered":
        return O.SOLUTION_OFFERED
    by_a_person = event.by_kind == "staff"
    return {"note_added": O.NOTE_ADDED, "ticket_opened": O.PERSON_ACTED}.get(event.kind) if by_a_person else None


TELLING = ("message_added", "ticket_assigned", "solution_offered", "note_added", "ticket_opened")  # kinds it reads
