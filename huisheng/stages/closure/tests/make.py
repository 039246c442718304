"""Offers that wait for an answer, for tests."""

from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from huisheng.core.accounts.models import Staff
from huisheng.core.channels.actions import queue_out
from huisheng.core.channels.models import Outbound
from huisheng.core.customers.tests.make import make_customer
from huisheng.core.tickets.models import Ticket
from huisheng.core.tickets.tests.make import make_ticket
from huisheng.stages.closure.actions import begin_asking, note_sent, note_try
from huisheng.stages.closure.models import Asking, Try
from huisheng.stages.handling.actions import offer_solution
from huisheng.stages.handling.models import Solution
from huisheng.stages.routing.actions import assign_ticket

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
SERIAL = count(13_700_000_000)


def make_offered(owner: Staff, *, phone: bool = True, email: bool = True, at: datetime = MONDAY) -> Ticket:
    """On this desk, with an offer; the customer can be reached by what is said."""
    number = str(next(SERIAL))
    address = f"c{number}@shop.example" if email else ""
    known = make_customer("刘女士", phone=number if phone else "", email=address)
    ticket = make_ticket(customer=known, at=at - HOUR)
    assign_ticket(ticket, staff=owner, team=owner.memberships.select_related("team").get().team, by=owner.party)
    offer(ticket, owner, at=at)
    return ticket


def offer(ticket: Ticket, by: Staff, *, at: datetime = MONDAY) -> None:
    offer_solution(ticket, measure="补发配件", timing="明天 18:00 前", responsible="林晓", by=by.party, at=at)


def make_letter(ticket: Ticket) -> Outbound:
    """A mail server took it."""
    letter = queue_out(to="liu@shop.example", subject="解决了吗", text="…", about=ticket.number)
    Outbound.objects.filter(pk=letter.pk).update(state=Outbound.State.SENT, via="smtp")
    return letter


def make_asking(ticket: Ticket, *, letter: bool = True, at: datetime = MONDAY) -> Asking:
    """The asking about the latest offer, begun at once."""

    solution = Solution.objects.filter(ticket=ticket).latest("round")
    return begin_asking(solution, letter=make_letter(ticket) if letter else None, at=at)


def make_every_try(asking: Asking, by: Staff) -> datetime:
    """Nobody answers, until the protocol has nothing more to try; when the last try was."""
    last = asking.asked_at
    while attempt := Try.objects.select_related("asking__ticket").filter(asking=asking, result="due").first():
        last = attempt.at
        if attempt.way == Try.Way.PHONE:
            note_try(asking.ticket, origin=f"call:{attempt.pk}", result=Try.Result.NO_ANSWER, by=by.party, at=last)
        else:
            note_sent(attempt, letter=make_letter(asking.ticket), at=last)
    asking.refresh_from_db()
    return last
