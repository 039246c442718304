"""Customers who have not said whether it is solved: the written protocol, played in its order by the verbs themselves."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.db.models import Min

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import (
    ask_by_phone,
    begin_asking,
    close_silent,
    note_on_page,
    note_sent,
    note_try,
    postpone,
)
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.handling.models import Solution
from huisheng.stages.sla.actions import ring_due
from huisheng.stages.sla.models import Alarm
from huisheng.trips.late import answer

from .tickets.silent import LATE_YES, PATIENT, SILENT

MOST = 24  # tickets, the newest: enough to look at
NOTES = ("响到断线", "对方正忙，挂断了", "无人接听", "提示已关机")
TODAY = timedelta(hours=8)  # a call whose hour came since then still waits on the list of the callback desk
CALLERS = ("he", "xu", "dan")
LATE, WORD = timedelta(days=2, hours=3), "这两天出差，才看到。新的没味道了，睡得踏实。"
WAY, State = Try.Way, Asking.State


def ask_for_answers(people: Mapping[str, Staff], now: datetime) -> None:
    """Every step of the protocol and every alarm in its own instant, the earliest first, up to now."""
    for ticket in _waiting():
        solution = Solution.objects.filter(ticket=ticket).select_related("ticket").latest("round")
        begin_asking(solution, letter=_letter(ticket, solution.offered_at), at=solution.offered_at)
    for place, (asking, at) in enumerate(_steps(now)):
        caller = next(people[one] for one in CALLERS if people[one].pk != asking.ticket.assignee_id)
        _take(asking, at, caller=caller, said=NOTES[place % len(NOTES)], now=now)
    _say_yes_late(now)


def _waiting() -> list[Ticket]:
    """The newest offers without an answer, and those that stay without one."""
    waiting = Ticket.objects.filter(status=Status.AWAITING_CONFIRMATION).select_related("channel").order_by("-id")
    names = {one.customer.name for one in (*SILENT, PATIENT)}
    silent = waiting.filter(customer__name__in=names)
    return list({one.pk: one for one in (*waiting[:MOST], *silent)}.values())


def _steps(now: datetime) -> Iterator[tuple[Asking, datetime]]:
    """The askings whose turn it is, one after the other; alarms that are due before ring first."""
    while (
        asking := Asking.objects.filter(next_at__lte=now).select_related("ticket__channel").order_by("next_at").first()
    ):
        at = asking.next_at
        assert at is not None  # noqa: S101 - the condition
        _ring_until(at)
        yield asking, at
    _ring_until(now)


def _ring_until(until: datetime) -> None:
    waiting = Alarm.objects.filter(rung_at=None, silenced_at=None, ring_at__lte=until)
    while at := waiting.aggregate(at=Min("ring_at"))["at"]:
        ring_due(now=at)


def _take(asking: Asking, at: datetime, *, caller: Staff, said: str, now: datetime) -> None:
    ticket, attempt = asking.ticket, Try.objects.filter(asking=asking, result=Try.Result.DUE).first()
    if attempt is None:
        _close(asking, at)
    elif attempt.way == WAY.PHONE and at > now - TODAY:
        ask_by_phone(attempt, at=at)
    elif attempt.way == WAY.PHONE:
        result = Try.Result.NO_ANSWER
        note_try(ticket, origin=f"call:{attempt.pk}", result=result, by=caller.party, note=said, at=at)
    elif attempt.way == WAY.LETTER:
        note_sent(attempt, letter=_letter(ticket, at), at=at)
    else:
        note_on_page(attempt, at=at)


def _close(asking: Asking, at: datetime) -> None:
    try:
        close_silent(asking.ticket, by=SYSTEM, at=at)
    except Refused:  # a department still owes an answer
        postpone(asking, None)


def _say_yes_late(now: datetime) -> None:
    """One of them was only away: a yes after it was closed counts all the same (docs/decisions/0014)."""
    [name] = [one.customer.name for one in SILENT if one.key == LATE_YES]
    ticket = Ticket.objects.filter(customer__name=name, status=Status.CLOSED).order_by("-id").first()
    if ticket and ticket.closed_at and ticket.closed_at + LATE <= now:
        answer(ticket, solved=True, stars=4, word=WORD, by=ticket.customer.party, at=ticket.closed_at + LATE)


def _letter(ticket: Ticket, at: datetime) -> Outbound | None:
    """The evidence of a letter, as if a mail server had taken it; the demo sends none."""
    addresses = Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL)
    address = addresses.first()
    if address is None:
        return None
    letter = queue_out(
        to=address.value,
        subject=f"{ticket.number} 还差您一句话：解决了吗？",
        text="办法已经给到您，解决了吗？",
        about=ticket.number,
    )
    sent = {"state": Outbound.State.SENT, "via": "smtp", "sent_at": at, "next_try_at": None, "tries": 1}
    Outbound.objects.filter(pk=letter.pk).update(created_at=at, **sent)
    letter.refresh_from_db()
    return letter
