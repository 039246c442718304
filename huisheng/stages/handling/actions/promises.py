"""A time that a colleague promises a customer has a clock of its own, and is kept, broken loudly, or taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Message, Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.handling.models import Promise
from huisheng.stages.sla.actions import meet, start_given, stop_clocks
from huisheng.stages.sla.calendars import house_calendar
from huisheng.stages.sla.models import ClockKind, Unit

LONGEST_WORDS = 200  # characters
MOST = {Unit.MINUTE: 60 * 24 * 90, Unit.HOUR: 24 * 90, Unit.WORK_DAY: 90, Unit.NATURAL_DAY: 180, Unit.END_OF_DAY: 180}
FARTHEST = timedelta(days=180)


class TicketClosed(Refused):
    code = "ticket_closed"
    status = 409
    message = _("This feedback is closed. Reopen it before you write to the customer.")


class PromiseUnclear(Refused):
    """No time that could be kept; `fields` names what is at fault."""

    code = "promise_unclear"


class PromiseOver(Refused):
    code = "promise_over"
    status = 409
    message = _("This promise was kept or taken back already.")


class ReasonMissing(Refused):
    code = "reason_missing"
    message = _("Please say why; whoever reads this later will want to know.")


@dataclass(frozen=True, slots=True)
class Given:
    """What is promised and by when: so many units on the house's hours (`amount`, `unit`), or an instant (`due`)."""

    words: str = ""
    amount: int | None = None
    unit: str = ""
    due: datetime | None = None


@transaction.atomic
def promise_customer(
    ticket: Ticket,
    *,
    given: Given,
    by: Party,
    message: Message | None = None,
    after_closing: bool = False,
    at: datetime | None = None,
) -> Promise:
    """Promise the customer a time, in a reply (`message`) or on the phone: its clock starts, and waits for nobody.

    Several may run at once. `after_closing`: also on a closed ticket, as a callback after the end does. Raises
    TicketClosed, PromiseUnclear (no time, two times, one that is past or too far).
    """
    ticket = lock_ticket(ticket) if after_closing else lock_open(ticket)
    at = at or timezone.now()
    _check(given, at)
    promise = Promise.objects.create(
        ticket=ticket,
        message=message,
        words=given.words.strip()[:LONGEST_WORDS],
        given_at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
    promise.clock = start_given(
        ticket,
        subject=promise.subject,
        calendar=house_calendar(),
        amount=given.amount,
        unit=given.unit if given.amount is not None else "",
        due=given.due,
        by=by,
        at=at,
    )
    promise.save(update_fields=["clock"])
    record_event(ticket, "promise_given", by=by, at=at, promise=promise.pk, clock=promise.clock.pk)
    return promise


@transaction.atomic
def keep_promise(promise: Promise, *, by: Party, at: datetime | None = None) -> Promise:
    """It is done: the clock is met, late where it is late. Raises PromiseOver."""
    promise, at = _lock(promise), at or timezone.now()
    promise.kept_at = at
    promise.save(update_fields=["kept_at"])
    meet(promise.ticket, ClockKind.PROMISE, subject=promise.subject, by=by, at=at)
    record_event(promise.ticket, "promise_kept", by=by, at=at, promise=promise.pk, clock=promise.clock_id)
    return promise


@transaction.atomic
def withdraw_promise(promise: Promise, *, reason: str, by: Party, at: datetime | None = None) -> Promise:
    """It was noted by mistake, or the customer needs it no more. One that is broken stays broken.

    Raises ReasonMissing, PromiseOver.
    """
    if not reason.strip():
        raise ReasonMissing
    promise, at = _lock(promise), at or timezone.now()
    promise.withdrawn_at, promise.withdrawn_why = at, reason.strip()[:LONGEST_WORDS]
    promise.save(update_fields=["withdrawn_at", "withdrawn_why"])
    stop_clocks(promise.ticket, ClockKind.PROMISE, subject=promise.subject, by=by, at=at)
    record_event(promise.ticket, "promise_withdrawn", by=by, at=at, promise=promise.pk, clock=promise.clock_id)
    return promise


def lock_open(ticket: Ticket) -> Ticket:
    """The ticket, locked, if it is open. Raises TicketClosed."""
    ticket = lock_ticket(ticket)
    if ticket.is_closed:
        raise TicketClosed
    return ticket


def _lock(promise: Promise) -> Promise:
    ticket = lock_ticket(promise.ticket)
    promise = Promise.objects.select_related("clock").get(pk=promise.pk)
    promise.ticket = ticket
    if promise.kept_at or promise.withdrawn_at:
        raise PromiseOver
    return promise


def _check(given: Given, at: datetime) -> None:
    if (given.amount is None) == (given.due is None):
        wrong = _("Say by when: so many hours or days, or a day and an hour.")
        raise PromiseUnclear(wrong, amount=wrong)
    if given.due is not None and not at < given.due <= at + FARTHEST:
        wrong = _("A promise lies ahead, at most half a year.")
        raise PromiseUnclear(wrong, due=wrong)
    if given.amount is not None:
        _check_span(given.amount, given.unit)


def _check_span(amount: int, unit: str) -> None:
    if unit not in Unit.values:
        wrong = _("“%(unit)s” is no unit of time.")
        raise PromiseUnclear(wrong, unit=unit)
    least = 0 if unit == Unit.END_OF_DAY else 1
    if not least <= amount <= MOST[Unit(unit)]:
        wrong = _("A promise lies ahead, at most half a year.")
        raise PromiseUnclear(wrong, amount=wrong)
