"""The customer is asked whether it is solved, by the written protocol (`closure/protocol.py`); each try leaves evidence."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from huisheng.core.channels.models import Outbound
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM, Party
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.closure.protocol import next_step
from huisheng.stages.closure.queries import askings_going, facts_of, running_asking
from huisheng.stages.handling.models import Solution

LEFT_BY = timedelta(hours=1)  # a letter that was asked for and did not leave by then never will
CALL_WITHIN = timedelta(hours=24)  # after its hour a call that was not made is looked after
ASKED = "asked"  # the origin of a letter that is on its way


@transaction.atomic
def begin_asking(solution: Solution, *, letter: Outbound | None = None, at: datetime | None = None) -> Asking:
    """The offer is the first try where its letter left; everything else is planned from here on. Twice is once.

    What was asked about an earlier offer is over.
    """
    ticket = lock_ticket(solution.ticket)
    known = Asking.objects.filter(solution=solution).first()
    if known is not None:
        return known
    end_asking(ticket, Asking.State.ENDED, at=at or timezone.now())
    asking = Asking.objects.create(ticket=ticket, solution=solution, asked_at=solution.offered_at)
    if not _is_asked_about(solution, ticket):
        _end(asking, Asking.State.ENDED, at or timezone.now())  # it was answered before we came to ask
        return asking
    if letter is not None:
        _keep(asking, Try.Way.LETTER, Try.Result.SENT, at=solution.offered_at, outbound=letter)
    plan_next(asking, at=at)
    return asking


@transaction.atomic
def note_try(
    ticket: Ticket, *, origin: str, result: str, by: Party, note: str = "", at: datetime | None = None
) -> Try | None:
    """A call came to its end: what became of it (a `Try.Result`), with its evidence (`origin`: "call:12").

    It is the planned try by phone, or one more. None when nobody is being asked any more, and for a call told before.
    A yes or no said on the phone is the customer's answer: `answer_confirmation`.
    """
    ticket, at = lock_ticket(ticket), at or timezone.now()
    asking = running_asking(ticket)
    if asking is None or Try.objects.filter(asking=asking, origin=origin).exclude(result=Try.Result.DUE).exists():
        return None
    _forget_planned(asking)
    kept = _keep(asking, Try.Way.PHONE, result, at=at, origin=origin, note=note, by=by)
    record_event(ticket, "confirmation_tried", by=by, at=at, **_about(kept))
    plan_next(asking, at=at)
    return kept


@transaction.atomic
def ask_by_letter(attempt: Try, *, at: datetime | None = None) -> Try:
    """Its time has come: the ledger says so, and the letter follows (`note_sent`). Where it does not leave within an
    hour, the way leads nowhere.
    """
    ticket, at = lock_ticket(attempt.asking.ticket), at or timezone.now()
    Try.objects.filter(pk=attempt.pk).update(origin=ASKED)
    Asking.objects.filter(pk=attempt.asking_id).update(next_at=at + LEFT_BY)
    said = _about(attempt) | {"solution": attempt.asking.solution_id}
    record_event(ticket, "confirmation_asked", by=SYSTEM, at=at, **said)
    return attempt


@transaction.atomic
def ask_by_phone(attempt: Try, *, at: datetime | None = None) -> Try:
    """Its time has come: the ledger says so, and a call is planned for somebody who did not handle it; what became of it
    is told by `note_try`. After a day somebody looks whether it still waits on a list.
    """
    ticket, at = lock_ticket(attempt.asking.ticket), at or timezone.now()
    Try.objects.filter(pk=attempt.pk).update(origin=ASKED)
    Asking.objects.filter(pk=attempt.asking_id).update(next_at=at + CALL_WITHIN)
    record_event(ticket, "confirmation_call_due", by=SYSTEM, at=at, **_about(attempt))
    return attempt


@transaction.atomic
def note_sent(attempt: Try, *, letter: Outbound | None, at: datetime | None = None) -> Try:
    """The letter that asks left; without one this customer cannot be written to."""
    lock_ticket(attempt.asking.ticket)
    attempt.refresh_from_db()
    if attempt.result == Try.Result.DUE:
        attempt.result = Try.Result.SENT if letter else Try.Result.SKIPPED
        attempt.outbound, attempt.at = letter, at or timezone.now()
        attempt.save(update_fields=["result", "outbound", "at"])
        _go_on(attempt.asking, at=at)
    return attempt


@transaction.atomic
def note_on_page(attempt: Try, *, at: datetime | None = None) -> Try:
    """Nobody can be written to or rung up: the question stands on the customer's page, at one more time of the day."""
    ticket, at = lock_ticket(attempt.asking.ticket), at or timezone.now()
    attempt.result, attempt.at = Try.Result.SENT, at
    attempt.save(update_fields=["result", "at"])
    record_event(ticket, "confirmation_tried", by=SYSTEM, at=at, **_about(attempt))
    plan_next(attempt.asking, at=at)
    return attempt


@transaction.atomic
def note_lost_letter(letter: Outbound, *, at: datetime | None = None) -> Try | None:
    """A letter that asked did not arrive: this was no try, and letters lead nowhere here."""
    attempt = Try.objects.select_related("asking__ticket").filter(outbound=letter).first()
    if attempt is None:
        return None
    lock_ticket(attempt.asking.ticket)
    Try.objects.filter(pk=attempt.pk).update(result=Try.Result.NOT_DELIVERED)
    _go_on(attempt.asking, at=at)
    return attempt


