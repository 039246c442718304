"""Somebody takes a ticket with the own hands: it lies on the desk, and the promises of a first move hear of it."""

from datetime import datetime

from django.db import transaction

from huisheng.core.accounts.models import Staff
from huisheng.core.tickets.models import Ticket
from huisheng.kit.party import Party
from huisheng.stages.routing.actions import answer_hand_over, assign_ticket
from huisheng.stages.routing.models import Assignment, HandOver
from huisheng.stages.sla.actions import heed
from huisheng.stages.sla.occasions import Occasion


@transaction.atomic
def take(ticket: Ticket, *, staff: Staff, at: datetime | None = None) -> Assignment:
    """Take what nobody has. Raises CannotTake, AlreadyTaken, NoTeam."""
    how = Assignment.How.TOOK
    assignment = assign_ticket(ticket, staff=staff, team=ticket.team, how=how, by=staff.party, at=at)
    heed(ticket, Occasion.TICKET_TAKEN, by=staff.party, at=at)
    return assignment


@transaction.atomic
def answer_asked(asked: HandOver, *, accept: bool, by: Party) -> HandOver:
    """Take over what a colleague offers, or leave it there. Raises as `answer_hand_over` does."""
    answered = answer_hand_over(asked, accept=accept, by=by)
    if accept:
        heed(answered.ticket, Occasion.TICKET_TAKEN, by=by)
    return answered
