"""Arrival: from a stored item to a ticket with a grade, a desk and running clocks. Read this first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.base.breath import one_breath
from huisheng.core.base.house import house
from huisheng.core.base.remembered import one_look
from huisheng.core.channels.models import Inbound
from huisheng.core.tickets.actions import set_status
from huisheng.core.tickets.models import Message, Ticket
from huisheng.core.tickets.status import Status
from huisheng.kit.party import SYSTEM
from huisheng.stages.closure.models import Reopening
from huisheng.stages.collaboration.actions import follow_requests
from huisheng.stages.handling.actions import urge
from huisheng.stages.intake.actions import accept_inbound
from huisheng.stages.intake.letters import open_letter
from huisheng.stages.intake.urging import is_urging
from huisheng.stages.routing.actions import assign_ticket, route_ticket
from huisheng.stages.routing.models import Assignment
from huisheng.stages.sla.actions import heed, start_clocks
from huisheng.stages.sla.models import Clock
from huisheng.stages.sla.occasions import Occasion
from huisheng.stages.triage.actions import classify_ticket, grade_ticket
from huisheng.stages.triage.models import Grading
from huisheng.stages.triage.rulebook import rulebook
from huisheng.trips.cover import cover_for_the_absent
from huisheng.trips.reopen import reopen


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where an item landed. Grading and clocks stand here when it began a ticket, so that who answers need not ask."""

    ticket: Ticket
    message: Message
    is_new: bool
    grading: Grading | None = None
    clocks: tuple[Clock, ...] = ()


@one_look()
@one_breath()
def receive(inbound: Inbound, *, at: datetime | None = None) -> Arrived:
    """Let one stored item pass the line: accepted, classified, graded, routed, its clocks started. Twice is once.

    Promises count from the instant of receipt, also where a crash made us late; an import may name another `at`.
    """
    at = at or inbound.received_at
    accepted = accept_inbound(inbound, at=at)
    if accepted.is_new:
        return _start(accepted.ticket, accepted.message, inbound, at=at)
    if not accepted.at_rest:
        _continue(accepted.ticket, accepted.message, at=at)
    return Arrived(accepted.ticket, accepted.message, is_new=False)


@one_breath()
def receive_letter(inbound: Inbound) -> Arrived | None:
    """Open a mail and let it pass the line; None where it was only noted, or refused. Twice is once.

    It counts from when it reached the mailbox, however late we fetched it.
    """
    if not open_letter(inbound):
        return None
    arrived = parse_datetime(inbound.content.get("arrived", ""))
    return receive(inbound, at=arrived)


def receive_item(inbound: Inbound) -> Arrived | None:
    """Whatever a push channel stored."""
    return receive_letter(inbound) if inbound.raw_id else receive(inbound)


def _start(ticket: Ticket, message: Message, inbound: Inbound, *, at: datetime) -> Arrived:
    wishes = inbound.content
    book, wish = rulebook(), str(wishes.get("category") or "")
    classify_ticket(ticket, message, category=wish, tags=wishes.get("tags") or (), book=book, at=at)
    grading = grade_ticket(ticket, message, book=book, at=at)
    keeper = _keeper(inbound) if wishes.get("keep") else None
    if keeper:
        assign_ticket(ticket, staff=keeper, by=keeper.party, how=Assignment.How.TOOK, at=at)
    else:
        route_ticket(ticket, by=SYSTEM, at=at)
    clocks = start_clocks(ticket, by=SYSTEM, at=at)
    if inbound.by.kind == "staff":  # who writes a call down has taken it
        taken = [Occasion.PERSON_ACTED] + [Occasion.TICKET_TAKEN] * (keeper is not None)
        heed(ticket, *taken, by=inbound.by, at=at, running=clocks)
    return Arrived(ticket, message, is_new=True, grading=grading, clocks=tuple(clocks))


def _keeper(inbound: Inbound) -> Staff | None:
    """Who took the call and keeps it (首问负责, requirements S0), where that colleague may answer customers."""
    taker = (
        Staff.objects.select_related("role").filter(pk=inbound.by.id or 0).first()
        if inbound.by.kind == "staff"
        else None
    )
    return taker if taker and taker.allows(Right.ANSWER) else None


def _continue(ticket: Ticket, message: Message, *, at: datetime) -> None:
    if ticket.is_closed:
        reopen(ticket, why=Reopening.Why.MESSAGE, by=ticket.customer.party, at=at)
    elif ticket.status == Status.WAITING_CUSTOMER:
        set_status(ticket, Status.OPEN, by=ticket.customer.party, at=at)
        follow_requests(ticket, by=ticket.customer.party, at=at)
    heed(ticket, Occasion.CUSTOMER_WROTE, by=ticket.customer.party, at=at)
    if ticket.status != Status.AWAITING_CONFIRMATION and is_urging(message.text, more=house("desk.urge_words")):
        urge(ticket, by=ticket.customer.party, message=message, at=at)
    cover_for_the_absent(ticket, at=at)
