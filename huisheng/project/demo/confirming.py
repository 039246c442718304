"""Customers who have not said whether it is solved: some in the middle of the protocol, a few silent to its end."""

from datetime import datetime

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.models import Identity, IdentityKind
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.errors import Refused
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.actions import begin_asking, close_silent, note_on_page, note_sent, note_try
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.handling.models import Solution

MOST = 24  # tickets, the newest: enough to look at
NOTES = ("响到断线", "对方正忙，挂断了", "无人接听")
WAY = Try.Way


def ask_for_answers(people: dict[str, Staff], now: datetime) -> None:
    """Play the protocol for the newest offers without an answer, up to now. A few small statements for each."""
    waiting = Ticket.objects.filter(status=Status.AWAITING_CONFIRMATION).order_by("-id")[:MOST]
    callers = [people[login] for login in ("he", "xu")]
    for place, ticket in enumerate(waiting):
        caller = next((one for one in callers if one.pk != ticket.assignee_id), callers[0])
        _ask(ticket, caller, NOTES[place % len(NOTES)], now)


def _ask(ticket: Ticket, caller: Staff, said: str, now: datetime) -> None:
    solution = Solution.objects.filter(ticket=ticket).select_related("ticket").latest("round")
    letter = _letter(ticket)
    asking = begin_asking(solution, letter=letter, at=solution.offered_at)
    while (attempt := _due(asking, now)) is not None:
        if attempt.way == WAY.PHONE:
            result = Try.Result.NO_ANSWER
            note_try(ticket, origin=f"call:{attempt.pk}", result=result, by=caller.party, note=said, at=attempt.at)
        elif attempt.way == WAY.LETTER:
            note_sent(attempt, letter=_letter(ticket), at=attempt.at)
        else:
            note_on_page(attempt, at=attempt.at)
    asking.refresh_from_db()
    if asking.state == Asking.State.EXHAUSTED and asking.next_at and asking.next_at <= now:
        _close(ticket, asking.next_at)


def _close(ticket: Ticket, at: datetime) -> None:
    try:
        close_silent(ticket, by=SYSTEM, at=at)
    except Refused:  # a department still owes an answer
        return


def _due(asking: Asking, now: datetime) -> Try | None:
    due = Try.objects.filter(asking=asking, result=Try.Result.DUE, at__lte=now)
    return due.select_related("asking__ticket__channel").first()


def _letter(ticket: Ticket) -> Outbound | None:
    """The evidence of a letter; the demo sends none."""
    addresses = Identity.objects.filter(pk__in=ticket.participants.values("identity"), kind=IdentityKind.EMAIL)
    address = addresses.first()
    if address is None:
        return None
    return queue_out(
        to=address.value,
        subject=f"{ticket.number} 还差您一句话：解决了吗？",
        text="办法已经给到您，解决了吗？",
        about=ticket.number,
    )
