"""What a colleague learns of the customer while working on a ticket."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huisheng.core.accounts.models import Staff
from huisheng.core.accounts.rights import Right
from huisheng.core.customers.actions import set_agent, set_tier, settle_conflict
from huisheng.core.customers.models import Tier
from huisheng.core.customers.queries import open_conflicts
from huisheng.core.tickets.actions import lock_ticket, record_event
from huisheng.core.tickets.models import Ticket
from huisheng.kit.errors import Refused
from huisheng.kit.party import Party
from huisheng.stages.routing.actions import CannotTake, route_ticket
from huisheng.stages.sla.actions import follow_grade


class NothingToSettle(Refused):
    code = "nothing_to_settle"
    status = 409
    message = _("This has been settled already.")


@transaction.atomic
def keep_apart(ticket: Ticket, *, by: Party) -> int:
    """The colleague asked: the contact details belong to two people, each stays a customer. Returns how many doubts.

    Raises NothingToSettle where none is open.
    """
    ticket = lock_ticket(ticket)
    conflicts = open_conflicts(ticket.customer)
    if not conflicts:
        raise NothingToSettle
    for conflict in conflicts:
        settle_conflict(conflict)
    record_event(ticket, "identity_settled", by=by)
    return len(conflicts)


@transaction.atomic
def change_tier(ticket: Ticket, *, tier: Tier | None, by: Party) -> Ticket:
    """New, regular or core customer (requirements S4): the promises of this ticket follow; others keep theirs."""
    ticket = lock_ticket(ticket)
    if ticket.customer.tier_id == (tier.pk if tier else None):
        return ticket
    set_tier(ticket.customer, tier=tier)
    record_event(ticket, "tier_changed", by=by, tier=tier.code if tier else "")
    if not ticket.is_closed:
        follow_grade(ticket, by=by)
    return ticket


@transaction.atomic
def change_own_agent(ticket: Ticket, *, agent: Staff | None, by: Party) -> Ticket:
    """Who looks after this customer from now on (专属客服, requirements S4). What lies on a desk stays there; a ticket
    that waits in a pool is looked at anew. Raises CannotTake for somebody who may not answer customers.
    """
    ticket = lock_ticket(ticket)
    if agent is not None and not agent.allows(Right.ANSWER):
        raise CannotTake(name=agent.name)
    if ticket.customer.agent_id == (agent.pk if agent else None):
        return ticket
    set_agent(ticket.customer, agent=agent)
    record_event(ticket, "own_agent_changed", by=by, staff=agent.pk if agent else None)
    if ticket.assignee_id is None and not ticket.is_closed:
        route_ticket(ticket, by=by)
    return ticket