@transaction.atomic
def hold_asking(ticket: Ticket) -> bool:
    """The customer wrote back: no more tries until we have answered. False when nobody is being asked."""
    ticket = lock_ticket(ticket)
    asking = running_asking(ticket)
    if asking is None or not facts_of(asking).is_our_turn:
        return False
    _forget_planned(asking)
    Asking.objects.filter(pk=asking.pk).update(state=Asking.State.WAITING, next_at=None)
    return True


@transaction.atomic
def resume_asking(ticket: Ticket, *, at: datetime | None = None) -> bool:
    """We answered what the customer wrote back: the tries begin anew. False when nothing was held."""
    ticket = lock_ticket(ticket)
    asking = running_asking(ticket)
    if (
        asking is None
        or asking.next_at is not None
        or Try.objects.filter(asking=asking, result=Try.Result.DUE).exists()
        or facts_of(asking).is_our_turn
    ):
        return False
    plan_next(asking, at=at)
    return True


@transaction.atomic
def ask_on(ticket: Ticket, *, at: datetime | None = None) -> Asking | None:
    """Its latest offer waits for an answer again, as after a merge that was taken back: what was asked goes on where it
    stood. None where it goes on anyway, nothing waits, or it was answered.
    """
    ticket = lock_ticket(ticket)
    found = Asking.objects.filter(ticket=ticket).exclude(state=Asking.State.ANSWERED).select_related("solution")
    asking = found.order_by("-solution__round").first()
    if asking is None or not _is_asked_about(asking.solution, ticket):
        return None
    if asking.ended_at is None and asking.next_at is not None:
        return None
    asking.ended_at = None
    asking.save(update_fields=["ended_at"])
    plan_next(asking, at=at)
    return asking


def postpone(asking: Asking, next_at: datetime | None) -> None:
    """Look again at `next_at`. The ticket is locked."""
    Asking.objects.filter(pk=asking.pk).update(next_at=next_at)


def end_asking(ticket: Ticket, state: str, *, at: datetime) -> None:
    """Nothing more to ask: answered, closed, or offered anew. What was planned and not begun is forgotten."""
    for asking in askings_going().filter(ticket=ticket):
        _forget_planned(asking)
        _end(asking, state, at)


def plan_next(asking: Asking, *, at: datetime | None = None) -> Try | None:
    """Write down the next try, or that every one was made. The ticket is locked."""
    at = at or timezone.now()
    _settle_letters(asking)
    facts = facts_of(asking)
    _forget_planned(asking)
    if facts.is_our_turn:
        _wait_until(asking, Asking.State.WAITING, None)
        return None
    step = next_step(max(at, facts.since), facts.made, facts.ways, facts.terms)
    if step is None:
        _wait_until(asking, Asking.State.EXHAUSTED, facts.silent_at)
        until = asking.next_at.isoformat() if asking.next_at else ""
        record_event(asking.ticket, "confirmation_exhausted", by=SYSTEM, at=at, asking=asking.pk, until=until)
        return None
    attempt = _keep(asking, step.way, Try.Result.DUE, at=max(step.at, at))
    _wait_until(asking, Asking.State.WAITING, attempt.at)
    return attempt


def _is_asked_about(solution: Solution, ticket: Ticket) -> bool:
    latest = Solution.objects.filter(ticket=ticket).latest("round")
    return ticket.status == Status.AWAITING_CONFIRMATION and latest == solution


def _keep(
    asking: Asking, way: str, result: str, *, at: datetime, outbound: Outbound | None = None, origin: str = "",
    note: str = "", by: Party = SYSTEM,
) -> Try:  # fmt: skip
    last = Try.objects.filter(asking=asking).order_by("-seq").values_list("seq", flat=True).first() or 0
    return Try.objects.create(
        asking=asking,
        seq=last + 1,
        way=way,
        result=result,
        at=at,
        outbound=outbound,
        origin=origin[:40],
        note=note.strip()[:300],
        by_kind=by.kind,
        by_id=by.id,
    )


def _forget_planned(asking: Asking) -> None:
    """What was planned and never done is no evidence."""
    Try.objects.filter(asking=asking, result=Try.Result.DUE).delete()


def _settle_letters(asking: Asking) -> None:
    """Letters that no mail server ever took, or that were given up, are no tries."""
    for one in Try.objects.filter(asking=asking, result=Try.Result.SENT).select_related("outbound"):
        if one.was_lost:
            kept_here = one.outbound is not None and one.outbound.via == Outbound.CONSOLE
            one.result = Try.Result.SKIPPED if kept_here else Try.Result.NOT_DELIVERED
            one.save(update_fields=["result"])


def _go_on(asking: Asking, *, at: datetime | None) -> None:
    asking.refresh_from_db()
    if askings_going().filter(pk=asking.pk).exists():
        plan_next(asking, at=at)


def _wait_until(asking: Asking, state: str, next_at: datetime | None) -> None:
    asking.state, asking.next_at = state, next_at
    asking.save(update_fields=["state", "next_at"])


def _end(asking: Asking, state: str, at: datetime) -> None:
    asking.state, asking.next_at, asking.ended_at = state, None, at
    asking.save(update_fields=["state", "next_at", "ended_at"])


def _about(attempt: Try) -> dict[str, Any]:
    """For the ledger: ids and codes."""
    return {"try": attempt.pk, "seq": attempt.seq, "way": str(attempt.way), "result": str(attempt.result)}
